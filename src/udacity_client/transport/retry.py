"""Decide what to do about each outcome of a call. No I/O.

`run_attempts` is a generator. It yields what it needs done, an `Attempt`, a `Sleep` or
an `UpdateLimiter`; a driver does it and sends back the outcome; in the end it returns
the result or raises. The blocking and the asynchronous client share every line of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Generic, TypeVar

from udacity_client.auth.token_source import (
    LONGEST_RETRY_AFTER,
    REFRESH_COOLDOWN,
    TokenSource,
)
from udacity_client.errors import (
    ApiConnectionError,
    RateLimitError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.limits.sliding_window import RateLimiter, Saturated
from udacity_client.options import RetryPolicy
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.retry_quota import RETRY_COST, RetryQuota
from udacity_client.transport.steps import (
    Answered,
    Attempt,
    Attempts,
    Completed,
    Failed,
    HostDown,
    Outcome,
    Sleep,
    Step,
    UpdateLimiter,
)
from udacity_client.transport.telemetry import (
    LONG_WAIT,
    NOOP_OBSERVATION,
    LongWaits,
    Observation,
)

ResultT = TypeVar("ResultT")

DEAD_HOST: Final = 10.0
"""Seconds that a call waits for a host that never answered this client."""

FREE_RESENDS: Final = 3
"""How often a call is sent again at once because a used connection broke."""

_QUOTA_EMPTY: Final = (
    "It was not tried again: so many calls failed of late that the retry quota was "
    "empty. Successful calls fill it."
)


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
    """

    name: str
    domain: str
    may_repeat: bool
    read: Callable[[RawResponse], ResultT]
    source: TokenSource | None
    limiter: RateLimiter
    ends_at: float
    max_attempts: int | None = None

    def is_spent(self, attempts: int) -> bool:
        """Return whether *attempts* is as many as it may make."""
        return self.max_attempts is not None and attempts >= self.max_attempts


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


def run_attempts(
    call: Call[ResultT],
    context: RetryContext,
    *,
    observation: Observation = NOOP_OBSERVATION,
) -> Attempts[ResultT]:
    """Carry one call through its attempts.

    Raises:
        UdacityError: The last failure, with operation, domain and attempts.
    """
    run = _Run(call, context, observation)
    while True:
        observation.count(run.attempts + 1)
        outcome = yield Attempt(call.ends_at)
        if isinstance(outcome, Saturated | HostDown):
            observation.count(run.attempts)
            yield run.wait_for_room(outcome)
            continue
        run.attempts += 1
        yield from _correct_limiter(call, outcome)
        ended = _outcome_of(call, outcome, run.attempts)
        if isinstance(ended, Completed):
            context.quota.refill(run.paid)
            observation.settle(ended.result)
            return ended
        if not run.is_free(outcome, ended):
            yield from run.pause_after(ended)


class _Run(Generic[ResultT]):
    """One call on its way: how often it was sent, and what that cost.

    Attributes:
        attempts: How often it was tried.
        paid: What its retries took from the quota.
    """

    def __init__(
        self, call: Call[ResultT], context: RetryContext, observation: Observation
    ) -> None:
        self.attempts = 0
        self.paid = 0
        self._call = call
        self._context = context
        self._observation = observation
        self._began = context.clock()
        self._failures = 0
        self._waited_for_host = 0.0
        self._resends = 0
        self._has_other_token = False

    def wait_for_room(self, outcome: Saturated | HostDown) -> Sleep:
        """Return how long to wait for a permit, or for the host.

        Raises:
            UdacityError: There is no room before the call's time is up.
        """
        wait, is_down = outcome.wait, isinstance(outcome, HostDown)
        ends_at = self._host_ends_at() if is_down else self._call.ends_at
        if self._context.clock() + wait >= ends_at:
            refusal = self._context.host.refusal() if is_down else None
            error = refusal or _no_permit(self._call.limiter, wait)
            raise _noted(error, self._call, self.attempts)
        if is_down:
            self._waited_for_host += wait
            if self._waited_for_host > LONG_WAIT:
                self._warn("the host refuses connections", wait, ends_at)
        self._observation.wait(wait, reason="host" if is_down else "budget")
        return Sleep(wait)

    def is_free(self, outcome: Outcome, error: UdacityError) -> bool:
        """Return whether to try again at once, at no cost."""
        if not (
            self._gets_other_token(outcome, error)
            or self._met_stale_connection(outcome)
            # `HostStatus` then says how long to wait.
            or (isinstance(outcome, Failed) and outcome.refused)
        ):
            return False
        if self._is_spent():
            return False
        self._observation.wait(0.0, reason=type(error).__name__)
        return True

    def pause_after(self, error: UdacityError) -> Generator[Step, Outcome, None]:
        """Pause before the next attempt.

        Raises:
            UdacityError: *error*, if there is to be no other attempt.
        """
        self._failures += 1
        context, call = self._context, self._call
        pause = context.policy.pause(self._failures, random=context.random)
        wait = _wait(call, error, pause)
        if isinstance(error, RateLimitError) and not _arose_for_token(call, error):
            yield UpdateLimiter(partial(call.limiter.pause, wait))
        if (
            self._is_spent()
            or not _may_retry(call, error)
            or context.clock() + wait >= call.ends_at
        ):
            raise error
        self._pay(error)
        self._observation.wait(wait, reason=type(error).__name__)
        if wait > LONG_WAIT:
            self._warn(type(error).__name__, wait, call.ends_at)
        yield Sleep(wait)

    def _warn(self, reason: str, wait: float, ends_at: float) -> None:
        ends_in = ends_at - self._context.clock()
        self._context.long_waits.report(
            self._call.name, reason=reason, wait=wait, ends_in=ends_in
        )

    def _is_spent(self) -> bool:
        return self._call.is_spent(self.attempts) or self._context.policy.is_spent(
            self.attempts
        )

    def _pay(self, error: UdacityError) -> None:
        if not _costs(self._call, error):
            return
        if not self._context.quota.try_acquire():
            error.add_note(_QUOTA_EMPTY)
            raise error
        self.paid += RETRY_COST

    def _host_ends_at(self) -> float:
        """Return until when to wait for a host that refuses connections."""
        if self._context.host.was_reached:
            return self._call.ends_at
        return min(self._call.ends_at, self._began + DEAD_HOST)

    def _gets_other_token(self, outcome: Outcome, error: UdacityError) -> bool:
        if self._has_other_token or not _may_replay(self._call, outcome, error):
            return False
        self._has_other_token = True
        return True

    def _met_stale_connection(self, outcome: Outcome) -> bool:
        if not (isinstance(outcome, Failed) and outcome.stale):
            return False
        self._resends += 1
        return self._call.may_repeat and self._resends <= FREE_RESENDS


