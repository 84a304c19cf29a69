"""Decide what to do about each outcome of a call. No I/O.

`run_attempts` is a generator. It yields what it needs done, an `Attempt`, a `Sleep` or
an `UpdateLimiter`; a driver does it and sends back the outcome; in the end it returns
the result or raises. The blocking and the asynchronous client share every line of it.

What follows a 401 is in `unauthorized`.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Final, Generic, TypeVar

from udacity_client.errors import (
    ForbiddenError,
    RateLimitError,
    RateLimitStoreError,
    UdacityError,
)
from udacity_client.limits.sliding_window import Saturated
from udacity_client.transport.call import Call, RetryContext
from udacity_client.transport.retry_quota import RETRY_COST
from udacity_client.transport.retry_rules import (
    arose_for_token,
    correct_limiter,
    costs,
    may_retry,
    no_permit,
    noted,
    outcome_of,
    wait_after,
    why_waiting,
)
from udacity_client.transport.steps import (
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
    RATE_LIMIT,
    Observation,
)
from udacity_client.transport.unauthorized import RefusedTokens

ResultT = TypeVar("ResultT")

DEAD_HOST: Final = 10.0
"""Seconds that a call waits for a host that never answered this client."""

FREE_RESENDS: Final = 3
"""How often a call is sent again at once because a used connection broke."""

STORE_TRIES: Final = 4
"""How often a call asks a shared rate limit's store that cannot be used.

Each time it waits for the store for seconds; a store that is down is not a busy API.
"""

_QUOTA_EMPTY: Final = (
    "It was not tried again: so many calls failed of late that the retry quota was "
    "empty. Successful calls fill it."
)


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
        outcome = yield run.attempt()
        if isinstance(outcome, Saturated | HostDown):
            yield run.wait_for_room(outcome)
            continue
        ended = yield from run.judge(outcome)
        if isinstance(ended, Completed):
            return ended
        if not run.is_free(outcome, ended):
            yield from run.pause_after(ended)


class _Run(Generic[ResultT]):
    """One call on its way: how often it was sent, and what that cost.

    Attributes:
        attempts: How often it was tried.
    """

    def __init__(
        self, call: Call[ResultT], context: RetryContext, observation: Observation
    ) -> None:
        self.attempts = 0
        self._paid = 0
        self._call = call
        self._context = context
        self._observation = observation
        self._began = context.clock()
        self._failures = 0
        self._waited_for_host = 0.0
        self._resends = 0
        self._refused_tokens = RefusedTokens(call, random=context.random)

    def attempt(self) -> Attempt:
        """Return the next attempt."""
        self._observation.count(self.attempts + 1)
        return Attempt(self._call.ends_at)

    def judge(
        self, outcome: Outcome
    ) -> Generator[Step, Outcome, Completed[ResultT] | UdacityError]:
        """Return the outcome of an attempt, after all who need it were informed."""
        self.attempts += 1
        yield from correct_limiter(self._call, outcome)
        ended = outcome_of(self._call, outcome, self.attempts)
        if isinstance(ended, Completed | ForbiddenError):
            self._refused_tokens.accept(outcome)
        if isinstance(ended, Completed):
            self._context.quota.refill(self._paid)
            self._observation.settle(ended.result)
        return ended

    def wait_for_room(self, outcome: Saturated | HostDown) -> Sleep:
        """Return how long to wait for a permit, or for the host.

        Raises:
            UdacityError: There is no room before the call's time is up.
        """
        self._observation.count(self.attempts)
        wait, is_down = outcome.wait, isinstance(outcome, HostDown)
        refusal = self._context.host.refusal() if is_down else None
        if is_down and refusal is None:
            return Sleep(0.0)  # another call has reached it meanwhile
        ends_at = self._host_ends_at() if is_down else self._call.ends_at
        if self._context.clock() + wait >= ends_at:
            error = refusal or no_permit(self._call.limiter, wait)
            raise noted(error, self._call, self.attempts)
        if is_down:
            self._waited_for_host += wait
            if self._waited_for_host > LONG_WAIT:
                self._warn("the host cannot be reached", wait, ends_at)
        elif wait > LONG_WAIT:
            self._warn(RATE_LIMIT, wait, ends_at)
        self._observation.wait(wait, reason="host" if is_down else "rate limit")
        return Sleep(wait)

    def is_free(self, outcome: Outcome, error: UdacityError) -> bool:
        """Return whether to try again at once, at no cost."""
        if not (
            self._refused_tokens.gets_other_token(outcome, error)
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
        if wait := self._replica_lag():
            self._observation.wait(wait, reason=type(error).__name__)
            yield Sleep(wait)
            return
        self._failures += 1
        context, call = self._context, self._call
        wait = wait_after(
            call, error, context.policy.pause(self._failures, random=context.random)
        )
        if isinstance(error, RateLimitError) and not arose_for_token(call, error):
            yield UpdateLimiter(partial(call.limiter.pause, wait))
        if not self._may_retry(error) or context.clock() + wait >= call.ends_at:
            raise error
        self._pay(error)
        self._observation.wait(wait, reason=type(error).__name__)
        if wait > LONG_WAIT:
            self._warn(why_waiting(error), wait, call.ends_at)
        yield Sleep(wait)

    def _may_retry(self, error: UdacityError) -> bool:
        if isinstance(error, RateLimitStoreError) and self._failures >= STORE_TRIES:
            return False
        return not self._is_spent() and may_retry(self._call, error)

    def _replica_lag(self) -> float:
        """Return how long to wait for a replica that lags; 0 if none may."""
        if self._is_spent():
            return 0.0
        wait = self._refused_tokens.replica_lag()
        return wait if self._context.clock() + wait < self._call.ends_at else 0.0

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
        if not costs(self._call, error):
            return
        if not self._context.quota.try_acquire():
            error.add_note(_QUOTA_EMPTY)
            raise error
        self._paid += RETRY_COST

    def _host_ends_at(self) -> float:
        """Return until when to wait for a host that cannot be reached."""
        if self._context.host.was_reached:
            return self._call.ends_at
        return min(self._call.ends_at, self._began + DEAD_HOST)

    def _met_stale_connection(self, outcome: Outcome) -> bool:
        if not (isinstance(outcome, Failed) and outcome.stale):
            return False
        self._resends += 1
        return self._call.may_repeat and self._resends <= FREE_RESENDS
