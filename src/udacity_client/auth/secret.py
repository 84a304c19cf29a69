"""Secrets that never print or pickle, and calls that never leak one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NoReturn, Self, TypeVar

from udacity_client.errors import CredentialsError, UdacityError
from udacity_client.system.option_kinds import describe

__all__ = ["SecretText", "call_guarded", "refuse_pickling", "validation_error_of"]

ResultT = TypeVar("ResultT")


class SecretText:
    """A text that no repr, log or pickle shows."""

    __slots__ = ("_value",)

    NAME: ClassVar[str] = "secret"

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself; use it for a request and nothing else."""
        return self._value

    def check(self) -> Self:
        """Return the secret if a header can hold it; the error does not show it.

        Raises:
            CredentialsError: It is malformed.
        """
        problem = validation_error_of(self._value)
        if problem:
            message = f"The {self.NAME} {problem}. Nothing was sent; copy it again."
            raise CredentialsError(message)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}('**********')"

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)


def validation_error_of(text: object) -> str | None:
    """Return why *text* cannot be a secret, without showing it."""
    if not isinstance(text, str):
        return f"is {describe(text)}, not a str"
    if not text:
        return "is empty"
    if not text.isascii() or not text.isprintable() or " " in text:
        return "holds a blank, a line break or a character beyond ASCII"
    return None


def refuse_pickling(holder: object) -> TypeError:
    """Return the error raised when an object holding a secret is pickled."""
    message = (
        f"{type(holder).__name__} holds a secret and is not pickled; let each process "
        "find its own credential, for example in its environment."
    )
    return TypeError(message)


def call_guarded(function: Callable[[], ResultT]) -> ResultT:
    """Call the user's *function* for a credential, and return its result.

    Raises:
        CredentialsError: It failed. The message names only the type of its exception,
            because text and traceback may hold a secret.
    """
    failure: UdacityError
    try:
        return function()
    except UdacityError as error:
        failure = error
        failure.__cause__ = failure.__context__ = None
    # It may run in a thread of ours, which cannot exit the user's program.
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of any kind
        name = getattr(function, "__qualname__", type(function).__name__)
        failure = CredentialsError(
            f"{name}, which was to give the credential, raised "
            f"{type(error).__name__}. Nothing was sent; call it alone to see why."
        )
    # Raised from here, so no frame below is kept alive with the secret in it.
    raise failure.with_traceback(None)
