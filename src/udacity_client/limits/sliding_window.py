"""The rate limiter: an exact sliding window in memory.

It never sleeps: if there is no permit, it returns how long to wait for one.

A permit is taken when a request leaves and expires a window after its response came,
because only then is it certain that the server's window has passed it. (If it counted
from when the request left, jitter in latency would let more than the limit into one
window of the server's.)
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self
from weakref import ref

from udacity_client.endpoints import REQUESTS_PER_MINUTE
from udacity_client.limits.auto_limit import AutoLimit, Limit
from udacity_client.system.fork_safety import reset_after_fork
from udacity_client.system.interrupt_safety import InterruptSafeLock

WINDOW: Final = 60.0
"""Seconds over which requests count: limits are requests a minute."""


class RateLimiter(Protocol):
    """A source of permits for requests, at most *limit* in any window."""

    @property
    def does_io(self) -> bool:
        """Whether its methods may wait for a file or for the network."""
        ...

    @property
    def limit(self) -> int | None:
        """How many requests fit into a window."""
        ...

    def try_acquire(self) -> Permit | Saturated:
        """Take a permit, or return how long to wait before the next attempt.

        Raises:
            UdacityError: The store of permits cannot be reached; nothing was taken.
        """
        ...

    def pause(self, seconds: float) -> None:
        """Give out no permit for *seconds*, because the server said so."""
        ...

    def reconcile(self, remaining: int | None, *, limit: int | None = None) -> None:
        """Correct the count: the server says that *remaining* requests are left.

        It also says that its limit is *limit*, which a limiter may follow.
        """
        ...


class SlidingWindow:
    """A rate limiter in memory, for one process.

    Args:
        limit: Permits in any window; `None` for any number, `auto` for as many as the
            API states.
        window: In seconds.
        clock: A monotonic clock.
    """

    def __init__(
        self,
        limit: Limit | None,
        *,
        window: float = WINDOW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._auto = AutoLimit() if limit == "auto" else None
        self._limit = REQUESTS_PER_MINUTE if limit == "auto" else limit
        self._window = window
        self._clock = clock
        self._lock = InterruptSafeLock()
        # Keys of the permits that are out.
        self._in_flight: set[object] = set()
        # Keys of those that an interrupt lost. Filled without the lock: the garbage
        # collector may run while this very thread holds it.
        self._lost: deque[object] = deque()
        # When the permits of answered requests expire, earliest first.
        self._expiries: deque[float] = deque()
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
        """Take a permit, or return how long to wait before the next attempt."""
        if self._limit is None and not self._paused_until:
            return Permit(_do_nothing)
        with self._lock:
            now = self._clock()
            if now < self._paused_until:
                return Saturated(self._paused_until - now)
            if self._limit is None:
                return Permit(_do_nothing)
            self._drop_expired(now)
            used = len(self._in_flight) + len(self._expiries)
            if used < self._limit:
                return self._permit()
            # More than the first, if the limit was lowered.
            must_end = used - self._limit
            has_end = must_end < len(self._expiries)
            wait = self._expiries[must_end] - now if has_end else self._window
            return Saturated(wait)

    def pause(self, seconds: float) -> None:
        """Give out no permit for *seconds*, because the server said so."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def reconcile(self, remaining: int | None, *, limit: int | None = None) -> None:
        """Correct the count: the server says that *remaining* requests are left.

        It may have counted requests of another process with the same identity. It also
        says that its limit is *limit*.
        """
        if self._limit is None:
            return
        with self._lock:
            if self._auto is not None:
                self._limit = self._auto.follow(self._limit, limit)
            if remaining is None:
                return
            now = self._clock()
            self._drop_expired(now)
            used = len(self._in_flight) + len(self._expiries)
            unseen = self._limit - used - remaining
            self._expiries.extend([now + self._window] * unseen)

    def _permit(self) -> Permit:
        held = _Held()
        # Not `__del__`, which would drop an interrupt that comes while it runs: this
        # runs no Python. After a release it changes nothing.
        key = _Key(held, self._lost.append)
        permit = Permit(
            partial(self._release, key),
            give_back=partial(self._give_back, key),
            held=held,
        )
        # Last, because what is lost before it was never taken.
        self._in_flight.add(key)
        return permit

    def _drop_expired(self, now: float) -> None:
        while self._lost:
            # First of all, or a second interrupt would lose it for good.
            self._move(self._lost[0], now)
            self._lost.popleft()
        while self._expiries and self._expiries[0] <= now:
            self._expiries.popleft()

    def after_fork(self) -> None:
        """Count requests in flight as answered now: their threads are not here."""
        self._lock = InterruptSafeLock()
        now = self._clock()
        self._expiries.extend([now + self._window] * len(self._in_flight))
        self._in_flight = set()

    def _release(self, key: object) -> None:
        with self._lock:
            self._move(key, self._clock())

    def _give_back(self, key: object) -> None:
        with self._lock:
            self._in_flight.discard(key)

    def _move(self, key: object, now: float) -> None:
        """Let a permit in flight count for another window, unless that was done."""
        if key in self._in_flight:
            self._in_flight.discard(key)
            self._expiries.append(now + self._window)


class Saturated(NamedTuple):
    """The answer that no permit becomes free for another *wait* seconds."""

    wait: float


class _Held:
    """An object that goes with its permit, which a weak reference notes."""

    __slots__ = ("__weakref__",)


class _Key(ref[_Held]):
    """A weak reference by which a permit is counted; equal to itself alone.

    Others cannot be looked up in a set once what they refer to has gone, unless they
    were before: an interrupt may come between.
    """

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__


class Permit:
    """One request's place within the limit, held while the request is out.

    Args:
        release: Lets the permit count for another window; may be called again.
        give_back: Lets it count no longer; by default that is *release*.
        held: An object that goes when nobody holds the permit any more.
    """

    __slots__ = ("_end", "_give_back", "_held")

    def __init__(
        self,
        release: Callable[[], None],
        *,
        give_back: Callable[[], None] | None = None,
        held: object = None,
    ) -> None:
        self._end = release
        self._give_back = give_back or release
        self._held = held

    def release(self) -> None:
        """Let the permit count for another window; or not, if nothing was sent."""
        self._end()

    def mark_unsent(self) -> None:
        """Let the release give the permit back at once: no request was sent."""
        self._end = self._give_back

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()


def _do_nothing() -> None:
    pass
