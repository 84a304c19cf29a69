"""Decide what to do about each outcome of a call. No I/O.

`run_attempts` is a generator. It yields what it needs done, an `Attempt`, a `Sleep` or
an `UpdateLimiter`; a driver does it and sends back the outcome; in the end it returns
the result or raises. The blocking and the asynchronous client share every line of it.

`RetryQuota` bounds the retries of all calls together: ten thousand calls that each try
four times would keep down a server that struggles.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Generic, TypeAlias, TypeVar

from udacity_client.auth.access_token import AccessToken
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
from udacity_client.protocol.http_response import RawResponse
from udacity_client.system.fork_safety import ForkSafeLock
from udacity_client.transport.telemetry import NOOP_OBSERVATION, Observation

CAPACITY: Final = 20
RETRY_COST: Final = 5
SUCCESS_REFUND: Final = 1


class RetryQuota:
    """A token bucket that the retries of a client and its siblings draw from."""

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._left = CAPACITY

    @property
    def left(self) -> int:
        """The tokens that are left, from 0 to the capacity."""
        return self._left

    def try_acquire(self) -> bool:
        """Take the cost of a retry; return whether it could be taken."""
        with self._lock:
            if self._left < RETRY_COST:
                return False
            self._left -= RETRY_COST
            return True

    def refill(self) -> None:
        """Give back a little, because a call succeeded."""
        with self._lock:
            self._left = min(CAPACITY, self._left + SUCCESS_REFUND)


ResultT = TypeVar("ResultT")

_QUOTA_EMPTY: Final = (
    "It was not tried again: so many calls failed of late that the retry quota was "
    "empty. Successful calls fill it."
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step: send the request once, if that can begin before *ends_at*."""

    ends_at: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """A step: do nothing for *seconds*."""

    seconds: float


@dataclass(frozen=True, slots=True)
class UpdateLimiter:
    """A step: call *update*, in a thread if the call's rate limiter does I/O."""

    update: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Answered:
    """An outcome: the API answered a request that carried *token*."""

    response: RawResponse
    token: AccessToken | None


@dataclass(frozen=True, slots=True)
class Failed:
    """An outcome: there was no answer, or no token to ask with."""

    error: UdacityError


@dataclass(frozen=True, slots=True)
class Completed(Generic[ResultT]):
    """The result of a call, and how many attempts it took."""

    result: ResultT
    attempts: int


Step: TypeAlias = Attempt | Sleep | UpdateLimiter
Outcome: TypeAlias = Answered | Saturated | Failed | None
Attempts: TypeAlias = Generator[Step, Outcome, Completed[ResultT]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently to try again.

    Attributes:
        attempts: How many times a request is sent at most.
        base: Seconds that the first pause lasts at most; each later one up to twice
            as long.
        longest: Seconds that any pause lasts at most, if the server names none.
    """

    attempts: int = 4
    base: float = 0.5
    longest: float = 20.0

    def pause(self, attempts: int, *, random: Random) -> float:
        """Return how long to pause after *attempts*: full jitter, as the API asks."""
        return random.uniform(0, min(self.longest, self.base * 2.0 ** (attempts - 1)))


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


def run_attempts(
    call: Call[ResultT],
    *,
    policy: RetryPolicy,
    quota: RetryQuota,
    clock: Callable[[], float],
    random: Random,
    observation: Observation = NOOP_OBSERVATION,
) -> Attempts[ResultT]:
    """Carry one call through its attempts.

    Raises:
        UdacityError: The last failure, with operation, domain and attempts.
    """
    attempts, replayed = 0, False
    while True:
        observation.count(attempts + 1)
        outcome = yield Attempt(call.ends_at)
        if isinstance(outcome, Saturated):
            observation.count(attempts)
            pause = _wait_for_permit(call, outcome.wait, attempts, clock())
            observation.wait(pause.seconds, reason="budget")
            yield pause
            continue
        attempts += 1
        remaining = _remaining(outcome)
        if remaining is not None:
            yield UpdateLimiter(partial(call.limiter.reconcile, remaining))
        ended = _outcome_of(call, outcome, attempts)
        if isinstance(ended, Completed):
            quota.refill()
            observation.settle(ended.result)
            return ended
        may_replay = not replayed and _may_replay(call, outcome, ended)
        if may_replay and not call.is_spent(attempts):
            replayed = True
            observation.wait(0.0, reason=type(ended).__name__)
            continue
        wait = _wait(call, ended, policy.pause(attempts, random=random))
        if isinstance(ended, RateLimitError) and not _arose_for_token(call, ended):
            yield UpdateLimiter(partial(call.limiter.pause, wait))
        if (
            attempts >= policy.attempts
            or call.is_spent(attempts)
            or not _may_retry(call, ended)
            or clock() + wait >= call.ends_at
        ):
            raise ended
        if _costs(call, ended) and not quota.try_acquire():
            ended.add_note(_QUOTA_EMPTY)
            raise ended
        observation.wait(wait, reason=type(ended).__name__)
        yield Sleep(wait)


def _wait_for_permit(
    call: Call[ResultT], wait: float, attempts: int, now: float
) -> Sleep:
    if now + wait < call.ends_at:
        return Sleep(wait)
    error = RateLimitError(
        f"The budget of {call.limiter.limit} requests a minute is used up for another "
        f"{wait:.0f} s, which is past the deadline; the request was not sent. Allow "
        "more time with deadline=, or send fewer requests.",
        retry_after=wait,
        limit=call.limiter.limit,
        remaining=0,
    )
    raise _noted(error, call, attempts)


def _remaining(outcome: Outcome) -> int | None:
    """Return how many requests the API says are left."""
    # A 429 names a time to wait, which is the better advice.
    if isinstance(outcome, Answered) and outcome.response.is_success:
        return outcome.response.rate_limit.remaining
    return None


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
    if _arose_for_token(call, error):
        return True
    return isinstance(error, ApiConnectionError) and not error.sent


def _costs(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again adds load to a struggling API.

    After a 429 the rate limiter holds all calls back, and after a failed request for a
    token the token source does.
    """
    return not isinstance(error, RateLimitError) and not _arose_for_token(call, error)


def _arose_for_token(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether *error* arose before the call, from the request for a token."""
    return error.operation != call.name
