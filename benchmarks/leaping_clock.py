"""Let a client live by a clock that jumps where the client sleeps, without waiting."""

from __future__ import annotations

from dataclasses import replace

from udacity_client import Udacity
from udacity_client.transport.sync_transport import Transport


class JumpingClock:
    """Stand still but for what is slept.

    Attributes:
        naps: How many seconds each sleep was to last.
    """

    def __init__(self) -> None:
        self.sleeps: list[float] = []

    def now(self) -> float:
        """Return the seconds since an hour before the start."""
        return 3600.0 + sum(self.sleeps)

    def sleep(self, seconds: float) -> None:
        """Be *seconds* later."""
        self.sleeps.append(seconds)


def use_jumping_clock(udacity: Udacity, clock: JumpingClock) -> None:
    """Let *udacity*, which has sent nothing yet, live by *clock*."""
    settings = udacity._options.settings()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # no public option sets a clock
    both = replace(settings.clock, monotonic=clock.now, wall=clock.now)
    settings = replace(settings, clock=both)
    udacity._transport = Transport(settings, sleep=clock.sleep)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # likewise
