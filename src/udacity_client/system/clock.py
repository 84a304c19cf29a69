"""Tell the time by two clocks, without reading either before it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


def _since_boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


# Where there is a clock that goes on while the machine sleeps (Linux), it is used:
# tokens age and rate limits pass in the meantime. Others either have none, or theirs
# goes on as it is (macOS and Windows).
_STEADY: Callable[[], float] = (
    _since_boot if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tell the time: monotonic for delays, wall for what a sleeping machine misses."""

    monotonic: Callable[[], float] = _STEADY
    wall: Callable[[], float] = time.time
