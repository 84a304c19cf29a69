"""`udacity auth status`, `token` and `revoke`, and the options all commands use."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import NoReturn

from udacity_client.auth.access_token import blocking_window
from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    StaticToken,
)
from udacity_client.auth.environment import Environment
from udacity_client.auth.resolver import base_url_in_use
from udacity_client.auth.token_cache import TokenCache
from udacity_client.cli.log_lines import print_log_lines
from udacity_client.cli.printing import print_line
from udacity_client.client import Udacity
from udacity_client.errors import ConfigurationError, CredentialsError
from udacity_client.options import ClientOptions
from udacity_client.system.option_values import DEADLINE

print_log_lines()  # every command that calls the API imports this module


def print_status(*, url: str | None, explain: bool) -> None:
    """Print which credential would be used and what is cached; send nothing.

    Raises:
        CredentialsError: There is no credential to request a token with.
        ConfigurationError: The cache is not private, or the URL is invalid.
    """
    try:
        options = find_command_options(url)
        service = options.resolved.require_service()
    except CredentialsError as error:
        if explain:
            _print_lines(_explain_lines(error.tried))
        raise
    if explain:
        _print_lines(_explain_lines(options.resolved.tried))
    _print_lines(_status_lines(service, options))


def print_token(*, url: str | None, on_terminal: bool) -> None:
    """Print a valid token and nothing else. It is cached or newly requested.

    Raises:
        ConfigurationError: stdout is a terminal, and *on_terminal* is not set.
        UdacityError: There is no valid token, and none could be requested.
    """
    if sys.stdout.isatty() and not on_terminal:
        message = (
            "A token is a secret, and would be visible on this terminal. Send it to a "
            'program, as in -H "Authorization: Token $(udacity auth token)", or pass '
            "--print."
        )
        raise ConfigurationError(message)
    # At the top, this would bring httpx and double the time of `auth status`.
    from udacity_client.transport.sync_transport import Transport  # noqa: PLC0415

    transport = Transport(find_command_options(url))
    try:
        sys.stdout.write(f"{transport.token().value}\n")
    finally:
        transport.close()


def revoke_credential(
    client_id: str, *, url: str | None, confirm: Callable[[str], None]
) -> None:
    """Revoke the client credential after *confirm* returned.

    The credential in use need not be readable: it may be the one that leaked, and its
    secret be gone.

    Raises:
        ConfigurationError: *client_id* is a secret, or nobody confirmed.
        CredentialsError: There is no user token, or it is not known where the API is.
        UdacityError: The API refused, or could not be reached.
    """
    if client_id.startswith("udcs_"):
        del client_id
        message = "That is a client secret; pass the client ID, as udcl_…"
        raise ConfigurationError(message)
    options = _find_user_options(url)
    options.resolved.require_user()
    with Udacity(options.credentials, base_url=options.base_url) as udacity:
        confirm(f"Revoke client credential {client_id} at {udacity.base_url}?")
        was_valid = udacity.tokens.revoke_client_credential(client_id)
    if was_valid:
        line = f"{client_id} is revoked; tokens made with it work until they expire."
    else:
        line = f"{client_id} was revoked before; nothing has changed."
    _print_lines([line])
    _remove_cached_token(client_id, options)


def _find_user_options(url: str | None) -> ClientOptions:
    """Return options with which to act as the user, who needs no client credential.

    Raises:
        CredentialsError: The credential cannot be read, nor where the API is.
        ConfigurationError: The URL is invalid.
    """
    try:
        return find_command_options(url)
    except CredentialsError as error:
        problem = error.message
    return find_command_options(url or _base_url(problem), credentials=_unread)


def _base_url(problem: str) -> str | None:
    """Return where the API is; *problem* is why the credential cannot be read.

    The real API would get what was meant for a test company's, if it were asked because
    nobody knows better.
    """
    try:
        return base_url_in_use(Environment(os.environ))
    except CredentialsError:
        message = f"{problem} Or say where the API is, with --url."
    raise CredentialsError(message)


def _unread() -> NoReturn:
    message = "The client credential cannot be read, and was not needed."
    raise CredentialsError(message)


def _remove_cached_token(client_id: str, options: ClientOptions) -> None:
    """Remove the cached token of a revoked credential, if commands here use it."""
    service, cache = options.resolved.service, command_cache()
    if cache and isinstance(service, ClientCredentials):
        file = cache.file_for(service, base_url=options.endpoints.base_url)
        stored = file.load() if service.client_id == client_id else None
        if stored is not None:
            with file.locked():
                file.drop(stored.value)


def find_command_options(
    url: str | None,
    *,
    credentials: Credentials | None = None,
    company_id: str | None = None,
    deadline: float = DEADLINE,
) -> ClientOptions:
    """Return the options of a client with these arguments and the user's token cache.

    Raises:
        CredentialsError: No credential was found, or the environment variables are
            incomplete or contradict each other.
        ConfigurationError: The URL is invalid.
    """
    return ClientOptions(
        credentials=credentials,
        company_id=company_id,
        base_url=url,
        deadline=deadline,
        token_cache=command_cache(),
    )


def command_cache() -> TokenCache | None:
    """Return the user's token cache; None if the system or the user has no place."""
    try:
        return TokenCache()
    except ConfigurationError:
        return None


def _status_lines(service: Credentials, options: ClientOptions) -> Iterator[str]:
    if isinstance(service, ClientCredentials):
        yield f"credential:    client credential {service.client_id}"
        yield f"company:       {service.company_id or 'none given'}"
    else:
        yield f"credential:    {describe_other_credential(service)}"
    user = "set" if options.resolved.user else "not set"
    yield f"user token:    {user} (the tokens domain needs it)"
    yield f"base URL:      {options.endpoints.base_url}"
    cache = command_cache()
    if isinstance(service, ClientCredentials) and cache is not None:
        base_url = options.endpoints.base_url
        yield f"cached token:  {_describe_cached_token(cache, service, base_url)}"
    yield "Nothing was sent; `udacity doctor` shows whether Udacity accepts this."


def describe_other_credential(service: Credentials | None) -> str:
    """Return what a credential is that is not a client credential."""
    if isinstance(service, StaticToken):
        return "a token that was made elsewhere; it is not refreshed"
    return "what a command prints; it runs again for each token"


def _describe_cached_token(
    cache: TokenCache, credentials: ClientCredentials, base_url: str
) -> str:
    file = cache.file_for(credentials, base_url=base_url)
    stored = file.load()
    if stored is None:
        return f"none ({file.path})"
    age = time.time() - stored.requested_at
    if not 0 <= age < stored.lifetime - blocking_window(stored.lifetime):
        return f"one that is not used any more ({file.path})"
    if not file.is_ours(stored):
        return f"one of another secret, which is not used ({file.path})"
    left = _format_duration(stored.lifetime - age)
    return f"{_format_duration(age)} old, expires in {left} ({file.path})"


def _format_duration(seconds: float) -> str:
    return f"{seconds // 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"  # noqa: PLR2004 - a minute


def _explain_lines(tried: tuple[str, ...]) -> Iterator[str]:
    yield "Looked at, in this order:"
    for place in tried:
        yield f"  {place}"


def _print_lines(lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        print_line(line)
