"""The options of a client, checked, and those that a call or a sibling overrides.

Imports neither httpx nor pydantic (start-up).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from udacity_client.auth.credentials import ClientCredentials, Credentials, UserToken
from udacity_client.auth.environment import Environment
from udacity_client.auth.resolver import ResolvedCredentials, resolve_credentials
from udacity_client.endpoints import Endpoints, find_endpoints
from udacity_client.errors import ConfigurationError
from udacity_client.runtime.unset import UNSET, UnsetType
from udacity_client.system.extras import install_hint
from udacity_client.system.option_kinds import describe, instance_of
from udacity_client.system.option_values import (
    AT_ONCE,
    CONCURRENCY,
    COUNT,
    DEADLINE,
    FUNCTION,
    MAX_ANSWER_BYTES,
    RATE_LIMIT,
    SECONDS,
    TEXT,
    ClientOption,
    require_store,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from udacity_client.auth.token_cache import TokenCache
    from udacity_client.limits.auto_limit import Limit
    from udacity_client.limits.shared import SharedRateLimit
    from udacity_client.runtime import DriftEvent

TransportName: TypeAlias = Literal["httpx", "httpx2"]
"""What clients send over: httpx, or httpx2, its continuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how patiently to try again.

    By default that goes on until the deadline. A wait for the rate limit, and for a
    host that refuses connections, is not bounded by *longest*.

    Attributes:
        attempts: How many times a request is tried at most; `None` for any number.
        base: Seconds that the first pause lasts at most; each later one up to twice
            as long.
        longest: Seconds that any pause lasts at most, if the server names none.
    """

    attempts: int | None = None
    base: float = 0.5
    longest: float = 20.0

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ConfigurationError: A value is out of range.
        """
        COUNT.or_none("or None").require("attempts", self.attempts)
        SECONDS.require("base", self.base)
        SECONDS.require("longest", self.longest)

    def pause(self, failures: int, *, random: Random) -> float:
        """Return how long to pause after *failures*: full jitter, as the API asks."""
        # Capped, because a float has no room for 2 to the power of a thousand.
        longest = min(self.longest, self.base * 2.0 ** min(failures - 1, 64))
        return random.uniform(0, longest)

    def is_spent(self, attempts: int) -> bool:
        """Return whether *attempts* is as many as it allows."""
        return self.attempts is not None and attempts >= self.attempts


RETRIES: Final = RetryPolicy()
"""The default: until the deadline."""

NO_RETRIES: Final = RetryPolicy(attempts=1)
"""What `retry=None` means: each request is sent once, even if it fails."""

_KINDS: Final[dict[str, ClientOption]] = {
    "company_id": TEXT.or_none("such as '4821', or leave it out"),
    "base_url": TEXT.or_none("a URL, or leave it out"),
    "deadline": SECONDS,
    "concurrency": AT_ONCE,
    "rate_limit": RATE_LIMIT,
    "on_event": FUNCTION.or_none("or None"),
    "retry": ClientOption(
        "a RetryPolicy",
        instance_of(RetryPolicy),
        "give one such as RetryPolicy(attempts=3)",
    ).or_none("or None to send each request once"),
    "max_answer_bytes": COUNT,
}
"""What each option takes. `token_cache` is checked apart, because of its imports."""


