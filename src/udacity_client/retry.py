"""Decide what to do about each outcome of a call, without sending or sleeping.

`converse` is a generator. It yields what it needs done, an `Attempt` or a `Sleep`; a
driver does it and sends back the outcome; in the end it returns the result or raises.
The blocking and the asynchronous client share every line of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeAlias, TypeVar

from udacity_client.budget import Budget, Full
from udacity_client.errors import (
    ApiConnectionError,
    RateLimitError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.graphql import decode
from udacity_client.reply import Reply
from udacity_client.runtime import Operation, Result
from udacity_client.tokens import MINT_PAUSE, Token, TokenSource

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Ask the driver to send the request once, if it can before *ends_at*."""

    ends_at: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Ask the driver to do nothing for *seconds*."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """Tell that the API answered to a request that carried *token*."""

    reply: Reply
    token: Token | None


@dataclass(frozen=True, slots=True)
class Failed:
    """Tell that there was no answer, or no token to ask with."""

    error: UdacityError


Step: TypeAlias = Attempt | Sleep
Outcome: TypeAlias = Answered | Full | Failed | None
Conversation: TypeAlias = Generator[Step, Outcome, Result[ResultT]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Say how often and how patiently to try again.

    Attributes:
        attempts: How many times a request is sent at most.
        base: Seconds that the first pause lasts at most; each later one up to twice
            as long.
        longest: Seconds that any pause lasts at most, where the server names none.
    """

    attempts: int = 4
    base: float = 0.5
    longest: float = 20.0

    def pause(self, attempts: int, *, random: Random) -> float:
        """Return how long to pause after *attempts*: full jitter, as the API asks."""
        return random.uniform(0, min(self.longest, self.base * 2.0 ** (attempts - 1)))


@dataclass(frozen=True, slots=True)
class Call(Generic[ResultT]):
    """Hold what stays the same over all attempts of one call.

    Attributes:
        operation: What is asked.
        source: Where its tokens come from; `None` where it needs none.
        budget: What its attempts count against.
        ends_at: Its deadline, on the monotonic clock.
    """

    operation: Operation[object, ResultT]
    source: TokenSource | None
    budget: Budget
    ends_at: float


def converse(
    call: Call[ResultT],
    *,
    policy: RetryPolicy,
    clock: Callable[[], float],
    random: Random,
) -> Conversation[ResultT]:
    """Carry one call through its attempts.

    Raises:
        UdacityError: The last failure, noting operation, domain and attempts.
    """
    attempts, replayed = 0, False
    while True:
        outcome = yield Attempt(call.ends_at)
        if isinstance(outcome, Full):
            yield _wait_for_room(call, outcome.wait, attempts, clock())
            continue
        attempts += 1
        read = _read(call, outcome, attempts)
        if isinstance(read, Result):
            return read
        if not replayed and _may_replay(call, outcome, read):
            replayed = True
            continue
        pause = policy.pause(attempts, random=random)
        wait = max(pause, read.retry_after or 0.0)
        if _is_of_minting(call, read):
            wait = max(wait, MINT_PAUSE)
        elif isinstance(read, RateLimitError):
            call.budget.pause(wait)
        if (
            attempts >= policy.attempts
            or not _may_retry(call, read)
            or clock() + wait >= call.ends_at
        ):
            raise read
        yield Sleep(wait)


def _wait_for_room(
    call: Call[ResultT], wait: float, attempts: int, now: float
) -> Sleep:
    if now + wait < call.ends_at:
        return Sleep(wait)
    error = RateLimitError(
        f"The budget of {call.budget.limit} requests a minute is used up for another "
        f"{wait:.0f} s, which is past the deadline; the request was not sent. Allow "
        "more time with deadline=, or send fewer requests.",
        retry_after=wait,
        limit=call.budget.limit,
        remaining=0,
    )
    raise _noted(error, call, attempts)


def _read(
    call: Call[ResultT], outcome: Outcome, attempts: int
) -> Result[ResultT] | UdacityError:
    """Return the result of an attempt, or the error that it came to."""
    match outcome:
        case Answered(reply):
            remaining = reply.rate_limit.remaining
            # With a 429 comes a time to wait, which is the better advice.
            if remaining is not None and reply.is_success:
                call.budget.correct(remaining)
            try:
                result = decode(call.operation, reply)
            except UdacityError as error:
                return _noted(error.with_traceback(None), call, attempts)
            return result if attempts == 1 else result.after(attempts)
        case Failed(error):
            return _noted(error, call, attempts)
        case _:
            message = f"A driver answered an attempt with {outcome!r}."
            raise TypeError(message)


def _noted(error: UdacityError, call: Call[ResultT], attempts: int) -> UdacityError:
    if error.operation is None:
        error.during(
            operation=call.operation.name,
            domain=call.operation.domain,
            attempts=attempts,
        )
    return error


def _may_replay(call: Call[ResultT], outcome: Outcome, error: UdacityError) -> bool:
    """Return whether another token may do what the refused one could not."""
    return (
        isinstance(error, UnauthorizedError)
        and isinstance(outcome, Answered)
        and outcome.token is not None
        and call.source is not None
        and call.source.reject(outcome.token)
    )


def _may_retry(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether sending again is safe, and may help.

    A query may run twice. A mutation is sent again only where nothing can have run: the
    limit refused it, it never left, or there was no token to send it with.
    """
    if not error.is_transient:
        return False
    if call.operation.kind == "query" or isinstance(error, RateLimitError):
        return True
    if _is_of_minting(call, error):
        return True
    return isinstance(error, ApiConnectionError) and not error.sent


def _is_of_minting(call: Call[ResultT], error: UdacityError) -> bool:
    """Return whether *error* arose before the call, when it was to get a token."""
    return error.operation != call.operation.name
