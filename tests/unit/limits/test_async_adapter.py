"""Cancellation loses no permit, and the event loop never waits for a store."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from support.token_endpoint import BOUND
from udacity_client import FileRateLimit
from udacity_client.limits.async_adapter import AsyncPermit, try_acquire
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import (
    Permit,
    RateLimiter,
    Saturated,
    SlidingWindow,
)


class Gate:
    """A limiter whose `try_acquire` starts, and ends when the test says so."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter
        self.entered, self.opened = threading.Event(), threading.Event()
        self.taken, self.released = threading.Event(), threading.Event()

    @property
    def does_io(self) -> bool:
        return self._limiter.does_io

    @property
    def limit(self) -> int | None:
        return self._limiter.limit

    def try_acquire(self) -> Permit | Saturated:
        self.entered.set()
        assert self.opened.wait(BOUND)
        permit = self._limiter.try_acquire()
        self.taken.set()
        return (
            permit
            if isinstance(permit, Saturated)
            else Permit(
                partial(self._release, permit),
                give_back=partial(self._give_back, permit),
            )
        )

    def pause(self, seconds: float) -> None:
        self._limiter.pause(seconds)

    def reconcile(self, remaining: int | None, *, limit: int | None = None) -> None:
        self._limiter.reconcile(remaining, limit=limit)

    def _release(self, permit: Permit) -> None:
        permit.release()
        self.released.set()

    def _give_back(self, permit: Permit) -> None:
        permit.mark_unsent()
        self._release(permit)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limit.sqlite3"


@pytest.fixture
def gate(path: Path) -> Iterator[Gate]:
    made = Gate(SharedLimiter(FileRateLimit(path), "k", limit=1))
    yield made
    made.opened.set()


def in_flight(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        [count] = db.execute("SELECT sum(in_flight) FROM slots").fetchone()
        return int(count)


def stored(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        [count] = db.execute("SELECT count(*) FROM slots").fetchone()
        return int(count)


async def seen(event: threading.Event) -> None:
    assert await to_thread.run_sync(event.wait, BOUND)


@pytest.mark.anyio
async def test_a_limiter_in_memory_is_called_without_a_thread() -> None:
    limiter, threads = SlidingWindow(1), threading.active_count()
    permit = await try_acquire(limiter)
    assert isinstance(permit, AsyncPermit)
    async with permit:
        assert isinstance(await try_acquire(limiter), Saturated)

    assert threading.active_count() == threads


@pytest.mark.anyio
async def test_the_event_loop_does_not_wait_for_the_store(gate: Gate) -> None:
    async with anyio.create_task_group() as group:

        async def call() -> None:
            permit = await try_acquire(gate)
            assert isinstance(permit, AsyncPermit)
            async with permit:
                pass

        group.start_soon(call)
        await seen(gate.entered)
        gate.opened.set()

    assert gate.released.is_set()


@pytest.mark.anyio
async def test_a_cancelled_request_releases_its_permit(gate: Gate, path: Path) -> None:
    gate.opened.set()
    with anyio.CancelScope() as scope:
        permit = await try_acquire(gate)
        assert isinstance(permit, AsyncPermit)
        async with permit:
            scope.cancel()
            await anyio.sleep_forever()

    assert gate.released.is_set()
    assert in_flight(path) == 0


@pytest.mark.anyio
async def test_the_store_knows_a_request_until_it_ends(path: Path) -> None:
    permit = await try_acquire(SharedLimiter(FileRateLimit(path), "k", limit=1))
    assert isinstance(permit, AsyncPermit)
    async with permit:
        assert in_flight(path) == 1
    assert in_flight(path) == 0


def test_a_task_that_asyncio_cancels_while_it_acquires_takes_no_permit(
    gate: Gate, path: Path
) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(try_acquire(gate))
        await seen(gate.entered)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.opened.set()
        await seen(gate.released)

    asyncio.run(cancel())
    assert stored(path) == 0  # nothing was sent, so nothing counts


def test_a_permit_that_comes_at_the_moment_of_a_cancellation_is_given_back(
    gate: Gate, path: Path
) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(try_acquire(gate))
        await seen(gate.entered)
        gate.opened.set()
        # The loop is blocked meanwhile, so the task is cancelled after the fact.
        assert gate.taken.wait(BOUND)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await seen(gate.released)

    asyncio.run(cancel())
    assert stored(path) == 0
