"""Hold a secret so that nothing shows it, without knowing what it is for."""

from __future__ import annotations

from typing import ClassVar, NoReturn, Self

from udacity_client.errors import CredentialsError

__all__ = ["SecretText", "refuse_pickling", "validation_error_of"]


class SecretText:
    """Hold a secret that no repr, log or pickle shows."""

    __slots__ = ("_value",)

    NAME: ClassVar[str] = "secret"

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, for a request and nothing else."""
        return self._value

    def check(self) -> Self:
        """Return the secret, or refuse it in words that do not show it.

        Raises:
            CredentialsError: It cannot be a secret of the API's.
        """
        flaw = validation_error_of(self._value)
        if flaw:
            message = f"The {self.NAME} {flaw}. Nothing was sent; copy it again."
            raise CredentialsError(message)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}('**********')"

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)


def validation_error_of(text: str) -> str | None:
    """Say why *text* can be no secret, in words that do not show it."""
    if not text:
        return "is empty"
    if not text.isascii() or not text.isprintable() or " " in text:
        return "holds a blank, a line break or a character beyond ASCII"
    return None


def refuse_pickling(holder: object) -> TypeError:
    """Return the error for who would send *holder* to another process."""
    message = (
        f"{type(holder).__name__} holds a secret and is not pickled; let each process "
        "find its own credential, for example in its environment."
    )
    return TypeError(message)
