"""Nothing that happens to a task loses a slot, or holds its event loop up."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from support.mints import BOUND
from udacity_client import FileRateLimit
from udacity_client.limits.async_adapter import AsyncPermit, try_acquire
from udacity_client.limits.sliding_window import (
    Permit,
    RateLimiter,
    Saturated,
    SlidingWindow,
)


class Gate:
    """Let an errand of a budget's begin, and end when the test says so."""

    def __init__(self, budget: RateLimiter) -> None:
        self._budget = budget
        self.entered, self.opened = threading.Event(), threading.Event()
        self.taken, self.freed = threading.Event(), threading.Event()

    @property
    def does_io(self) -> bool:
        return self._budget.does_io

    @property
    def limit(self) -> int | None:
        return self._budget.limit

    def try_acquire(self) -> Permit | Saturated:
        self.entered.set()
        assert self.opened.wait(BOUND)
        slot = self._budget.try_acquire()
        self.taken.set()
        return slot if isinstance(slot, Saturated) else Permit(lambda: self._free(slot))

    def pause(self, seconds: float) -> None:
        self._budget.pause(seconds)

    def reconcile(self, remaining: int) -> None:
        self._budget.reconcile(remaining)

    def _free(self, slot: Permit) -> None:
        slot.free()
        self.freed.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limit.sqlite3"


@pytest.fixture
def gate(path: Path) -> Iterator[Gate]:
    made = Gate(FileRateLimit(path).budget("k", limit=1))
    yield made
    made.opened.set()


def in_flight(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        [count] = db.execute("SELECT sum(in_flight) FROM slots").fetchone()
        return int(count)


async def seen(event: threading.Event) -> None:
    assert await to_thread.run_sync(event.wait, BOUND)


@pytest.mark.anyio
async def test_a_budget_in_memory_is_asked_without_a_thread() -> None:
    budget, threads = SlidingWindow(1), threading.active_count()
    slot = await try_acquire(budget)
    assert isinstance(slot, AsyncPermit)
    async with slot:
        assert isinstance(await try_acquire(budget), Saturated)

    assert threading.active_count() == threads


@pytest.mark.anyio
async def test_the_event_loop_goes_on_while_the_store_is_waited_for(gate: Gate) -> None:
    async with anyio.create_task_group() as group:

        async def call() -> None:
            slot = await try_acquire(gate)
            assert isinstance(slot, AsyncPermit)
            async with slot:
                pass

        group.start_soon(call)
        await seen(gate.entered)
        gate.opened.set()

    assert gate.freed.is_set()


@pytest.mark.anyio
async def test_a_cancelled_request_gives_its_slot_back(gate: Gate, path: Path) -> None:
    gate.opened.set()
    with anyio.CancelScope() as scope:
        slot = await try_acquire(gate)
        assert isinstance(slot, AsyncPermit)
        async with slot:
            scope.cancel()
            await anyio.sleep_forever()

    assert gate.freed.is_set()
    assert in_flight(path) == 0


def test_a_task_that_asyncio_cancels_while_it_reserves_takes_no_slot(
    gate: Gate, path: Path
) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(try_acquire(gate))
        await seen(gate.entered)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.opened.set()
        await seen(gate.freed)

    asyncio.run(cancel())
    assert in_flight(path) == 0


def test_a_slot_that_comes_in_the_moment_of_a_cancellation_is_given_back(
    gate: Gate, path: Path
) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(try_acquire(gate))
        await seen(gate.entered)
        gate.opened.set()
        # The loop stands still meanwhile, so that the task is cancelled after the fact.
        assert gate.taken.wait(BOUND)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await seen(gate.freed)

    asyncio.run(cancel())
    assert in_flight(path) == 0
