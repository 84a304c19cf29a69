"""Credentials from the user's own function, or from a command that prints one.

A command connects Vault, a cloud's secret store or a password manager without a
dependency. No shell runs it, and nothing of it is shown but the program's name.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, NoReturn, cast, final

from udacity_client.auth.credentials import (
    ClientCredentials,
    CredentialsProvider,
    StaticToken,
)
from udacity_client.auth.secret import call_guarded, refuse_pickling
from udacity_client.errors import CredentialsError

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["CredentialsCommand", "call_provider"]

TIMEOUT: Final = 30.0
"""Seconds after which a command is killed."""

_EXPECTED: Final = (
    "did not print the expected JSON: client_id, client_secret and perhaps company_id, "
    "or token and perhaps expires_in"
)


def call_provider(provider: CredentialsProvider) -> ClientCredentials | StaticToken:
    """Return the result of *provider*, awaited in an event loop of its own if async.

    Raises:
        CredentialsError: It failed, or returned something else.
    """
    # A type checker sees most providers, but not all.
    given: object = call_guarded(provider)
    if isinstance(given, Awaitable):
        given = call_guarded(_awaiting(cast("Awaitable[object]", given), provider))
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


def _awaiting(
    given: Awaitable[object], provider: CredentialsProvider
) -> Callable[[], object]:
    async def wait() -> object:
        return await given

    def run() -> object:
        import asyncio  # noqa: PLC0415 - a blocking client starts without it

        return asyncio.run(wait())

    # The error names the function that the user knows.
    run.__qualname__ = getattr(provider, "__qualname__", type(provider).__name__)
    return run


@final
class CredentialsCommand:
    """A command that prints a credential; it runs again for every token.

    Args:
        line: The command line, quoted as for a POSIX shell; no shell runs it.
        source: Where the line was found, for errors.
        timeout: Seconds that it may take.

    Raises:
        CredentialsError: The line is not a command line.
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
            message = f"{source} is not a command line: it is blank or a quote is open."
            raise CredentialsError(message)

    def __call__(self) -> ClientCredentials | StaticToken:
        """Run the command and return the credential that it prints.

        Raises:
            CredentialsError: It cannot be run, failed, or printed no credential. The
                message shows neither its arguments nor its output.
        """
        output = self._run()
        outcome = output if isinstance(output, str) else _parse(output)
        del output
        if not isinstance(outcome, str):
            return outcome
        message = (
            f"The program {self._program!r} of {self._source} {outcome}. Nothing was "
            "sent; run the command by itself to see why."
        )
        raise CredentialsError(message)

    def _run(self) -> bytes | str:
        """Return the output as bytes, or as text why there is none."""
        import subprocess  # noqa: PLC0415 - few users have a command

        try:
            with subprocess.Popen(  # noqa: S603 - it is the user's own command
                self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # It may hold a secret, and would end up in the logs of a worker.
                stderr=subprocess.DEVNULL,
                # Killing the session also kills what the command started.
                start_new_session=True,
            ) as process:
                try:
                    output, _ = process.communicate(timeout=self._timeout)
                finally:
                    _kill(process)
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
    try:
        return shlex.split(line)
    except ValueError:
        return []


def _kill(process: Popen[bytes]) -> None:
    """Kill the command if it runs, and its children, which keep its output open."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _parse(output: bytes) -> ClientCredentials | StaticToken | str:
    """Return the credential in *output*, or what is wrong, without showing it."""
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
