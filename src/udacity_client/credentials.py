"""Find what the client identifies itself with, without sending it anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from os import PathLike, fspath
from typing import ClassVar, Final, NamedTuple, NoReturn, Self, TypeAlias, final

from udacity_client.errors import ConfigurationError, CredentialsError

__all__ = [
    "ClientCredentials",
    "Credentials",
    "Environment",
    "Identities",
    "StaticToken",
    "UserToken",
    "find_identities",
]

_ADVICE: Final = (
    "Set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET (a client credential from the "
    "Management Portal), or pass ClientCredentials(client_id=..., client_secret=...)."
)


class _Secret:
    """Hold a secret that no repr, log or pickle shows."""

    __slots__ = ("_value",)

    _NAME: ClassVar[str] = "secret"

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
        flaw = _flaw(self._value)
        if flaw:
            message = f"The {self._NAME} {flaw}. Nothing was sent; copy it again."
            raise CredentialsError(message)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}('**********')"

    def __reduce__(self) -> NoReturn:
        raise _refuse_pickling(self)


class _ClientSecret(_Secret):
    __slots__ = ()
    _NAME = "client secret"


def _flaw(text: str) -> str | None:
    if not text:
        return "is empty"
    if not text.isascii() or not text.isprintable() or " " in text:
        return "holds a blank, a line break or a character beyond ASCII"
    return None


def _refuse_pickling(holder: object) -> TypeError:
    message = (
        f"{type(holder).__name__} holds a secret and is not pickled; let each process "
        "find its own credential, for example in its environment."
    )
    return TypeError(message)


@final
class ClientCredentials:
    """Hold a client credential, which is exchanged for one-hour tokens.

    A company admin creates it in the Management Portal.

    Args:
        client_id: The public half, `udcl_` and 32 hexadecimal digits.
        client_secret: The secret half; or the path of a file that holds it, which is
            read for every new token, so that a rotated secret needs no restart.
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
        client_secret: str | PathLike[str],
        company_id: str | None = None,
    ) -> None:
        self._secret: _ClientSecret | PathLike[str] = (
            client_secret
            if isinstance(client_secret, PathLike)
            else _ClientSecret(client_secret)
        )
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

    def secret(self) -> _Secret:
        """Return the secret, reading it anew where it is kept in a file.

        Raises:
            CredentialsError: The file cannot be read, or holds no usable secret.
        """
        if isinstance(self._secret, PathLike):
            return _read_secret(self._secret)
        return self._secret.check()

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
        raise _refuse_pickling(self)


def _id_flaw(client_id: str) -> str | None:
    if client_id.startswith("udcs_"):
        return "is a secret: client_id and client_secret are the wrong way round"
    return _flaw(client_id)


def _read_secret(path: PathLike[str]) -> _Secret:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs start-up
            secret = _ClientSecret(file.read().strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    else:
        return secret.check()
    message = f"The secret file {fspath(path)} cannot be read: {reason}."
    raise CredentialsError(message)


@final
class StaticToken(_Secret):
    """Hold an API token that was made elsewhere; it is used as it is, and not renewed.

    Args:
        token: The token's full value.

    Raises:
        CredentialsError: It cannot be a token.
    """

    __slots__ = ()
    _NAME = "token"

    def __init__(self, token: str) -> None:
        super().__init__(token)
        del token
        self.check()


@final
class UserToken(_Secret):
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
    _NAME = "user token"

    def __init__(self, token: str, *, scheme: str = "Bearer") -> None:
        super().__init__(token)
        del token
        self.scheme: str = scheme
        flaw = _flaw(scheme)
        if flaw:
            message = f"The scheme of a user token {flaw}; give one such as Bearer."
            raise ConfigurationError(message)
        self.check()


Credentials: TypeAlias = ClientCredentials | StaticToken


class Identities(NamedTuple):
    """Hold who the client is, to the data domains and to the tokens domain.

    Attributes:
        service: For the data domains; `None` where only a user token was found.
        user: For the tokens domain.
        tried: What was looked at, in order, each with what was found there.
    """

    service: Credentials | None
    user: UserToken | None
    tried: tuple[str, ...] = ()

    def require_service(self) -> Credentials:
        """Return the credential for the data domains.

        Raises:
            CredentialsError: There is none; nothing was sent.
        """
        if self.service is None:
            looked_at = "; ".join(self.tried)
            message = f"No credential was found. Looked at: {looked_at}. {_ADVICE}"
            raise CredentialsError(message, tried=self.tried)
        return self.service

    def require_user(self) -> UserToken:
        """Return the user token.

        Raises:
            CredentialsError: There is none; nothing was sent.
        """
        if self.user is None:
            message = (
                "This operation of the tokens domain needs a logged-in user, not a "
                "client credential. Pass user_token=UserToken(...), or set "
                "UDACITY_USER_TOKEN."
            )
            raise CredentialsError(message, tried=self.tried)
        return self.user


class Environment:
    """Read environment variables, and show none of them in a traceback's locals."""

    __slots__ = ("_variables",)

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, name: str) -> str | None:
        """Return the variable's value; one that is empty counts as not set."""
        return self._variables.get(name) or None

    def flaw(self, name: str) -> str | None:
        """Say what keeps the variable from being sent, in words that do not show it."""
        return _flaw(self._variables.get(name, ""))

    def given(self, *names: str) -> set[str]:
        """Return those of *names* that are set."""
        return {name for name in names if self.get(name)}


