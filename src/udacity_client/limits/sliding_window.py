"""Keep requests within the API's limit per minute, without ever sleeping.

An exact sliding log: a slot is taken when a request leaves and is freed a window after
its answer came, because only then is it certain that the server's window has passed it.
(Counted from when it left, jitter in latency would let more than the limit into one
window of the server's.)
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self

from udacity_client.system.fork_safety import reset_after_fork

WINDOW: Final = 60.0
"""Seconds over which the API counts (documentation, "Rate limits")."""


class RateLimiter(Protocol):
    """Give out slots for requests, at most *limit* in any window."""

    @property
    def does_io(self) -> bool:
        """Whether its methods may wait for a file or for the network."""
        ...

    @property
    def limit(self) -> int | None:
        """How many requests fit into a window."""
        ...

    def try_acquire(self) -> Permit | Saturated:
        """Take a slot, or tell how long to wait before asking again.

        Raises:
            UdacityError: Where slots are kept cannot be reached; nothing was taken.
        """
        ...

    def pause(self, seconds: float) -> None:
        """Give out no slot for *seconds*, because the server said so."""
        ...

    def reconcile(self, remaining: int) -> None:
        """Learn from the server that only *remaining* requests are left."""
        ...


class SharedRateLimit(Protocol):
    """Keep budgets where other processes see them.

    `FileRateLimit` and `RedisRateLimit` are two.
    """

    @property
    def limit(self) -> int:
        """How many requests an identity may send in a window."""
        ...

    def budget(self, key: str, *, limit: int) -> RateLimiter:
        """Return the budget that everybody shares who names the same *key*.

        Args:
            key: Whose it is and for what; it holds no secret.
            limit: How many slots it gives out in a window.
        """
        ...


class SlidingWindow:
    """Give out slots for requests, at most *limit* in any window.

    Args:
        limit: How many; `None` for any number.
        window: In seconds.
        clock: A monotonic clock.
    """

    def __init__(
        self,
        limit: int | None,
        *,
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._lock = threading.Lock()
        self._in_flight = 0
        # When slots become free again, earliest first.
        self._freed_at: deque[float] = deque()
        self._paused_until = 0.0
        reset_after_fork(self)

    @property
    def does_io(self) -> bool:
        """Whether its methods may wait for a file or for the network."""
        return False

    @property
    def limit(self) -> int | None:
        """How many requests fit into a window."""
        return self._limit

    def try_acquire(self) -> Permit | Saturated:
        """Take a slot, or tell how long to wait before asking again."""
        if self._limit is None and not self._paused_until:
            return Permit(_nothing)
        with self._lock:
            now = self._clock()
            if now < self._paused_until:
                return Saturated(self._paused_until - now)
            if self._limit is None:
                return Permit(_nothing)
            self._forget(now)
            if self._in_flight + len(self._freed_at) < self._limit:
                self._in_flight += 1
                return Permit(self._free)
            return Saturated(
                self._freed_at[0] - now if self._freed_at else self._window
            )

    def pause(self, seconds: float) -> None:
        """Give out no slot for *seconds*, because the server said so."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def reconcile(self, remaining: int) -> None:
        """Learn from the server that only *remaining* requests are left.

        It may count what another process of the same identity has sent.
        """
        if self._limit is None:
            return
        with self._lock:
            now = self._clock()
            self._forget(now)
            used = self._in_flight + len(self._freed_at)
            unseen = self._limit - used - remaining
            self._freed_at.extend([now + self._window] * unseen)

    def _forget(self, now: float) -> None:
        while self._freed_at and self._freed_at[0] <= now:
            self._freed_at.popleft()

    def after_fork(self) -> None:
        """Count what was in flight as sent now: the parent's threads are not here."""
        self._lock = threading.Lock()
        self._freed_at.extend([self._clock() + self._window] * self._in_flight)
        self._in_flight = 0

    def _free(self) -> None:
        with self._lock:
            if self._in_flight == 0:
                return  # taken before a fork, and counted since
            self._in_flight -= 1
            self._freed_at.append(self._clock() + self._window)


class Saturated(NamedTuple):
    """Tell that there is no room for another *wait* seconds."""

    wait: float


class Permit:
    """Hold one request's place in the budget while the request is out."""

    __slots__ = ("_free",)

    def __init__(self, free: Callable[[], None]) -> None:
        self._free = free

    def free(self) -> None:
        """Give the place back, which counts for another window."""
        self._free()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._free()


def _nothing() -> None:
    pass
