"""A monotonic clock and a wall clock, injectable for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

# Linux stops CLOCK_MONOTONIC during suspend, but tokens age and rate limits pass in the
# meantime; CLOCK_BOOTTIME goes on. On macOS and Windows, time.monotonic either goes on
# as well or has no substitute. A call looks at the clock a dozen times, so there is no
# function of ours in between.
_MONOTONIC: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_BOOTTIME")
    else time.monotonic
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Two clocks: monotonic for delays, wall for dates that other processes share.

    Both return seconds.

    Attributes:
        monotonic: Nobody can set it, and libraries that freeze time in tests do not
            know `CLOCK_BOOTTIME`.
        wall: It can be set and frozen.
        counts_suspend: Whether *monotonic* goes on while the machine is suspended. If
            not, the wall clock is needed to tell the age of a token.
    """

    monotonic: Callable[[], float] = _MONOTONIC
    wall: Callable[[], float] = time.time
    counts_suspend: bool = hasattr(time, "CLOCK_BOOTTIME")
