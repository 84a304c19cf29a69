"""Give each identity of a client its budget, in memory or in a store that is shared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from udacity_client.auth.credentials import (
    ClientCredentials,
    Credentials,
    StaticToken,
    UserToken,
)
from udacity_client.auth.resolver import ResolvedCredentials
from udacity_client.endpoints import TOKEN_REQUESTS_PER_MINUTE
from udacity_client.limits.sliding_window import (
    RateLimiter,
    SharedRateLimit,
    SlidingWindow,
)


class RateLimiters(NamedTuple):
    """Hold what the calls of one client count against.

    Attributes:
        service: For the data domains.
        user: For the tokens domain.
        mints: For tokens that are asked for.
    """

    service: RateLimiter
    user: RateLimiter
    mints: RateLimiter


def open_limiters(
    rate_limit: int | SharedRateLimit | None,
    *,
    identities: ResolvedCredentials,
    base_url: str,
    clock: Callable[[], float],
) -> RateLimiters:
    """Return the budgets of a client, which nobody else uses unless *rate_limit* says.

    Args:
        rate_limit: Requests a minute; `None` for any number; or who keeps count of
            them for several processes.
        identities: Who the client is.
        base_url: Where the API is: each server counts for itself.
        clock: A monotonic clock, for what is kept in memory.
    """
    if rate_limit is None or isinstance(rate_limit, int):
        mints = None if rate_limit is None else TOKEN_REQUESTS_PER_MINUTE
        limits = (rate_limit, rate_limit, mints)
        return RateLimiters(*(SlidingWindow(limit, clock=clock) for limit in limits))
    service = _key("requests", base_url, identities.service)
    user = _key("requests", base_url, identities.user)
    minter = _key("mints", base_url, identities.service)
    return RateLimiters(
        rate_limit.budget(service, limit=rate_limit.limit),
        rate_limit.budget(user, limit=rate_limit.limit),
        rate_limit.budget(minter, limit=TOKEN_REQUESTS_PER_MINUTE),
    )


def _key(
    kind: str,
    base_url: str,
    identity: Credentials | UserToken | None,
) -> str:
    """Return a name that is the same in every process with the same identity.

    A function that gives credentials is not asked whose they are: all functions of a
    machine or fleet share one budget, which is too strict and never too lax. A token
    has nothing public to be told by, so that its digest is taken, from which a random
    value cannot be found again. A company is none of it: the API counts by credential.
    """
    if isinstance(identity, ClientCredentials):
        who = identity.client_id
    elif isinstance(identity, StaticToken | UserToken):
        who = identity.reveal()
    else:
        who = "nobody" if identity is None else "a function"
    whole = f"{kind}\n{base_url}\n{who}"
    del who
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