def _no_permit(limiter: RateLimiter, wait: float) -> RateLimitError:
    return RateLimitError(
        f"The budget of {limiter.limit} requests a minute is used up for another "
        f"{wait:.0f} s, which is past the deadline; the request was not sent. Allow "
        "more time with deadline=, or send fewer requests.",
        retry_after=wait,
        limit=limiter.limit,
        remaining=0,
    )


def _correct_limiter(
    call: Call[ResultT], outcome: Outcome
) -> Generator[Step, Outcome, None]:
    """Tell the rate limiter how many requests the API says are left."""
    # A 429 names a time to wait, which is the better advice.
    if not (isinstance(outcome, Answered) and outcome.response.is_success):
        return
    remaining = outcome.response.rate_limit.remaining
    if remaining is not None:
        yield UpdateLimiter(partial(call.limiter.reconcile, remaining))


def _outcome_of(
    call: Call[ResultT], outcome: Outcome, attempts: int
) -> Completed[ResultT] | UdacityError:
    """Return what the attempt ended in: the result, or an error."""
    match outcome:
        case Answered(response):
            try:
                return Completed(call.read(response), attempts)
            except UdacityError as error:
                return _noted(error.with_traceback(None), call, attempts)
        case Failed(error):
            return _noted(error, call, attempts)
        case _:
            message = f"A driver answered an attempt with {outcome!r}."
            raise TypeError(message)


def _noted(error: UdacityError, call: Call[ResultT], attempts: int) -> UdacityError:
    if error.operation is None:
        error.during(operation=call.name, domain=call.domain, attempts=attempts)
    return error


def _wait(call: Call[ResultT], error: UdacityError, pause: float) -> float:
    """Return how long to leave the API alone after *error*; at least *pause*."""
    if _arose_for_token(call, error):
        return max(pause, error.retry_after or REFRESH_COOLDOWN)
    return max(pause, min(error.retry_after or 0.0, LONGEST_RETRY_AFTER))


def _may_replay(call: Call[ResultT], outcome: Outcome, error: UdacityError) -> bool:
    """Return whether another token may succeed where this one was refused."""
    return (
        isinstance(error, UnauthorizedError)
        and (call.may_repeat or not error.executed)
        and isinstance(outcome, Answered)
        and outcome.token is not None
        and call.source is not None
        and call.source.reject(outcome.token)
    )


def _may_retry(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again is safe, and may help.

    A query may run twice. A mutation is sent again only if it cannot have run: the
    limit refused it, it never left, or there was no token to send it with.
    """
    if not error.is_transient:
        return False
    if call.may_repeat or isinstance(error, RateLimitError):
        return True
    return _arose_for_token(call, error) or not _was_sent(error)


def _costs(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again adds load to a struggling API.

    After a 429 the rate limiter holds all calls back, after a failed request for a
    token the token source does, and what was not sent was no load.
    """
    return (
        _was_sent(error)
        and not isinstance(error, RateLimitError)
        and not _arose_for_token(call, error)
    )


def _was_sent(error: UdacityError) -> bool:
    return not isinstance(error, ApiConnectionError) or error.sent


def _arose_for_token(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether *error* arose before the call, from the request for a token."""
    return error.operation != call.name
