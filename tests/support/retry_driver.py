"""Drive the retry generator by hand: answer each of its steps from a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TypeAlias

from support.clock import VirtualClock
from udacity_client.auth.access_token import AccessToken
from udacity_client.auth.static_token_source import Refused
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
from udacity_client.limits.sliding_window import Saturated, SlidingWindow
from udacity_client.options import RetryPolicy
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.call import Call, RetryContext
from udacity_client.transport.host_status import HostStatus
from udacity_client.transport.retry import run_attempts
from udacity_client.transport.retry_quota import RetryQuota
from udacity_client.transport.steps import (
    Answered,
    Attempt,
    Completed,
    Failed,
    HostDown,
    Outcome,
    Sleep,
    UpdateLimiter,
)
from udacity_client.transport.telemetry import LongWaits

FOUR = RetryPolicy(attempts=4)
TOKEN = AccessToken("Token t")


@dataclass
class Source:
    """Hand out one token, and answer to refusals as told."""

    helps: Refused = Refused.USE_ANOTHER
    accepted: list[tuple[AccessToken, str]] = field(
        default_factory=list[tuple[AccessToken, str]]
    )
    refused: list[AccessToken] = field(default_factory=list[AccessToken])

    def get(self, *, within: float | None = None) -> AccessToken:
        raise NotImplementedError(within)

    async def aget(self, *, within: float | None = None) -> AccessToken:
        raise NotImplementedError(within)

    def accept(self, token: AccessToken, domain: str) -> None:
        self.accepted.append((token, domain))

    def reject(self, token: AccessToken, domain: str) -> Refused:
        assert domain == "catalog"
        self.refused.append(token)
        return self.helps


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
    504: lambda reply: status_error(ServerError, reply),
}


def answer(
    status: int, *, wait: int | None = None, token: AccessToken = TOKEN
) -> Answered:
    headers = {} if wait is None else {"retry-after": str(wait)}
    return Answered(RawResponse(status, headers, b"fine", received_at=0.0), token)


FINE = answer(200)
UNSENT = "unsent"
LOST = "lost"
STALE = "stale"


def asking_for_token(error: UdacityError) -> Failed:
    """Return the failure of a request for a token, which names itself."""
    return Failed(error.during(operation="GenerateToken", domain="tokens", attempts=1))


def outcome_of(told: int | str | Outcome) -> Outcome:
    """Return a fresh outcome, because conversations note the call on their errors."""
    if isinstance(told, int):
        return answer(told)
    if isinstance(told, str):
        error = ApiConnectionError("m", sent=told != UNSENT)
        return Failed(error, stale=told == STALE, refused=told == UNSENT)
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
    answer_share: float = 1.0
    source: Source | None = field(default_factory=Source)
    clock: VirtualClock = field(default_factory=VirtualClock)
    policy: RetryPolicy = FOUR
    quota: RetryQuota = field(default_factory=RetryQuota)
    was_reached: bool = True

    def __post_init__(self) -> None:
        self.host = HostStatus(clock=self.clock.monotonic, random=Random(3))
        if self.was_reached:
            self.host.record_answer()
        self.limiter = SlidingWindow(100, clock=self.clock.monotonic)

    def tell(self, script: Script | Callable[[], int | str]) -> Told:
        """Answer the attempts with *script*, and sleep when asked to."""
        call = Call(
            name="GetCatalog",
            domain="catalog",
            may_repeat=self.may_repeat,
            read=read,
            source=self.source,
            limiter=self.limiter,
            ends_at=self.clock.monotonic() + self.deadline,
            max_attempts=self.most,
            answer_share=self.answer_share,
        )
        context = RetryContext(
            policy=self.policy,
            quota=self.quota,
            host=self.host,
            clock=self.clock.monotonic,
            random=Random(7),
            long_waits=LongWaits(self.clock.monotonic),
        )
        conversation = run_attempts(call, context)
        outcomes: Iterator[int | str | Outcome] = (
            (script() for _ in count()) if callable(script) else iter(script)
        )
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
                        wait = self.host.admit()
                        if wait:
                            outcome = HostDown(wait)
                            continue
                        told.sent += 1
                        outcome = self.noted(outcome_of(next(outcomes)))
        except StopIteration as stop:
            told.settled = stop.value
            assert told.settled is not None
            told.result = told.settled.result
        except UdacityError as error:
            told.result = error
        return told

    def noted(self, outcome: Outcome) -> Outcome:
        """Let the host's status know the outcome, as the transports do."""
        if isinstance(outcome, Answered):
            self.host.record_answer()
        elif isinstance(outcome, Saturated):
            self.host.give_up_probe()
        elif isinstance(outcome, Failed):
            error = outcome.error
            if outcome.refused and isinstance(error, ApiConnectionError):
                self.host.record_refusal(error)
        return outcome