@dataclass(frozen=True, kw_only=True)
class ClientOptions:
    """Every option of a client, as it was given, and what follows from the environment.

    Both clients, their transports and the `udacity` command read this record.
    `Udacity` says what each option means.

    Attributes:
        resolved: The credentials, completed from the environment or a profile.
        endpoints: Where the domains are, from `base_url`, the environment or a profile.

    Raises:
        CredentialsError: No credential was found, or a set of variables is incomplete
            or contradicts itself.
        ConfigurationError: An option cannot work.
    """

    credentials: Credentials | None = None
    user_token: UserToken | None = None
    company_id: str | None = None
    base_url: str | None = None
    deadline: float = DEADLINE
    concurrency: int = CONCURRENCY
    rate_limit: Limit | SharedRateLimit | None = "auto"
    on_event: Callable[[DriftEvent], None] | None = None
    token_cache: TokenCache | None = None
    transport: TransportName = "httpx"
    retry: RetryPolicy | None = RETRIES
    max_answer_bytes: int = MAX_ANSWER_BYTES
    # Not in the repr, which a traceback may show before they are there.
    resolved: ResolvedCredentials = field(init=False, repr=False)
    endpoints: Endpoints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check what was given, and find the rest in the environment."""
        for name, kind in _KINDS.items():
            kind.require(name, getattr(self, name))
        require_store("rate_limit", self.rate_limit)
        problem = _token_cache_problem(self.token_cache)
        if problem := problem or _transport_problem(self.transport):
            raise ConfigurationError(problem)
        environ = Environment(os.environ)
        resolved = resolve_credentials(
            self.credentials,
            user_token=self.user_token,
            company_id=self.company_id,
            environ=environ,
        )
        endpoints = find_endpoints(
            self.base_url,
            from_environment=environ.get("UDACITY_BASE_URL"),
            from_profile=resolved.base_url,
        )
        object.__setattr__(self, "resolved", resolved)
        object.__setattr__(self, "endpoints", endpoints)


def _token_cache_problem(cache: object) -> str | None:
    if cache is None:
        return None
    from udacity_client.auth.token_cache import TokenCache  # noqa: PLC0415 - start-up

    if isinstance(cache, TokenCache):
        return None
    return f"token_cache is {describe(cache)}; give TokenCache() or leave it out."


def _transport_problem(transport: object) -> str | None:
    if not (isinstance(transport, str) and transport in {"httpx", "httpx2"}):
        shown = repr(transport) if isinstance(transport, str) else describe(transport)
        return (
            f"transport is {shown}; give 'httpx' or, for many requests at once, "
            'transport="httpx2".'
        )
    if transport == "httpx2" and find_spec("httpx2") is None:
        return f"transport='httpx2' needs an extra. {install_hint('httpx2')}"
    return None


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Options that a client made by `with_options` or `for_company` overrides.

    Attributes:
        deadline: Seconds for each call, retries included.
        on_event: Called with each thing in a response that the schema did not know.
        company_id: The company that tokens are scoped to; `None` leaves that to the
            client's own option.
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
        """Return these options, with each one that is given replaced.

        Raises:
            ConfigurationError: One of them cannot work.
        """
        for name, value in (("deadline", deadline), ("on_event", on_event)):
            if value is not UNSET:
                _KINDS[name].require(name, value)
        return replace(
            self,
            deadline=self.deadline if deadline is UNSET else deadline,
            on_event=self.on_event if on_event is UNSET else on_event,
        )

    def for_company(self, company_id: str, options: ClientOptions) -> CallOptions:
        """Return these options, with tokens that are scoped to *company_id*.

        Raises:
            CredentialsError: The client has a user token only.
            ConfigurationError: The client's credential cannot be scoped.
        """
        TEXT.require("company_id", company_id)
        if not company_id:
            message = "The company_id is empty; give the ID of a company."
            raise ConfigurationError(message)
        if not isinstance(options.resolved.require_service(), ClientCredentials):
            message = (
                "for_company needs a ClientCredentials to make tokens with: a token's "
                "scope was fixed when it was made, and a function scopes what it gives "
                "itself. Give one, or make a client with a token of that company."
            )
            raise ConfigurationError(message)
        return replace(self, company_id=company_id)


NO_OVERRIDES: Final = CallOptions()
"""A client that was created directly overrides nothing."""


def require_deadline(seconds: float) -> None:
    """Refuse a deadline that cannot be kept.

    Raises:
        ConfigurationError: It is not a number above 0, or more than a year.
    """
    SECONDS.require("deadline", seconds)
