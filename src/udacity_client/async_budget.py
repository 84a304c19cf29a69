"""Ask budgets from an event loop, which never waits for a file or for Redis itself.

A budget in memory is asked directly. One that blocks is asked in a worker thread, and
no cancellation, be it anyio's or asyncio's own, loses a slot that was taken there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

import anyio
from anyio import to_thread

from udacity_client.budget import Full, RateBudget, Slot


class Desk:
    """Ask budgets on behalf of one event loop.

    Args:
        threads: How many worker threads to use at most.
    """

    def __init__(self, threads: int) -> None:
        # Not anyio's own, all of whose threads may be waiting for our very answer.
        self._limiter = anyio.CapacityLimiter(threads)

    async def reserve(self, budget: RateBudget) -> AsyncSlot | Full:
        """Take a slot, or tell how long to wait before asking again.

        Raises:
            UdacityError: Where slots are kept cannot be reached; nothing was taken.
        """
        if not budget.blocks:
            slot = budget.reserve()
            return slot if isinstance(slot, Full) else AsyncSlot(slot, None)
        errand = _Errand(budget)
        try:
            found = await to_thread.run_sync(errand.run, limiter=self._limiter)
        except BaseException:
            errand.abandon()
            raise
        return found if isinstance(found, Full) else AsyncSlot(found, self._limiter)

    async def tell(self, budget: RateBudget, news: Callable[[], None]) -> None:
        """Call *news*, which speaks to *budget*."""
        if budget.blocks:
            await to_thread.run_sync(news, limiter=self._limiter)
        else:
            news()


class AsyncSlot:
    """Hold one request's place in a budget while the request is out."""

    __slots__ = ("_limiter", "_slot")

    def __init__(self, slot: Slot, limiter: anyio.CapacityLimiter | None) -> None:
        self._slot = slot
        self._limiter = limiter

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._limiter is None:
            self._slot.free()
            return
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._slot.free, limiter=self._limiter)


class _Errand:
    """Take a slot in a thread, and give it back there should nobody want it any more.

    asyncio's own cancellation ends the waiting for a thread, and not the thread.
    """

    def __init__(self, budget: RateBudget) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._found: Slot | Full | None = None
        self._is_abandoned = False

    def run(self) -> Slot | Full:
        found = self._budget.reserve()
        with self._lock:
            self._found = found
            unwanted = self._is_abandoned
        if unwanted and isinstance(found, Slot):
            found.free()
        return found

    def abandon(self) -> None:
        with self._lock:
            self._is_abandoned = True
            found = self._found
        if isinstance(found, Slot):
            # It arrived in the same moment; the event loop must not wait for the store.
            threading.Thread(target=found.free).start()
