"""Run a command that prints a credential, without a shell and without showing it.

It connects Vault, a cloud's secret store or a password manager without a dependency.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, NoReturn, cast, final

from udacity_client.auth.credentials import (
    ClientCredentials,
    CredentialsProvider,
    StaticToken,
    call_guarded,
)
from udacity_client.auth.secret import refuse_pickling
from udacity_client.errors import CredentialsError

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["call_provider"]


def call_provider(provider: CredentialsProvider) -> ClientCredentials | StaticToken:
    """Return what *provider* gives, waiting for it in a loop of its own if it is async.

    Raises:
        CredentialsError: It failed, or gave what can be no credential.
    """
    # Type checkers see to most callers, not to all.
    given: object = call_guarded(provider)
    if isinstance(given, Awaitable):
        given = call_guarded(_awaited(cast("Awaitable[object]", given), provider))
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


__all__ = ["CredentialsCommand"]

TIMEOUT: Final = 30.0
"""Seconds after which a command is ended."""


@final
class CredentialsCommand:
    """Give the credential that a command prints, running it anew for every token.

    Args:
        line: The command line, quoted as for a POSIX shell; no shell runs it.
        source: Where it was found, for errors.
        timeout: Seconds that it may take.

    Raises:
        CredentialsError: The line is no command line.
    """

    __slots__ = ("_arguments", "_program", "_source", "_timeout")

    def __init__(self, line: str, *, source: str, timeout: float = TIMEOUT) -> None:
        self._arguments = _split(line)
        # A traceback may list this frame's locals, and arguments may hold a secret.
        del line
        self._source = source
        self._timeout = timeout
        self._program = self._arguments[0] if self._arguments else ""
        if not self._arguments:
            message = f"{source} is no command line: it is blank or a quote is open."
            raise CredentialsError(message)

    def __call__(self) -> ClientCredentials | StaticToken:
        """Return what the command prints.

        Raises:
            CredentialsError: It cannot be run, failed, or printed no credential. The
                message shows neither its arguments nor what it printed.
        """
        output = self._run()
        outcome = output if isinstance(output, str) else _read(output)
        del output
        if not isinstance(outcome, str):
            return outcome
        message = (
            f"The program {self._program!r} of {self._source} {outcome}. Nothing was "
            "sent; run the command by itself to see why."
        )
        raise CredentialsError(message)

    def _run(self) -> bytes | str:
        """Return what the command prints as bytes, or why there is nothing as text."""
        import subprocess  # noqa: PLC0415 - start-up is counted

        try:
            with subprocess.Popen(  # noqa: S603 - it is the user's own command
                self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # It may hold a secret, and would end up in the logs of a worker.
                stderr=subprocess.DEVNULL,
                # What the command starts is ended with it.
                start_new_session=True,
            ) as process:
                try:
                    output, _ = process.communicate(timeout=self._timeout)
                finally:
                    _end(process)
        except subprocess.TimeoutExpired:
            return f"took longer than {self._timeout:g} s and was ended"
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            return f"cannot be run: {reason}"
        if process.returncode:
            return f"exited with status {process.returncode}"
        return output

    def __repr__(self) -> str:
        return f"CredentialsCommand({self._program!r}, ...)"

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)


def _split(line: str) -> list[str]:
    import shlex  # noqa: PLC0415 - start-up is counted

    try:
        return shlex.split(line)
    except ValueError:
        return []


def _end(process: Popen[bytes]) -> None:
    """End the command, and what it started that keeps its output open."""
    import signal  # noqa: PLC0415 - start-up is counted

    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


_EXPECTED: Final = (
    "did not print the expected JSON: client_id, client_secret and perhaps company_id, "
    "or token and perhaps expires_in"
)


def _read(output: bytes) -> ClientCredentials | StaticToken | str:
    """Return the credential in *output*, or what is wrong, without showing it."""
    import json  # noqa: PLC0415 - start-up is counted

    try:
        printed: object = json.loads(output)
    except (ValueError, RecursionError):
        return _EXPECTED
    if not isinstance(printed, dict):
        return _EXPECTED
    try:
        return _credential(cast("dict[str, object]", printed)) or _EXPECTED
    except CredentialsError as error:
        return f"printed no usable credential: {error.message.rstrip('.')}"


def _credential(
    printed: Mapping[str, object],
) -> ClientCredentials | StaticToken | None:
    match printed:
        case {"token": str(token), **rest} if rest.keys() <= {"expires_in"}:
            expires_in = rest.get("expires_in")
            if expires_in is None or type(expires_in) in (int, float):
                return StaticToken(token, expires_in=cast("float | None", expires_in))
        case {
            "client_id": str(client_id),
            "client_secret": str(secret),
            **rest,
        } if rest.keys() <= {"company_id"}:
            company_id = rest.get("company_id")
            if company_id is None or isinstance(company_id, str):
                return ClientCredentials(
                    client_id=client_id, client_secret=secret, company_id=company_id
                )
        case _:
            pass
    return None
