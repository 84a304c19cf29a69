"""Remember which requests came, without their bodies, tokens or secrets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as a test may look at it afterwards.

    Attributes:
        time: When it was answered, on the emulator's clock.
        method: The HTTP method.
        domain: The domain; None outside of the five endpoints.
        operation_name: The operation's name, where it has one.
        scheme: The authorization scheme; None without a header or without a scheme.
        has_token: Whether a token came with it.
        status: The status of the answer; None where the connection was closed.
        user_agent: What the caller says it is.
        request_id: The ID that the answer carried.
    """

    time: float
    method: str
    domain: str | None
    operation_name: str | None
    scheme: str | None
    has_token: bool
    status: int | None
    user_agent: str | None
    request_id: str


def count_requests(
    requests: list[RecordedRequest],
    *,
    operation: str | None = None,
    domain: str | None = None,
    status: int | None = None,
) -> int:
    """Return how many of the requests have all that is asked for."""
    return sum(
        operation in (None, request.operation_name)
        and domain in (None, request.domain)
        and status in (None, request.status)
        for request in list(requests)
    )
