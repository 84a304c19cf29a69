"""One call, and what the calls of a client share when they are tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

from udacity_client.auth.static_token_source import TokenSource
from udacity_client.limits.sliding_window import RateLimiter
from udacity_client.options import RetryPolicy
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.retry_quota import RetryQuota
from udacity_client.transport.telemetry import (
    LongWaits,
)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Call(Generic[ResultT]):
    """What stays the same over all attempts of one call.

    Attributes:
        name: The operation's name, for errors.
        domain: The endpoint it is sent to.
        may_repeat: Whether it may run twice: a query may, a mutation may not.
        read: Turns a response into the result, or raises.
        source: Where its tokens come from; `None` if it needs none.
        limiter: What its attempts count against.
        ends_at: Its deadline, on the monotonic clock.
        max_attempts: How many times it is sent at most, for any reason; `None` leaves
            that to the policy.
        answer_share: The part of the time left that an answer may take. Below 1 the
            caller needs the rest: an answer that is too slow ends the call.
    """

    name: str
    domain: str
    may_repeat: bool
    read: Callable[[RawResponse], ResultT]
    source: TokenSource | None
    limiter: RateLimiter
    ends_at: float
    max_attempts: int | None = None
    answer_share: float = 1.0

    def is_spent(self, attempts: int) -> bool:
        """Return whether *attempts* is as many as it may make."""
        return self.max_attempts is not None and attempts >= self.max_attempts

    def answer_ends_at(self, now: float) -> float:
        """Return until when to wait for the answer to a request that leaves *now*."""
        return now + self.answer_share * (self.ends_at - now)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryContext:
    """What the calls of a client share when they are tried again.

    Attributes:
        policy: How often and how patiently to retry.
        quota: What retries draw from.
        host: Whether the host takes connections.
        clock: A monotonic clock.
        random: Where jitter comes from.
        long_waits: Warns of calls that wait for long.
    """

    policy: RetryPolicy
    quota: RetryQuota
    host: HostStatus
    long_waits: LongWaits
    clock: Callable[[], float]
    random: Random
