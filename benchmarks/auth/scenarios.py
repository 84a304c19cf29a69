"""The scenarios; each returns a library's result in a few words."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Final

from adapters import Adapter

NONE: Final = "–"  # noqa: RUF001 - as tables have it
"""The result of a library that cannot do a scenario."""

Mints = Callable[[], int]


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes, whether or not it fails."""
    started = time.perf_counter()
    try:
        work()
    except Exception:  # noqa: BLE001 - each library fails in its own way
        return time.perf_counter() - started
    return time.perf_counter() - started


def in_threads(count: int, work: Callable[[], object]) -> list[float]:
    """Do *work* in *count* threads that start at once; return how long each took."""
    ready = threading.Barrier(count)

    def start() -> float:
        ready.wait(60)
        return seconds(work)

    with ThreadPoolExecutor(count) as pool:
        return [one.result() for one in [pool.submit(start) for _ in range(count)]]


async def in_tasks(count: int, adapter: Adapter) -> list[str | BaseException]:
    """Return what each of *count* concurrent tasks got."""
    if adapter.aget is None:
        raise TypeError
    asked = [adapter.aget() for _ in range(count)]
    return await asyncio.gather(*asked, return_exceptions=True)


def served(got: list[str | BaseException]) -> int:
    """Return how many got a token."""
    return sum(isinstance(one, str) for one in got)


def tasks_cold(adapter: Adapter, mints: Mints) -> str:
    """1,000 tasks, no token."""
    if adapter.aget is None:
        return NONE
    got = asyncio.run(in_tasks(1000, adapter))
    return f"{mints()} / {served(got)}"


def tasks_at_expiry(adapter: Adapter, mints: Mints) -> str:
    """1,000 tasks, the token has expired."""
    if adapter.aget is None:
        return NONE

    async def run() -> tuple[int, list[str | BaseException]]:
        await in_tasks(1, adapter)
        before = mints()
        adapter.expire()
        return before, await in_tasks(1000, adapter)

    before, got = asyncio.run(run())
    return f"{mints() - before} / {served(got)}"


def threads_cold(adapter: Adapter, mints: Mints) -> str:
    """64 threads, no token."""
    if adapter.get is None:
        return NONE
    in_threads(64, adapter.get)
    return str(mints())


def eight_loops(adapter: Adapter, mints: Mints) -> str:
    """8 event loops of 50 tasks at once."""
    if adapter.aget is None:
        return NONE
    with ThreadPoolExecutor(8) as pool:
        loops = [pool.submit(asyncio.run, in_tasks(50, adapter)) for _ in range(8)]
        got = [token for loop in loops for token in loop.result()]
    return f"{mints()} / {served(got)}"


def threads_and_tasks(adapter: Adapter, mints: Mints) -> str:
    """64 threads and 200 tasks at once, over one object."""
    if adapter.get is None or not adapter.is_one:
        return NONE
    with ThreadPoolExecutor(1) as pool:
        tasks = pool.submit(asyncio.run, in_tasks(200, adapter))
        in_threads(64, adapter.get)
        tasks.result()
    return str(mints())


def leader_cancelled(adapter: Adapter, mints: Mints) -> str:
    """The first of 50 tasks is cancelled after 10 ms."""
    if adapter.aget is None:
        return NONE

    async def run() -> int:
        leader = asyncio.ensure_future(in_tasks(1, adapter))
        await asyncio.sleep(0)
        others = asyncio.ensure_future(in_tasks(49, adapter))
        await asyncio.sleep(0.01)
        leader.cancel()
        return served(await others)

    got = asyncio.run(run())
    return f"{mints()} / {got}"


def down_threads(adapter: Adapter, mints: Mints) -> str:
    """The endpoint responds with 503 to 64 threads."""
    if adapter.get is None:
        return NONE
    slowest = max(in_threads(64, adapter.get))
    return f"{mints()} / {slowest:.2f} s"


def down_tasks(adapter: Adapter, mints: Mints) -> str:
    """The endpoint responds with 503 to 200 tasks."""
    if adapter.aget is None:
        return NONE
    slowest = seconds(lambda: asyncio.run(in_tasks(200, adapter)))
    return f"{mints()} / {slowest:.2f} s"


def storm(adapter: Adapter, mints: Mints) -> str:
    """Within 0.3 s, 64 threads learn that the same token was rejected."""
    if adapter.get is None or adapter.reject is None:
        return NONE
    get, reject = adapter.get, adapter.reject
    refused, turns = get(), iter(range(64))
    adapter.accept()
    before = mints()

    def hear() -> None:
        time.sleep(next(turns) * 0.3 / 64)
        reject(refused)
        get()

    in_threads(64, hear)
    return str(mints() - before)


SCENARIOS: Final = {
    "1,000 tasks cold: mints / served": ("up", tasks_cold),
    "1,000 tasks at expiry: mints / served": ("up", tasks_at_expiry),
    "64 threads cold: mints": ("up", threads_cold),
    "8 event loops of 50 tasks: mints / served of 400": ("up", eight_loops),
    "64 threads and 200 tasks: mints": ("up", threads_and_tasks),
    "leader of 50 tasks cancelled: mints / served of 49": ("up", leader_cancelled),
    "endpoint down, 64 threads: attempts / slowest": ("down", down_threads),
    "endpoint down, 200 tasks: attempts / slowest": ("down", down_tasks),
    "64 late refusals of one token: mints": ("up", storm),
}


def costs(adapters: dict[str, Adapter]) -> dict[str, tuple[str, str]]:
    """Return the cost of getting a cached token, in µs: blocking, and in a task.

    The libraries take turns, so other load on the machine affects all of them alike.
    """
    blocking: dict[str, list[float]] = {name: [] for name in adapters}
    tasks: dict[str, list[float]] = {name: [] for name in adapters}
    with asyncio.Runner() as runner:
        for _ in range(25):
            for name, adapter in adapters.items():
                if adapter.get is not None:
                    blocking[name].append(_each(adapter.get))
                if adapter.aget is not None:
                    tasks[name].append(runner.run(_each_task(adapter)))
    return {name: (_shown(blocking[name]), _shown(tasks[name])) for name in adapters}


def _each(get: Callable[[], str], count: int = 100) -> float:
    get()
    started = time.perf_counter()
    for _ in range(count):
        get()
    return (time.perf_counter() - started) / count


async def _each_task(adapter: Adapter, count: int = 100) -> float:
    if adapter.aget is None:
        raise TypeError
    await adapter.aget()
    started = time.perf_counter()
    for _ in range(count):
        await adapter.aget()
    return (time.perf_counter() - started) / count


def _shown(times: list[float]) -> str:
    return f"{median(times) * 1e6:.1f} µs" if times else NONE
