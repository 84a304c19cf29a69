"""Ask a function of the caller's for a credential, without keeping what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from udacity_client.credentials import (
    ClientCredentials,
    CredentialsProvider,
    StaticToken,
    ask,
)
from udacity_client.errors import CredentialsError

__all__ = ["provided"]


def provided(provider: CredentialsProvider) -> ClientCredentials | StaticToken:
    """Return what *provider* gives, waiting for it in a loop of its own if it is async.

    Raises:
        CredentialsError: It failed, or gave what can be no credential.
    """
    # Type checkers see to most callers, not to all.
    given: object = ask(provider)
    if isinstance(given, Awaitable):
        given = ask(_awaited(cast("Awaitable[object]", given), provider))
    if isinstance(given, str):
        return StaticToken(given)
    if isinstance(given, ClientCredentials | StaticToken):
        return given
    kind = type(given).__name__
    del given
    message = (
        f"The credentials provider returned {kind}; let it return a token as str, a "
        "StaticToken or ClientCredentials."
    )
    raise CredentialsError(message)


def _awaited(
    given: Awaitable[object], provider: CredentialsProvider
) -> Callable[[], object]:
    async def wait() -> object:
        return await given

    def run() -> object:
        import asyncio  # noqa: PLC0415 - start-up is counted

        return asyncio.run(wait())

    # Its failure is told as that of the function that the caller knows.
    run.__qualname__ = getattr(provider, "__qualname__", type(provider).__name__)
    return run
