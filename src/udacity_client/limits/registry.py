"""Which rate limiter each identity of a client counts against."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from typing_extensions import TypeIs

from udacity_client.limits.auto_limit import Limit
from udacity_client.limits.shared import SharedLimiter, SharedRateLimit
from udacity_client.limits.sliding_window import RateLimiter, SlidingWindow


class RateLimiters(NamedTuple):
    """The rate limiters of one client.

    Attributes:
        service: For what a service's own credential authenticates.
        user: For what a user's token authenticates.
        tokens: For requests for a token.
    """

    service: RateLimiter
    user: RateLimiter
    tokens: RateLimiter


def open_limiters(
    rate_limit: Limit | SharedRateLimit | None,
    *,
    service_key: str,
    user_key: str,
    token_key: str,
    token_limit: int,
    clock: Callable[[], float],
) -> RateLimiters:
    """Return the limiters of a client: its own, or those of a shared *rate_limit*.

    Args:
        rate_limit: Requests a minute; `auto` for as many as the API states, `None` for
            any number; or a limit that several processes share.
        service_key: Names the shared limiter `service`, without a secret.
        user_key: Likewise, `user`.
        token_key: Likewise, `tokens`.
        token_limit: Requests for a token a minute, if *rate_limit* is not `None`. No
            answer changes it: what it states is another limit.
        clock: A monotonic clock, for limiters in memory.
    """
    if _is_own(rate_limit):
        tokens = None if rate_limit is None else token_limit
        limits = (rate_limit, rate_limit, tokens)
        return RateLimiters(*(SlidingWindow(limit, clock=clock) for limit in limits))
    return RateLimiters(
        SharedLimiter(rate_limit, service_key, limit=rate_limit.limit),
        SharedLimiter(rate_limit, user_key, limit=rate_limit.limit),
        SharedLimiter(rate_limit, token_key, limit=token_limit),
    )


def _is_own(
    rate_limit: Limit | SharedRateLimit | None,
) -> TypeIs[Limit | None]:
    return rate_limit is None or isinstance(rate_limit, int | str)