def find_identities(
    credentials: Credentials | None,
    *,
    user_token: UserToken | None,
    company_id: str | None,
    environ: Environment,
) -> Identities:
    """Return what was passed, else what the environment holds.

    Raises:
        CredentialsError: Nothing was found, or a credential is half set, or two are
            set at once. The message names the variables that were looked at.
    """
    user = user_token or _user_from(environ)
    tried = ("argument: used",) if credentials else _look_at(environ)
    service = credentials or _service_from(environ, tried)
    scoped = _scoped(service, company_id, environ.get("UDACITY_COMPANY_ID"))
    identities = Identities(scoped, user, tried)
    if identities.service is None and user is None:
        identities.require_service()
    return identities


def _scoped(
    credentials: Credentials | None,
    company_id: str | None,
    from_environment: str | None,
) -> Credentials | None:
    if isinstance(credentials, ClientCredentials):
        company = company_id or credentials.company_id or from_environment
        return credentials.for_company(company) if company else credentials
    if credentials is not None and company_id is not None:
        message = (
            "company_id has no effect on a token, whose scope was fixed when it was "
            "made. Leave company_id out, or give a client credential."
        )
        raise ConfigurationError(message)
    return credentials


_ID, _SECRET, _FILE = (
    "UDACITY_CLIENT_ID",
    "UDACITY_CLIENT_SECRET",
    "UDACITY_CLIENT_SECRET_FILE",
)
_TOKENS = ("UDACITY_TOKEN", "UDACITY_API_KEY")
_USER = "UDACITY_USER_TOKEN"
_ALL = (*_TOKENS, _ID, _SECRET, _FILE)


def _look_at(environ: Environment) -> tuple[str, ...]:
    given = environ.given(*_ALL)
    found = (f"{name}: {'set' if name in given else 'not set'}" for name in _ALL)
    return ("argument: none", *found)


def _user_from(environ: Environment) -> UserToken | None:
    if not environ.given(_USER):
        return None
    _refuse_flaws(environ, {_USER})
    return UserToken(environ.get(_USER) or "")


def _service_from(environ: Environment, tried: tuple[str, ...]) -> Credentials | None:
    given = environ.given(*_ALL)
    conflict = _conflict(given)
    if conflict:
        message = f"{conflict}. Looked at: {'; '.join(tried)}."
        raise CredentialsError(message, tried=tried)
    _refuse_flaws(environ, given - {_FILE})
    if _ID in given:
        from pathlib import Path  # noqa: PLC0415 - start-up is counted

        file = environ.get(_FILE)
        return ClientCredentials(
            client_id=environ.get(_ID) or "",
            client_secret=Path(file) if file else environ.get(_SECRET) or "",
        )
    if given:
        return StaticToken(environ.get(given.pop()) or "")
    return None


def _refuse_flaws(environ: Environment, names: set[str]) -> None:
    for name in sorted(names):
        flaw = environ.flaw(name)
        if flaw:
            message = f"{name} {flaw}. Nothing was sent; copy it again."
            raise CredentialsError(message)


def _conflict(given: set[str]) -> str | None:
    """Say where half a credential is set, or two, of which one would win unseen."""
    secrets = sorted(given & {_SECRET, _FILE})
    tokens = sorted(given & set(_TOKENS))
    if _ID in given and not secrets:
        return f"{_ID} is set, and neither {_SECRET} nor {_FILE} is"
    if secrets and _ID not in given:
        return f"{secrets[0]} is set, and {_ID} is not"
    for both in (secrets, tokens, [*tokens, *(given & {_ID})]):
        if len(both) > 1:
            return (
                f"{' and '.join(both)} are all set, and one would win unseen; "
                "keep one of them"
            )
    return None
