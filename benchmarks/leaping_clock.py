"""Let a client live by a clock that jumps where the client sleeps, without waiting."""

from __future__ import annotations

from udacity_client import Udacity
from udacity_client.system.clock import Clock
from udacity_client.transport.sync_transport import Transport


class LeapingClock:
    """Stand still but for what is slept.

    Attributes:
        naps: How many seconds each sleep was to last.
    """

    def __init__(self) -> None:
        self.naps: list[float] = []

    def now(self) -> float:
        """Return the seconds since an hour before the start."""
        return 3600.0 + sum(self.naps)

    def sleep(self, seconds: float) -> None:
        """Be *seconds* later."""
        self.naps.append(seconds)


def on_leaping_clock(udacity: Udacity, clock: LeapingClock) -> None:
    """Let *udacity*, which has sent nothing yet, live by *clock*."""
    options = udacity._options  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no public option sets a clock
    both = Clock(monotonic=clock.now, wall=clock.now)
    udacity._transport = Transport(options, sleep=clock.sleep, clock=both)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # likewise
