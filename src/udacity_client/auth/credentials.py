"""Hold what the client identifies itself with, without looking for it or sending it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import copy
from functools import partial
from os import PathLike, fspath
from typing import ClassVar, NoReturn, TypeAlias, TypeVar, final

from udacity_client.auth.secret import SecretText, refuse_pickling, validation_error_of
from udacity_client.errors import ConfigurationError, CredentialsError, UdacityError

__all__ = [
    "ClientCredentials",
    "Credentials",
    "CredentialsProvider",
    "ProvidedCredentials",
    "StaticToken",
    "UserToken",
    "call_guarded",
]

AnswerT = TypeVar("AnswerT")


class _ClientSecret(SecretText):
    __slots__ = ()
    NAME: ClassVar[str] = "client secret"


@final
class ClientCredentials:
    """Hold a client credential, which is exchanged for one-hour tokens.

    A company admin creates it in the Management Portal.

    Args:
        client_id: The public half, `udcl_` and 32 hexadecimal digits.
        client_secret: The secret half; or the path of a file that holds it, or a
            function that returns it. File and function are asked now, and again for
            every new token, so that a rotated secret needs no restart.
        company_id: Which company to scope the token to, where the credential covers
            several.

    Raises:
        CredentialsError: One of the halves cannot be what it should be.
    """

    __slots__ = ("_secret", "client_id", "company_id")

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | PathLike[str] | Callable[[], str],
        company_id: str | None = None,
    ) -> None:
        self._secret = _kept_or_read(client_secret)
        # A traceback may list this frame's locals.
        del client_secret
        flaw = _id_flaw(client_id)
        self.client_id: str = "" if flaw else client_id
        self.company_id: str | None = company_id
        # Halves the wrong way round: then this is the secret.
        del client_id
        if flaw:
            message = f"client_id {flaw}. Nothing was sent; copy it again."
            raise CredentialsError(message)
        self.secret()

    def secret(self) -> SecretText:
        """Return the secret, asking anew for one that is kept elsewhere.

        Raises:
            CredentialsError: It cannot be had, or is none that the API could know.
        """
        kept = self._secret
        return (kept if isinstance(kept, SecretText) else kept()).check()

    def for_company(self, company_id: str) -> ClientCredentials:
        """Return the same credential, scoped to *company_id*."""
        credentials = copy(self)
        credentials.company_id = company_id
        return credentials

    def __copy__(self) -> ClientCredentials:
        twin = object.__new__(ClientCredentials)
        twin._secret = self._secret  # noqa: SLF001 - its own class
        twin.client_id, twin.company_id = self.client_id, self.company_id
        return twin

    def __repr__(self) -> str:
        return (
            f"ClientCredentials(client_id={self.client_id!r}, "
            f"client_secret='**********', company_id={self.company_id!r})"
        )

    def __reduce__(self) -> NoReturn:
        raise refuse_pickling(self)


def _id_flaw(client_id: str) -> str | None:
    if client_id.startswith("udcs_"):
        return "is a secret: client_id and client_secret are the wrong way round"
    return validation_error_of(client_id)


def _kept_or_read(
    given: str | PathLike[str] | Callable[[], str],
) -> SecretText | Callable[[], SecretText]:
    if isinstance(given, str):
        return _ClientSecret(given)
    if isinstance(given, PathLike):
        return partial(read_secret, given)
    return partial(_ask_secret, given)


def _ask_secret(function: Callable[[], str]) -> SecretText:
    return _ClientSecret(call_guarded(function))


def read_secret(path: str | PathLike[str]) -> SecretText:
    """Return the client secret that a file holds.

    Raises:
        CredentialsError: The file cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs start-up
            secret = _ClientSecret(file.read().strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    else:
        return secret
    message = f"The secret file {fspath(path)} cannot be read: {reason}."
    raise CredentialsError(message)


@final
class StaticToken(SecretText):
    """Hold an API token that was made elsewhere; it is used as it is, and not renewed.

    Args:
        token: The token's full value.
        expires_in: Seconds that it lives, from now on. It tells a client when to ask
            a provider again; without it, that is when the API refuses the token.

    Raises:
        CredentialsError: It cannot be a token, or has ended.
    """

    __slots__ = ("expires_in",)
    NAME: ClassVar[str] = "token"

    def __init__(self, token: str, *, expires_in: float | None = None) -> None:
        super().__init__(token)
        del token
        self.expires_in: float | None = expires_in
        self.check()
        # Not `<= 0`, for which NaN would be a lifetime.
        if expires_in is not None and not expires_in > 0:
            message = f"The token expires in {expires_in} s; it cannot be used."
            raise CredentialsError(message)


@final
class UserToken(SecretText):
    """Hold the JWT of a logged-in user, which the tokens domain asks for.

    It is sent to that domain only.

    Args:
        token: The JWT.
        scheme: What stands before it in the `Authorization` header. The documentation
            does not say, so that `Bearer`, as is usual for a JWT, is inferred.

    Raises:
        CredentialsError: It cannot be a token.
        ConfigurationError: The scheme cannot be one.
    """

    __slots__ = ("scheme",)
    NAME: ClassVar[str] = "user token"

    def __init__(self, token: str, *, scheme: str = "Bearer") -> None:
        super().__init__(token)
        del token
        self.scheme: str = scheme
        flaw = validation_error_of(scheme)
        if flaw:
            message = f"The scheme of a user token {flaw}; give one such as Bearer."
            raise ConfigurationError(message)
        self.check()


ProvidedCredentials: TypeAlias = str | StaticToken | ClientCredentials
"""What a provider may give: a token, with its lifetime or without, or a credential."""

CredentialsProvider: TypeAlias = Callable[
    [], ProvidedCredentials | Awaitable[ProvidedCredentials]
]
"""A function of yours that gives a credential; it may be `async`.

It is called when a token is needed first, when its lifetime nears its end, and after
the API refused the token, once for all who wait. It runs in a thread of the client's
own, and what it awaits in an event loop of that thread's own: so it serves any number
of your event loops and outlives each, and cannot use what belongs to one of them.
"""

Credentials: TypeAlias = ClientCredentials | StaticToken | CredentialsProvider


def call_guarded(function: Callable[[], AnswerT]) -> AnswerT:
    """Return what *function* of the caller's answers.

    Raises:
        CredentialsError: It failed. Only the kind of its exception is told, whose text
            and traceback may hold a secret.
    """
    failure: UdacityError
    try:
        return function()
    except UdacityError as error:
        failure = error
        failure.__cause__ = failure.__context__ = None
    # It may run in a thread of ours, from which nobody's program can be ended.
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of any kind
        name = getattr(function, "__qualname__", type(function).__name__)
        failure = CredentialsError(
            f"{name}, which was to give the credential, raised "
            f"{type(error).__name__}. Nothing was sent; call it alone to see why."
        )
    # Raised from here, so that no frame below, with the secret in it, is kept alive.
    raise failure.with_traceback(None)
