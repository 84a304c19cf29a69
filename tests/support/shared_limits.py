"""Shared rate limits with windows and clocks of a test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from udacity_client import FileRateLimit, RedisRateLimit
from udacity_client.limits.shared import LEASE
from udacity_client.limits.sliding_window import WINDOW

# Nothing of this is a public option, so it is set here and nowhere else.


def file_limit(
    path: str | Path,
    *,
    limit: int | Literal["auto"] = 100,
    window: float = WINDOW,
    lease: float = LEASE,
    clock: Callable[[], float] | None = None,
) -> FileRateLimit:
    """Return a `FileRateLimit` with this window and perhaps this clock."""
    shared: Any = FileRateLimit(path, limit=limit, lease=lease)
    shared._window = window
    if clock is not None:
        shared._clock = clock
    made: FileRateLimit = shared
    return made


def redis_limit(
    url: str, *, limit: int, window: float, lease: float = LEASE
) -> RedisRateLimit:
    """Return a `RedisRateLimit` with this window."""
    shared: Any = RedisRateLimit(url, limit=limit, lease=lease)
    shared._spans[0] = round(window * 1_000_000)
    made: RedisRateLimit = shared
    return made
