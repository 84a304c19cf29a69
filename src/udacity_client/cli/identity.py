"""Find who the command is, and where it keeps tokens; send nothing."""

from __future__ import annotations

from udacity_client.credentials import Credentials
from udacity_client.endpoints import REQUESTS
from udacity_client.options import CONCURRENCY, DEADLINE, Options, find_options
from udacity_client.token_cache import TokenCache, is_supported


def find_command_options(
    url: str | None,
    *,
    credentials: Credentials | None = None,
    company_id: str | None = None,
    deadline: float = DEADLINE,
) -> Options:
    """Return what a client with nothing said but this would go by.

    Raises:
        CredentialsError: No credential was found, or a set of variables is incomplete
            or contradicts itself.
        ConfigurationError: The URL cannot be one.
    """
    return find_options(
        credentials,
        user_token=None,
        company_id=company_id,
        base_url=url,
        deadline=deadline,
        concurrency=CONCURRENCY,
        rate_limit=REQUESTS,
        on_event=None,
        token_cache=command_cache(),
    )


def command_cache() -> TokenCache | None:
    """Return the cache of the user, which commands use where the system allows it."""
    return TokenCache() if is_supported() else None
