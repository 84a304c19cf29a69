"""Ask budgets from an event loop, which never waits for a file or for Redis itself.

A budget in memory is asked directly. One that blocks is asked in a worker thread, and
no cancellation, be it anyio's or asyncio's own, loses a slot that was taken there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import anyio
from anyio import to_thread

from udacity_client.limits.sliding_window import Permit, RateLimiter, Saturated

AnswerT = TypeVar("AnswerT")


async def try_acquire(budget: RateLimiter) -> AsyncPermit | Saturated:
    """Take a slot, or tell how long to wait before asking again.

    Raises:
        UdacityError: Where slots are kept cannot be reached; nothing was taken.
    """
    if not budget.does_io:
        found = budget.try_acquire()
    else:
        errand = _ThreadedAcquire(budget)
        try:
            found = await _in_thread(errand.run)
        except BaseException:
            errand.cancel()
            raise
    return found if isinstance(found, Saturated) else AsyncPermit(found, budget)


async def update(budget: RateLimiter, news: Callable[[], None]) -> None:
    """Call *news*, which speaks to *budget*."""
    if budget.does_io:
        await _in_thread(news)
    else:
        news()


class AsyncPermit:
    """Hold one request's place in a budget while the request is out."""

    __slots__ = ("_budget", "_slot")

    def __init__(self, slot: Permit, budget: RateLimiter) -> None:
        self._slot = slot
        self._budget = budget

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._budget.does_io:
            self._slot.free()
            return
        with anyio.CancelScope(shield=True):
            await _in_thread(self._slot.free)


async def _in_thread(work: Callable[[], AnswerT]) -> AnswerT:
    # A limiter of our own each time: all of anyio's threads may be waiting for our very
    # answer, and how many of ours there are follows from the calls that are out.
    return await to_thread.run_sync(work, limiter=anyio.CapacityLimiter(1))


class _ThreadedAcquire:
    """Take a slot in a thread, and give it back there should nobody want it any more.

    asyncio's own cancellation ends the waiting for a thread, and not the thread.
    """

    def __init__(self, budget: RateLimiter) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._found: Permit | Saturated | None = None
        self._is_abandoned = False

    def run(self) -> Permit | Saturated:
        found = self._budget.try_acquire()
        with self._lock:
            self._found = found
            unwanted = self._is_abandoned
        if unwanted and isinstance(found, Permit):
            found.free()
        return found

    def cancel(self) -> None:
        with self._lock:
            self._is_abandoned = True
            found = self._found
        if isinstance(found, Permit):
            # It arrived in the same moment; the event loop must not wait for the store.
            threading.Thread(target=found.free).start()
