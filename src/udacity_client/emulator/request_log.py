"""The request log. It holds no bodies, tokens or secrets."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

MAX_LOGGED_REQUESTS: Final = 100_000
"""Only the latest requests are kept, so memory is bounded."""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request, for tests to inspect afterwards.

    Attributes:
        time: When the response was ready, on the emulator's clock.
        method: The HTTP method.
        domain: The domain; None outside the five endpoints.
        operation_name: The operation's name, if it has one.
        scheme: The authorization scheme; None without a header or without a scheme.
        has_token: Whether it had an `Authorization` header.
        status: The status of the response; None if the connection was closed instead.
        user_agent: The `User-Agent` header.
        request_id: The `X-Request-Id` of the response.
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


class InFlightGauge:
    """How many requests are in progress. Only the event loop changes it."""

    def __init__(self) -> None:
        self.peak: int = 0
        self._now = 0

    @contextmanager
    def tracked(self) -> Generator[None]:
        """Count a request as in progress inside the block."""
        self._now += 1
        self.peak = max(self.peak, self._now)
        try:
            yield
        finally:
            self._now -= 1
