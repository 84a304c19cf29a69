"""The rules by which `run_attempts` judges the outcome of an attempt. No I/O."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Final, TypeVar

from udacity_client.auth.token_source import LONGEST_RETRY_AFTER, REFRESH_COOLDOWN
from udacity_client.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    RateLimitError,
    RateLimitStoreError,
    ServerError,
    UdacityError,
)
from udacity_client.limits.sliding_window import RateLimiter
from udacity_client.runtime.page_size import is_too_slow
from udacity_client.transport.call import Call
from udacity_client.transport.steps import (
    Answered,
    Completed,
    Failed,
    Outcome,
    Step,
    UpdateLimiter,
)
from udacity_client.transport.telemetry import RATE_LIMIT

ResultT = TypeVar("ResultT")


def _requests(number: int) -> str:
    return f"{number} request{'' if number == 1 else 's'}"


def no_permit(limiter: RateLimiter, wait: float) -> RateLimitError:
    """Return the error for a call that gets no permit before its deadline."""
    # Without a limit of its own, a limiter waits for nothing but a pause after a 429.
    why = (
        "The API answered 429, so nothing is sent"
        if limiter.limit is None
        else f"The limit of {_requests(limiter.limit)} a minute is used up"
    )
    return RateLimitError(
        f"{why} for another {wait:.0f} s, which is past the deadline; the request was "
        "not sent. Allow more time with deadline=, or send fewer requests.",
        retry_after=wait,
        limit=limiter.limit,
        remaining=0,
    )


def correct_limiter(
    call: Call[ResultT], outcome: Outcome
) -> Generator[Step, Outcome, None]:
    """Tell the rate limiter what the API says of its limit, and what is left of it."""
    # A 429 names a time to wait, which is the better advice.
    if not (isinstance(outcome, Answered) and outcome.response.is_success):
        return
    said = outcome.response.rate_limit
    if said.limit is not None or said.remaining is not None:
        reconcile = partial(call.limiter.reconcile, said.remaining, limit=said.limit)
        yield UpdateLimiter(reconcile)


def outcome_of(
    call: Call[ResultT], outcome: Outcome, attempts: int
) -> Completed[ResultT] | UdacityError:
    """Return what the attempt ended in: the result, or an error."""
    match outcome:
        case Answered(response):
            try:
                return Completed(call.read(response), attempts)
            except UdacityError as error:
                return noted(error.with_traceback(None), call, attempts)
        case Failed(error):
            return noted(error, call, attempts)
        case _:
            message = f"A driver answered an attempt with {outcome!r}."
            raise TypeError(message)


def noted(error: UdacityError, call: Call[ResultT], attempts: int) -> UdacityError:
    """Return *error*, which names the call, also if a request for a token failed."""
    if error.operation is None:
        return error.during(operation=call.name, domain=call.domain, attempts=attempts)
    if not arose_for_token(call, error):
        return error
    return error.needed_for(operation=call.name, domain=call.domain, attempts=attempts)


def wait_after(call: Call[ResultT], error: UdacityError, pause: float) -> float:
    """Return how long to leave the API alone after *error*; at least *pause*."""
    if arose_for_token(call, error):
        return max(pause, error.retry_after or REFRESH_COOLDOWN)
    return max(pause, min(error.retry_after or 0.0, LONGEST_RETRY_AFTER))


def may_retry(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again is safe, and may help.

    A query may run twice. A mutation is sent again only if it cannot have run: the
    limit refused it, it never left, or there was no token to send it with. If the
    caller can do with less, such as a smaller page, it does not help to ask again.
    """
    if not error.is_transient:
        return False
    if arose_for_token(call, error):
        return True
    if call.answer_share < 1 and is_too_slow(error):
        return False
    if call.may_repeat or isinstance(error, RateLimitError):
        return True
    return not was_sent(error)


def costs(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again adds load to a struggling API.

    After a 429 the rate limiter holds all calls back, after a failed request for a
    token the token source does, and what was not sent did not load the API.
    """
    return (
        was_sent(error)
        and not isinstance(error, RateLimitError)
        and not arose_for_token(call, error)
    )


def why_waiting(error: UdacityError) -> str:
    """Return, for a log, why a call waits that failed with *error*."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return type(error).__name__


_REASONS: Final = (
    (RateLimitError, RATE_LIMIT),
    (RateLimitStoreError, "the store of the rate limit failed"),
    (ServerError, "the API failed"),
    (ApiTimeoutError, "no answer came in time"),
    (ApiConnectionError, "the connection failed"),
)


def was_sent(error: UdacityError) -> bool:
    """Return whether the API may have seen the request that ended in *error*."""
    if isinstance(error, ApiConnectionError | RateLimitStoreError):
        return error.sent
    return True


def arose_for_token(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether *error* arose before the call, from the request for a token."""
    return error.operation != call.name
