"""The documented rate limits, counted with exact sliding windows.

Per minute, an identity may send 100 requests to all domains together, an address
without an identity 100, and a client credential may request 50 tokens. Inferred
(limit.window): the windows slide.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from udacity_client.emulator.errors import RateLimitExceeded

WINDOW_SECONDS = 60.0
REQUESTS_PER_IDENTITY = 100
REQUESTS_PER_ADDRESS = 100
TOKEN_REQUESTS_PER_CREDENTIAL = 50


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """A rate limit, and what is left of it after a request."""

    limit: int
    remaining: int


class SlidingWindowLog:
    """The times of each key's requests within the last minute."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def count(self, key: str) -> RateLimitStatus:
        """Count a request of *key*, and return what is left.

        Raises:
            RateLimitExceeded: Nothing is left; the request does not count.
        """
        now = self._clock()
        times = self._times.setdefault(key, deque())
        while times and times[0] + WINDOW_SECONDS <= now:
            times.popleft()
        if len(times) >= self._limit:
            wait = times[0] + WINDOW_SECONDS - now
            raise RateLimitExceeded(limit=self._limit, retry_after=math.ceil(wait))
        times.append(now)
        return RateLimitStatus(self._limit, self._limit - len(times))


class RateLimits:
    """The rate limits of the emulated API; none at all if *per_identity* is None.

    Without limits, every request is told the documented limit, and that none of it is
    used.
    """

    def __init__(self, per_identity: int | None, *, clock: Callable[[], float]) -> None:
        self._identities = (
            None if per_identity is None else SlidingWindowLog(per_identity, clock)
        )
        self._addresses = SlidingWindowLog(REQUESTS_PER_ADDRESS, clock)
        self._credentials = SlidingWindowLog(TOKEN_REQUESTS_PER_CREDENTIAL, clock)

    def count_request(self, *, identity: str | None, address: str) -> RateLimitStatus:
        """Count a request of an identity or, if there is none, of an address.

        Raises:
            RateLimitExceeded: The identity or the address has nothing left.
        """
        if self._identities is None:
            return RateLimitStatus(REQUESTS_PER_IDENTITY, REQUESTS_PER_IDENTITY)
        if identity is None:
            return self._addresses.count(address)
        return self._identities.count(identity)

    def count_token_request(self, client_id: str) -> None:
        """Count a token request of a client credential.

        Raises:
            RateLimitExceeded: The credential has nothing left.
        """
        if self._identities is not None:
            self._credentials.count(client_id)
