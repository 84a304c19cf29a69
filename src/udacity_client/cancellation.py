"""Let what is cancelled clean up after itself, without knowing what it does.

httpcore shields its cleaning up by anyio's scopes, which `asyncio.Task.cancel` passes
by: a connection that is let go of at the wrong moment is taken for busy for ever, and
after a few of them the pool has none left. So on asyncio the work is given a task of
its own, which is cancelled by a scope.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

T = TypeVar("T")


async def cancelled_cleanly(work: Callable[[], Awaitable[T]]) -> T:
    """Return what *work* does; where it is cancelled, wait until it has cleaned up."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so trio, which knows no other cancellation.
        return await work()
    scope = anyio.CancelScope()

    async def run() -> T:
        with scope:
            return await work()
        raise asyncio.CancelledError

    task = asyncio.create_task(run())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        scope.cancel()
        await _end_of(task)
        raise


async def _end_of(task: asyncio.Task[T]) -> None:
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                # Cancelled once more, for which it need not hurry: it only cleans up.
                continue
