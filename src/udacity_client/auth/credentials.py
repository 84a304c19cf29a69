"""The credentials that a client identifies itself with. No I/O except secret files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from functools import partial
from os import PathLike, fsdecode
from typing import ClassVar, Final, NoReturn, TypeAlias, cast, final

from udacity_client.auth.secret import (
    SecretText,
    call_guarded,
    refuse_pickling,
    validation_error_of,
)
from udacity_client.errors import ConfigurationError, CredentialsError
from udacity_client.system.option_kinds import is_function, is_number, show_number
from udacity_client.system.option_values import TEXT, ClientOption

__all__ = [
    "ClientCredentials",
    "Credentials",
    "CredentialsProvider",
    "ProvidedCredentials",
    "StaticToken",
    "UserToken",
]


@final
class ClientCredentials:
    """A client credential, which is exchanged for one-hour tokens.

    A company admin creates it in the Management Portal.

    Args:
        client_id: The public half, `udcl_` and 32 hexadecimal digits.
        client_secret: The secret half; or the path of a file that holds it, or a
            function that returns it. File and function are read now, and again for
            every new token, so a new secret for the same ID needs no restart.
        company_id: The company to scope the token to, if the credential covers several.

    Raises:
        CredentialsError: One of the halves is malformed, or the secret cannot be read.
    """

    __slots__ = ("_latest", "_secret", "client_id", "company_id")

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | PathLike[str] | Callable[[], str],
        company_id: str | None = None,
    ) -> None:
        self._secret = _secret_or_reader(client_secret)
        # A traceback may list this frame's locals.
        del client_secret
        problem = _id_problem(client_id)
        self.client_id: str = "" if problem else client_id
        self.company_id: str | None = company_id
        # If the halves are the wrong way round, this is the secret.
        del client_id
        if problem:
            message = f"client_id {problem}. Nothing was sent; copy it again."
            raise CredentialsError(message)
        _COMPANY.require("company_id", company_id)
        self.secret()

    def secret(self) -> SecretText:
        """Return the secret, reading it again if a file or a function holds it.

        Raises:
            CredentialsError: It cannot be read, or is malformed.
        """
        secret = self._secret
        read = secret if isinstance(secret, SecretText) else secret()
        self._latest = read.check()
        return self._latest

    def for_company(self, company_id: str) -> ClientCredentials:
        """Return the same credential, scoped to *company_id*."""
        credentials = copy(self)
        credentials.company_id = company_id
        return credentials

    def __copy__(self) -> ClientCredentials:
        twin = object.__new__(ClientCredentials)
        twin._secret, twin._latest = self._secret, self._latest  # noqa: SLF001 - its own class
        twin.client_id, twin.company_id = self.client_id, self.company_id
        return twin

    def __repr__(self) -> str:
        return (
            f"ClientCredentials(client_id={self.client_id!r}, "
            f"client_secret='**********', company_id={self.company_id!r})"
        )

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)


def latest_secret(credentials: ClientCredentials) -> SecretText:
    """Return the secret of *credentials* as it was read last; do not read it again."""
    # Not a method, because it is not for users.
    return credentials._latest  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


@final
class StaticToken(SecretText):
    """An API token that was made elsewhere; it is used as it is and never refreshed.

    Args:
        token: The token's full value.
        expires_in: Seconds that it lives, from now on. It tells a client when to call
            a provider again; without it, the client does so once the API refuses the
            token.

    Raises:
        CredentialsError: It is malformed, or has expired.
    """

    __slots__ = ("expires_in",)
    NAME: ClassVar[str] = "token"

    def __init__(self, token: str, *, expires_in: float | None = None) -> None:
        super().__init__(token)
        del token
        self.expires_in: float | None = expires_in
        self.check()
        _LIFETIME.require("expires_in", expires_in)
        # Not `<= 0`, which would accept NaN as a lifetime.
        if expires_in is not None and not expires_in > 0:
            message = (
                f"The token expires in {show_number(expires_in)} s; it cannot be used."
            )
            raise CredentialsError(message)


@final
class UserToken(SecretText):
    """The JWT of a logged-in user. It is sent to the tokens domain only.

    Args:
        token: The JWT.
        scheme: The word before it in the `Authorization` header. The documentation does
            not name it; `Bearer` is inferred, because it is usual for a JWT.

    Raises:
        CredentialsError: The token is malformed.
        ConfigurationError: The scheme is malformed.
    """

    __slots__ = ("scheme",)
    NAME: ClassVar[str] = "user token"

    def __init__(self, token: str, *, scheme: str = "Bearer") -> None:
        super().__init__(token)
        del token
        self.scheme: str = scheme
        problem = validation_error_of(scheme)
        if problem:
            message = f"The scheme of a user token {problem}; give one such as Bearer."
            raise ConfigurationError(message)
        self.check()


_COMPANY: Final = TEXT.or_none("such as '4821', or leave it out")
_LIFETIME: Final = ClientOption("a number", is_number, "give seconds").or_none(
    "or None"
)

ProvidedCredentials: TypeAlias = str | StaticToken | ClientCredentials
"""What a provider may return: a token, with its lifetime or not, or a credential."""

CredentialsProvider: TypeAlias = Callable[
    [], ProvidedCredentials | Awaitable[ProvidedCredentials]
]
"""Your function that returns a credential; it may be `async`.

The client calls it when it first needs a token, when the token's lifetime nears its
end, and after the API refused the token; once for all callers that wait. It runs in a
thread of the client, and what it awaits in an event loop of that thread. So it serves
any number of your event loops and outlives each, but cannot use objects that belong to
one of them.
"""

Credentials: TypeAlias = ClientCredentials | StaticToken | CredentialsProvider


class _ClientSecret(SecretText):
    __slots__ = ()
    NAME: ClassVar[str] = "client secret"


def read_secret(path: str | PathLike[str]) -> SecretText:
    """Return the client secret in a file.

    Raises:
        CredentialsError: The file cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs start-up
            secret = _ClientSecret(file.read().strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    except ValueError:
        reason = "a path cannot have a NUL character"
    else:
        return secret
    message = f"The secret file {_printable(path)} cannot be read: {reason}."
    raise CredentialsError(message)


def _printable(path: str | PathLike[str]) -> str:
    return fsdecode(path).replace("\0", "\\0")


def _secret_or_reader(
    given: str | PathLike[str] | Callable[[], str],
) -> SecretText | Callable[[], SecretText]:
    if isinstance(given, PathLike):
        return partial(read_secret, given)
    if is_function(given):
        return partial(_call_for_secret, cast("Callable[[], str]", given))
    # `check` refuses what is not text, once no frame holds it.
    return _ClientSecret(cast("str", given))


def _call_for_secret(function: Callable[[], str]) -> SecretText:
    return _ClientSecret(call_guarded(function))


def _id_problem(client_id: object) -> str | None:
    if isinstance(client_id, str) and client_id.startswith("udcs_"):
        return "is a secret: client_id and client_secret are the wrong way round"
    return validation_error_of(client_id)
