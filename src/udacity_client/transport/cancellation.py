"""Cancel an httpx call without leaking its connection.

httpcore protects its clean-up with anyio's scopes, which `asyncio.Task.cancel` ignores.
A connection that is dropped at the wrong moment counts as busy for ever, and after a
few of them the pool is empty. So on asyncio the work gets a task of its own, and a
scope cancels it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

T = TypeVar("T")


async def run_shielded(work: Callable[[], Awaitable[T]], *, within: float) -> T:
    """Return what *work* returns; if it is cancelled, wait until it has cleaned up.

    Args:
        work: What to do.
        within: How many seconds it may take.

    Raises:
        TimeoutError: It took longer, and has cleaned up.
    """
    scope = anyio.CancelScope(deadline=anyio.current_time() + within)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so trio, which has scopes only.
        return await _in_scope(scope, work)
    # Awaiting the task would cost one more turn of the loop.
    ended: asyncio.Future[None] = loop.create_future()

    async def run() -> T:
        try:
            return await _in_scope(scope, work)
        finally:
            if not ended.done():
                ended.set_result(None)

    task = loop.create_task(run())
    try:
        await ended
    except asyncio.CancelledError:
        scope.cancel()
        await _end_of(task)
        raise
    return task.result()


async def _in_scope(scope: anyio.CancelScope, work: Callable[[], Awaitable[T]]) -> T:
    with scope:
        return await work()
    raise TimeoutError


async def _end_of(task: asyncio.Task[T]) -> None:
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                # Cancelled again: no reason to hurry, it only cleans up.
                continue
    if not task.cancelled():
        # Retrieved here, because asyncio warns if nobody does.
        task.exception()
