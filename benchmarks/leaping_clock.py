"""A clock for a client that jumps ahead whenever the client sleeps. Nothing waits."""

from __future__ import annotations

from udacity_client import Udacity
from udacity_client.system.clock import Clock
from udacity_client.transport.sync_transport import Transport


class JumpingClock:
    """A clock that only moves by sleeping.

    Attributes:
        sleeps: The seconds of each sleep.
    """

    def __init__(self) -> None:
        self.sleeps: list[float] = []

    def now(self) -> float:
        """Return the seconds; the clock starts at one hour."""
        return 3600.0 + sum(self.sleeps)

    def sleep(self, seconds: float) -> None:
        """Move the clock by *seconds*."""
        self.sleeps.append(seconds)


def use_jumping_clock(udacity: Udacity, clock: JumpingClock) -> None:
    """Make *udacity* use *clock*. It must not have sent anything yet."""
    options = udacity._options  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no public option sets a clock
    both = Clock(monotonic=clock.now, wall=clock.now)
    udacity._transport = Transport(options, sleep=clock.sleep, clock=both)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # likewise
