"""Drive the retry generator by hand: answer each of its steps from a script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from support.clock import VirtualClock
from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ForbiddenError,
    RateLimitError,
    ResponseShapeError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.limits.sliding_window import SlidingWindow
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.retry import (
    Answered,
    Attempt,
    Call,
    Completed,
    Failed,
    Outcome,
    RetryPolicy,
    RetryQuota,
    Sleep,
    UpdateLimiter,
    run_attempts,
)

LONG = RetryPolicy()
TOKEN = AccessToken("Token t")


@dataclass
class Source:
    """Hand out one token, and answer to refusals as told."""

    another: bool = True
    refused: list[AccessToken] = field(default_factory=list[AccessToken])

    def get(self, *, within: float | None = None) -> AccessToken:
        raise NotImplementedError(within)

    async def aget(self, *, within: float | None = None) -> AccessToken:
        raise NotImplementedError(within)

    def reject(self, token: AccessToken) -> bool:
        self.refused.append(token)
        return self.another


def read(reply: RawResponse) -> str:
    """Return the body, or raise the error that it was made from."""
    error = ERRORS.get(reply.status)
    if error is not None:
        raise error(reply)
    return reply.content.decode()


def status_error(kind: type[ApiStatusError], reply: RawResponse) -> UdacityError:
    return kind("m", status=reply.status, retry_after=reply.retry_after)


ERRORS: dict[int, Callable[[RawResponse], UdacityError]] = {
    299: lambda _reply: ResponseShapeError("m"),
    401: lambda reply: status_error(UnauthorizedError, reply),
    403: lambda reply: status_error(ForbiddenError, reply),
    404: lambda reply: status_error(ApiStatusError, reply),
    408: lambda reply: status_error(ApiStatusError, reply),
    429: lambda reply: RateLimitError("m", retry_after=reply.retry_after),
    500: lambda reply: status_error(ServerError, reply),
    503: lambda reply: status_error(ServerError, reply),
}


def answer(
    status: int, *, wait: int | None = None, token: AccessToken = TOKEN
) -> Answered:
    headers = {} if wait is None else {"retry-after": str(wait)}
    return Answered(RawResponse(status, headers, b"fine", received_at=0.0), token)


FINE = answer(200)
UNSENT = "unsent"
LOST = "lost"


def minting(error: UdacityError) -> Failed:
    """Return the failure of a mint, as `mint.exchange` notes it."""
    return Failed(error.during(operation="GenerateToken", domain="tokens", attempts=1))


def outcome_of(told: int | str | Outcome) -> Outcome:
    """Return a fresh outcome, because conversations note the call on their errors."""
    if isinstance(told, int):
        return answer(told)
    if isinstance(told, str):
        return Failed(ApiConnectionError("m", sent=told == LOST))
    return told


Script: TypeAlias = Sequence["int | str | Outcome"]


@dataclass
class Told:
    """What came of a conversation."""

    result: str | UdacityError
    sent: int
    naps: list[float]
    settled: Completed[str] | None = None


@dataclass
class Rig:
    """Make a call under given conditions, on virtual time."""

    may_repeat: bool = True
    deadline: float = 120.0
    most: int | None = None
    source: Source | None = field(default_factory=Source)
    clock: VirtualClock = field(default_factory=VirtualClock)
    policy: RetryPolicy = LONG
    quota: RetryQuota = field(default_factory=RetryQuota)

    def __post_init__(self) -> None:
        self.budget = SlidingWindow(100, clock=self.clock.monotonic)

    def tell(self, script: Script) -> Told:
        """Answer the attempts with *script*, and sleep when asked to."""
        call = Call(
            name="GetCatalog",
            domain="catalog",
            may_repeat=self.may_repeat,
            read=read,
            source=self.source,
            limiter=self.budget,
            ends_at=self.clock.monotonic() + self.deadline,
            max_attempts=self.most,
        )
        conversation = run_attempts(
            call,
            policy=self.policy,
            quota=self.quota,
            clock=self.clock.monotonic,
            random=Random(7),
        )
        outcomes = iter(script)
        told = Told("", 0, [])
        outcome: Outcome = None
        try:
            while True:
                match conversation.send(outcome):
                    case Sleep(seconds):
                        told.naps.append(seconds)
                        self.clock.advance(seconds)
                        outcome = None
                    case UpdateLimiter(news):
                        news()
                        outcome = None
                    case Attempt(ends_at):
                        assert ends_at == call.ends_at
                        told.sent += 1
                        outcome = outcome_of(next(outcomes))
        except StopIteration as stop:
            told.settled = stop.value
            assert told.settled is not None
            told.result = told.settled.result
        except UdacityError as error:
            told.result = error
        return told
