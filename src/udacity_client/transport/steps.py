"""What `run_attempts` asks of a driver, and what a driver answers. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import ApiConnectionError, UdacityError
from udacity_client.limits.sliding_window import Saturated
from udacity_client.protocol.http_response import RawResponse

ResultT = TypeVar("ResultT")


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
    """An outcome: there was no answer, or no token to ask with.

    Attributes:
        error: Why.
        stale: Whether a connection that earlier requests had used broke before any byte
            of an answer came.
        refused: Whether the host refused the connection, to this call or to a request
            for its token.
    """

    error: UdacityError
    stale: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class HostDown:
    """An outcome: nothing was sent, because the host cannot be reached.

    Attributes:
        wait: Seconds until it is worth asking again.
    """

    wait: float


@dataclass(frozen=True, slots=True)
class Completed(Generic[ResultT]):
    """The result of a call, and how many attempts it took."""

    result: ResultT
    attempts: int


Step: TypeAlias = Attempt | Sleep | UpdateLimiter
Outcome: TypeAlias = Answered | Saturated | HostDown | Failed | None
Attempts: TypeAlias = Generator[Step, Outcome, Completed[ResultT]]


def is_unsent(failure: Failed) -> bool:
    """Return whether the API cannot have seen the request."""
    return isinstance(failure.error, ApiConnectionError) and not failure.error.sent
