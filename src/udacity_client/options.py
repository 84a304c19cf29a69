"""Check what a client is told, and find the rest in the environment; send nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from udacity_client.auth.credentials import ClientCredentials, Credentials, UserToken
from udacity_client.auth.environment import Environment
from udacity_client.auth.resolver import ResolvedCredentials, resolve_credentials
from udacity_client.endpoints import Endpoints, find_endpoints, require_deadline
from udacity_client.errors import ClosedError, ConfigurationError
from udacity_client.runtime.unset import UNSET, UnsetType

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from udacity_client.auth.token_cache import TokenCache
    from udacity_client.limits.sliding_window import SharedRateLimit
    from udacity_client.runtime import DriftEvent
    from udacity_client.transport.core import Settings
    from udacity_client.transport.http_client import TransportName


class CallOptions(NamedTuple):
    """Hold the defaults of one sibling; what is unset is as the client was told.

    Attributes:
        deadline: Seconds for each call, retries included.
        on_event: Who is told of what the schema did not know.
        company_id: Which company its tokens are scoped to; `None` for the client's.
    """

    deadline: float | UnsetType = UNSET
    on_event: Callable[[DriftEvent], None] | None | UnsetType = UNSET
    company_id: str | None = None

    def merged(
        self,
        *,
        deadline: float | UnsetType,
        on_event: Callable[[DriftEvent], None] | None | UnsetType,
    ) -> CallOptions:
        """Return the same with what is given put in the place of what was."""
        return self._replace(
            deadline=self.deadline if deadline is UNSET else deadline,
            on_event=self.on_event if on_event is UNSET else on_event,
        )


NO_OVERRIDES: Final = CallOptions()
"""The manner of a client that is nobody's sibling."""


DEADLINE: Final = 120.0
"""Seconds that a call may take, retries and waiting included."""

CONCURRENCY: Final = 8
"""Requests that may be out at once; plain httpx slows down badly with many."""


class Options(NamedTuple):
    """Hold what a client was told, checked; nothing of it costs start-up."""

    identities: ResolvedCredentials
    endpoints: Endpoints
    deadline: float
    concurrency: int
    rate_limit: int | SharedRateLimit | None
    on_event: Callable[[DriftEvent], None] | None
    token_cache: TokenCache | None = None
    transport: TransportName = "httpx"

    def settings(self) -> Settings:
        """Return the same for a transport, whose imports come with the first call."""
        from udacity_client.transport.core import Settings

        return Settings(
            identities=self.identities,
            endpoints=self.endpoints,
            deadline=self.deadline,
            concurrency=self.concurrency,
            rate_limit=self.rate_limit,
            on_event=self.on_event,
            token_cache=self.token_cache,
            transport=self.transport,
        )


def find_options(
    credentials: Credentials | None,
    *,
    user_token: UserToken | None,
    company_id: str | None,
    base_url: str | None,
    deadline: float,
    concurrency: int,
    rate_limit: int | SharedRateLimit | None,
    on_event: Callable[[DriftEvent], None] | None,
    token_cache: TokenCache | None = None,
    transport: TransportName = "httpx",
) -> Options:
    """Return what was passed, completed from the environment.

    Raises:
        CredentialsError: No credential was found, or a set of variables is incomplete
            or contradicts itself.
        ConfigurationError: An option cannot work.
    """
    require_deadline(deadline)
    if concurrency < 1:
        _refuse(f"concurrency is {concurrency}; give 1 or more.")
    if isinstance(rate_limit, int) and rate_limit < 1:
        _refuse(f"rate_limit is {rate_limit}; give 1 or more, or None for no limit.")
    environ = Environment(os.environ)
    identities = resolve_credentials(
        credentials, user_token=user_token, company_id=company_id, environ=environ
    )
    return Options(
        identities=identities,
        endpoints=find_endpoints(
            base_url,
            from_environment=environ.get("UDACITY_BASE_URL"),
            from_profile=identities.base_url,
        ),
        deadline=deadline,
        concurrency=concurrency,
        rate_limit=rate_limit,
        on_event=on_event,
        token_cache=token_cache,
        transport=transport,
    )


def require_transport(
    transport: TransportName, *, http_client: httpx.AsyncClient | None
) -> None:
    """Refuse a transport that is not installed, or that a client of httpx excludes.

    Raises:
        ConfigurationError: It cannot be used.
    """
    if transport == "httpx":
        return
    if transport != "aiohttp":
        _refuse(f"transport is {transport!r}; give 'httpx' or 'aiohttp'.")
    if http_client is not None:
        _refuse(
            "Both http_client and transport were given, and an http_client has a "
            "transport of its own. Give one of them."
        )
    from importlib.util import find_spec

    if find_spec("httpx_aiohttp") is None:
        _refuse(
            "transport='aiohttp' needs an extra:\n\n"
            "  pip install 'udacity-client[aiohttp]'"
        )


def shown(client: object, options: Options | None) -> str:
    """Return how *client* prints: its kind, and where it calls."""
    # A traceback shows also a client whose making failed.
    where = "not made" if options is None else options.endpoints.base_url
    return f"{type(client).__name__}({where})"


def for_company(options: Options, manner: CallOptions, company_id: str) -> CallOptions:
    """Return *manner* with tokens that are scoped to *company_id*.

    Raises:
        ConfigurationError: The client has no credential that can be scoped.
    """
    if not company_id:
        _refuse("The company_id is empty; give the ID of a company.")
    if not isinstance(options.identities.require_service(), ClientCredentials):
        _refuse(
            "for_company needs a ClientCredentials to make tokens with: a token's "
            "scope was fixed when it was made, and a function scopes what it gives "
            "itself. Give one, or make a client with a token of that company."
        )
    return manner._replace(company_id=company_id)


def refuse_closed(client: object) -> ClosedError:
    """Return the error for a call on a client that was closed."""
    message = f"This client was closed. Make a new {type(client).__name__}()."
    return ClosedError(message)


def refuse_pickling(client: object) -> TypeError:
    """Return the error for who would send *client* to another process."""
    message = (
        f"{type(client).__name__} holds a credential and connections and is not "
        "pickled; make one in each process."
    )
    return TypeError(message)


def _refuse(message: str) -> NoReturn:
    raise ConfigurationError(message)
