"""Use any rate limiter from an event loop.

A limiter in memory is called directly. One that does I/O is called in a worker thread,
so the loop never waits for a file or for Redis, and no cancellation, be it anyio's or
asyncio's own, loses a permit that was taken there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import anyio
from anyio import to_thread

from udacity_client.limits.sliding_window import Permit, RateLimiter, Saturated
from udacity_client.system.interrupt_safety import InterruptSafeLock

ResultT = TypeVar("ResultT")


async def try_acquire(limiter: RateLimiter) -> AsyncPermit | Saturated:
    """Take a permit, or return how long to wait before the next attempt.

    Raises:
        UdacityError: The store of permits cannot be reached; nothing was taken.
    """
    if not limiter.does_io:
        outcome = limiter.try_acquire()
    else:
        acquire = _ThreadedAcquire(limiter)
        try:
            outcome = await _in_thread(acquire.run)
        except BaseException:
            acquire.cancel()
            raise
    return outcome if isinstance(outcome, Saturated) else AsyncPermit(outcome, limiter)


async def update(limiter: RateLimiter, call: Callable[[], None]) -> None:
    """Run *call*, which updates *limiter*: in a thread if the limiter does I/O."""
    if limiter.does_io:
        await _in_thread(call)
    else:
        call()


class AsyncPermit:
    """One request's place within the limit, held while the request is out."""

    __slots__ = ("_limiter", "_permit")

    def __init__(self, permit: Permit, limiter: RateLimiter) -> None:
        self._permit = permit
        self._limiter = limiter

    def mark_unsent(self) -> None:
        """Let the end give the permit back at once: no request was sent."""
        self._permit.mark_unsent()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._limiter.does_io:
            self._permit.release()
            return
        with anyio.CancelScope(shield=True):
            await _in_thread(self._permit.release)


async def _in_thread(work: Callable[[], ResultT]) -> ResultT:
    # A capacity limiter of our own each time: all of anyio's threads may be waiting for
    # this very result, and the calls that are out bound how many threads we start.
    return await to_thread.run_sync(work, limiter=anyio.CapacityLimiter(1))


class _ThreadedAcquire:
    """Takes a permit in a thread, and gives it back if the task is cancelled meanwhile.

    asyncio's own cancellation ends the wait for a thread, but not the thread.
    """

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter
        self._lock = InterruptSafeLock()
        self._outcome: Permit | Saturated | None = None
        self._is_cancelled = False

    def run(self) -> Permit | Saturated:
        outcome = self._limiter.try_acquire()
        with self._lock:
            self._outcome = outcome
            is_cancelled = self._is_cancelled
        if is_cancelled and isinstance(outcome, Permit):
            outcome.mark_unsent()
            outcome.release()
        return outcome

    def cancel(self) -> None:
        with self._lock:
            self._is_cancelled = True
            outcome = self._outcome
        if isinstance(outcome, Permit):
            outcome.mark_unsent()
            # It came at the same moment; the event loop must not wait for the store.
            threading.Thread(target=outcome.release).start()
