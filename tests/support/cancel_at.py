"""Cancel a coroutine at a chosen suspension, on asyncio and on trio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import Context
from typing import Generic, Literal, TypeAlias, TypeVar, cast

import anyio

T = TypeVar("T")

Moment: TypeAlias = Literal["asyncio waits", "asyncio wakes", "trio waits"]
"""When the cancellation comes: while what is awaited is still to come, or in the same
instant that it came, which is when a place just given is easily lost."""


class Stepped(Generic[T]):
    """Run a coroutine, and tell of what it awaits, each time before it does."""

    def __init__(
        self, work: Coroutine[object, object, T], *, tell: Callable[[object], None]
    ) -> None:
        self._work = work
        self._tell = tell

    def __await__(self) -> Generator[object, object, T]:
        steps = self._work.__await__()
        told: object = None
        thrown: BaseException | None = None
        while True:
            try:
                awaited = steps.send(told) if thrown is None else steps.throw(thrown)
            except StopIteration as stop:
                return cast("T", stop.value)
            told, thrown = None, None
            self._tell(awaited)
            try:
                told = yield awaited
            except BaseException as error:  # noqa: BLE001 - handed on to the coroutine
                thrown = error


async def cancel_at(
    work: Coroutine[object, object, object], suspension: int, moment: Moment
) -> bool:
    """Cancel *work* at the suspension of that number; return whether it came to it."""
    if moment == "trio waits":
        return await _cancel_scope_at(work, suspension)
    return await _cancel_task_at(work, suspension, wakes=moment == "asyncio wakes")


async def _cancel_scope_at(
    work: Coroutine[object, object, object], suspension: int
) -> bool:
    met = 0

    def count(_awaited: object) -> None:
        nonlocal met
        met += 1
        if met == suspension:
            scope.cancel()

    with anyio.CancelScope() as scope:
        await Stepped(work, tell=count)
    return met >= suspension


async def _cancel_task_at(
    work: Coroutine[object, object, object], suspension: int, *, wakes: bool
) -> bool:
    met = 0

    def count(awaited: object) -> None:
        nonlocal met
        met += 1
        if met != suspension:
            return
        if wakes and isinstance(awaited, asyncio.Future):
            # Called before the task's own callback, which is added after this one.
            future = cast("asyncio.Future[object]", awaited)
            future.add_done_callback(lambda _done: task.cancel())
        else:
            task.cancel()

    with _tasks_made_here(count):
        task = asyncio.create_task(work)
        await asyncio.wait([task])
    came_to_it = met >= suspension
    if not task.cancelled():
        # It ends well where the cancellation comes after its last step.
        await task
    return came_to_it


async def _stepped(
    work: Coroutine[object, object, T], tell: Callable[[object], None]
) -> T:
    return await Stepped(work, tell=tell)


@contextmanager
def _tasks_made_here(tell: Callable[[object], None]) -> Generator[None]:
    """Step also through the tasks that work makes for parts of itself."""
    loop = asyncio.get_running_loop()

    def make(
        loop: asyncio.AbstractEventLoop,
        work: Generator[object, None, T] | Coroutine[object, object, T],
        *,
        name: str | None = None,  # given since Python 3.13.3
        context: Context | None = None,
    ) -> asyncio.Future[T]:
        assert isinstance(work, Coroutine)
        stepped = _stepped(work, tell)
        return asyncio.Task(stepped, loop=loop, name=name, context=context)

    loop.set_task_factory(make)
    try:
        yield
    finally:
        loop.set_task_factory(None)
