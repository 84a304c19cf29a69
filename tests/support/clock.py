"""A clock that runs only when a test says so."""

from __future__ import annotations

import asyncio
import threading

from udacity_client.system.clock import Clock

START = 1_772_359_200.0  # 2026-03-01T10:00:00Z


class VirtualClock:
    """Both clocks, and a sleep that advances them."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()
        self.naps: list[float] = []

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds

    def monotonic(self) -> float:
        return 1000.0 + self._now

    def wall(self) -> float:
        return START + self._now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def both(self) -> Clock:
        return Clock(self.monotonic, self.wall)


def advance_loop(seconds: float) -> None:
    """Let the timers of the running asyncio loop be due so much earlier."""
    loop = asyncio.get_running_loop()
    before = loop.time
    setattr(loop, "time", lambda: before() + seconds)  # noqa: B010 - no checker lets a method be assigned to
