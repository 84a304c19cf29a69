"""Remember which requests came, without their bodies, tokens or secrets."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

MAX_LOGGED_REQUESTS: Final = 100_000
"""How many requests are remembered, the latest ones, so that memory has a bound."""


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


class InFlightGauge:
    """Know how many requests are being answered; one event loop changes it."""

    def __init__(self) -> None:
        self.peak: int = 0
        self._now = 0

    @contextmanager
    def tracked(self) -> Generator[None]:
        """Count one more request in the block."""
        self._now += 1
        self.peak = max(self.peak, self._now)
        try:
            yield
        finally:
            self._now -= 1
