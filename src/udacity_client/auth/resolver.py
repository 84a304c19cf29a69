"""The credential chain: argument, environment, profile. Nothing is sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    CredentialsProvider,
    StaticToken,
    UserToken,
)
from udacity_client.errors import ConfigurationError, CredentialsError

if TYPE_CHECKING:
    from udacity_client.auth.environment import Environment

__all__ = ["ResolvedCredentials", "base_url_in_use", "resolve_credentials"]

_ID, _SECRET, _FILE = (
    "UDACITY_CLIENT_ID",
    "UDACITY_CLIENT_SECRET",
    "UDACITY_CLIENT_SECRET_FILE",
)
_TOKENS = ("UDACITY_TOKEN", "UDACITY_API_KEY")
_USER = "UDACITY_USER_TOKEN"
_COMMAND = "UDACITY_CREDENTIALS_COMMAND"
_PROFILE = "UDACITY_PROFILE"
_ALL = (*_TOKENS, _ID, _SECRET, _FILE, _COMMAND)

_ADVICE: Final = (
    "Set UDACITY_CLIENT_ID and UDACITY_CLIENT_SECRET (a client credential from the "
    "Management Portal), store them with `udacity auth login`, or pass "
    "ClientCredentials(client_id=..., client_secret=...)."
)


class ResolvedCredentials(NamedTuple):
    """The client's identity, for the data domains and for the tokens domain.

    Attributes:
        service: For the data domains; `None` if only a user token was found.
        user: For the tokens domain.
        tried: The places that were looked at, in order, each with what was found there.
        base_url: Where the API is for this credential, if its profile says so.
    """

    service: Credentials | None
    user: UserToken | None
    tried: tuple[str, ...] = ()
    base_url: str | None = None

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


def resolve_credentials(
    credentials: Credentials | None,
    *,
    user_token: UserToken | None,
    company_id: str | None,
    environ: Environment,
) -> ResolvedCredentials:
    """Return the credentials passed, or those in the environment or a profile.

    Raises:
        CredentialsError: Nothing was found, or a credential is half set, or two are
            set at once, or a profile is refused. The message lists the places that were
            looked at.
    """
    user = user_token or _user_from(environ)
    found = _Found(credentials, ("argument: used",))
    if credentials is None:
        found = _look_for(environ)
    company = environ.get("UDACITY_COMPANY_ID") or found.company_id
    service = _scoped(found.credentials, company_id, company)
    resolved = ResolvedCredentials(service, user, found.tried, found.base_url)
    if service is None and user is None:
        resolved.require_service()
    return resolved


def base_url_in_use(environ: Environment) -> str | None:
    """Return where the API is, even if the credential cannot be read.

    `None` means that neither the environment nor the profile in use says so.

    Raises:
        CredentialsError: It is in a profile that cannot be read.
    """
    url = environ.get("UDACITY_BASE_URL")
    if url or environ.given(*_ALL):  # then no profile is looked at
        return url
    from udacity_client.auth.profile import find_base_url  # noqa: PLC0415 - start-up

    return find_base_url(environ)


class _Found(NamedTuple):
    credentials: Credentials | None
    tried: tuple[str, ...]
    company_id: str | None = None
    base_url: str | None = None


def _look_for(environ: Environment) -> _Found:
    """Look in the environment, and only then for a profile."""
    given = environ.given(*_ALL)
    found = (f"{name}: {'set' if name in given else 'not set'}" for name in _ALL)
    tried = ("argument: none", *found)
    service = _service_from(environ, given, tried)
    if service is not None:
        _warn_of_unused_profile(environ)
        return _Found(service, tried)
    from udacity_client.auth.profile import (  # noqa: PLC0415 - start-up
        Profile,
        find_profile,
    )

    profile = find_profile(environ)
    if isinstance(profile, Profile):
        credentials, company_id, base_url = profile
        tried = (*tried, "profile: used")
        return _Found(credentials, tried, company_id, base_url)
    return _Found(None, (*tried, profile))


def _service_from(
    environ: Environment, given: set[str], tried: tuple[str, ...]
) -> Credentials | None:
    conflict = _conflict(given)
    if conflict:
        message = f"{conflict}. Looked at: {'; '.join(tried)}."
        raise CredentialsError(message, tried=tried)
    _refuse_malformed(environ, given - {_FILE, _COMMAND})
    if _ID in given:
        from pathlib import Path  # noqa: PLC0415 - start-up

        file = environ.get(_FILE)
        return ClientCredentials(
            client_id=environ.get(_ID) or "",
            client_secret=Path(file) if file else partial(_current_secret, environ),
        )
    if _COMMAND in given:
        from udacity_client.auth.providers import (  # noqa: PLC0415 - start-up
            CredentialsCommand,
        )

        return CredentialsCommand(environ.get(_COMMAND) or "", source=_COMMAND)
    if given:
        return StaticToken(environ.get(given.pop()) or "")
    return None


def _conflict(given: set[str]) -> str | None:
    """Return which credential is half set, or which two are set.

    Of two, one would win and nobody would notice.
    """
    secrets = sorted(given & {_SECRET, _FILE})
    tokens = sorted(given & set(_TOKENS))
    if _ID in given and not secrets:
        return f"{_ID} is set, and neither {_SECRET} nor {_FILE} is"
    if secrets and _ID not in given:
        return f"{secrets[0]} is set, and {_ID} is not"
    whole = [*tokens, *sorted(given & {_ID}), *(given & {_COMMAND})]
    for both in (secrets, tokens, whole):
        if len(both) > 1:
            return f"{' and '.join(both)} are set; unset all but one"
    return None


def _user_from(environ: Environment) -> UserToken | None:
    if not environ.given(_USER):
        return None
    _refuse_malformed(environ, {_USER})
    return UserToken(environ.get(_USER) or "")


def _current_secret(environ: Environment) -> str:
    """Return the secret that the environment holds at this moment."""
    if not environ.given(_SECRET):
        message = f"{_SECRET} is no longer set. Nothing was sent; set it again."
        raise CredentialsError(message)
    _refuse_malformed(environ, {_SECRET})
    return environ.get(_SECRET) or ""


def _refuse_malformed(environ: Environment, names: set[str]) -> None:
    for name in sorted(names):
        problem = environ.validation_error(name)
        if problem:
            message = f"{name} {problem}. Nothing was sent; copy it again."
            raise CredentialsError(message)


def _warn_of_unused_profile(environ: Environment) -> None:
    if not environ.given(_PROFILE):
        return
    import logging  # noqa: PLC0415 - start-up

    logging.getLogger("udacity_client").warning(
        "%s is set and not used: %s wins; unset one of them",
        _PROFILE,
        " with ".join(name for name in _ALL if environ.get(name)),
    )


def _scoped(
    credentials: Credentials | None, company_id: str | None, fallback: str | None
) -> Credentials | None:
    if isinstance(credentials, ClientCredentials | StaticToken):
        return _for_company(credentials, company_id, fallback)
    if credentials is None or not (company_id or fallback):
        return credentials
    return partial(_call_provider_for, credentials, company_id, fallback)


def _call_provider_for(
    provider: CredentialsProvider, company_id: str | None, fallback: str | None
) -> ClientCredentials | StaticToken:
    """Return the result of *provider*, scoped to the company once it is known."""
    from udacity_client.auth.providers import call_provider  # noqa: PLC0415 - start-up

    return _for_company(call_provider(provider), company_id, fallback)


def _for_company(
    given: ClientCredentials | StaticToken,
    company_id: str | None,
    fallback: str | None,
) -> ClientCredentials | StaticToken:
    if isinstance(given, ClientCredentials):
        company = company_id or given.company_id or fallback
        return given.for_company(company) if company else given
    if company_id is not None:
        message = (
            "company_id has no effect on a token, whose scope was fixed when it was "
            "made. Leave company_id out, or give a client credential."
        )
        raise ConfigurationError(message)
    return given
