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


async def run_shielded(work: Callable[[], Awaitable[T]], *, within: float) -> T:
    """Return what *work* does; where it is cancelled, wait until it has cleaned up.

    Args:
        work: What to do.
        within: How many seconds it may take.

    Raises:
        TimeoutError: It took longer, and has cleaned up.
    """
    scope = _scope_of(within)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        # Not asyncio, so trio, which knows no other cancellation.
        return await _in_scope(scope, work)
    # Not the task, whose end would be heard of a turn of the loop later.
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


async def run_within(work: Callable[[], Awaitable[T]], *, within: float) -> T:
    """Return what *work* does, which any cancellation leaves clean.

    Args:
        work: What to do.
        within: How many seconds it may take.

    Raises:
        TimeoutError: It took longer.
    """
    return await _in_scope(_scope_of(within), work)


def _scope_of(seconds: float) -> anyio.CancelScope:
    return anyio.CancelScope(deadline=anyio.current_time() + seconds)


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
                # Cancelled once more, for which it need not hurry: it only cleans up.
                continue
    if not task.cancelled():
        # Nobody else asks for it, of which asyncio would complain.
        task.exception()
