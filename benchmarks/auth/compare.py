"""Compare how libraries cache a token, and print a table in Markdown.

Each library's own code calls a tokens endpoint in another process, over loopback, which
takes 50 ms. Below the table are figures that only our client has: whole calls.

    python benchmarks/auth/compare.py
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path

from adapters import ADAPTERS, PAIR

from scenarios import SCENARIOS, costs
from udacity_client import AsyncUdacity

KEYS = count(1)

WITHIN = 15.0
"""Seconds after which a scenario counts as hanging."""


@contextmanager
def endpoint() -> Iterator[str]:
    """Run the endpoint in another process, and yield its address."""
    program = Path(__file__).with_name("endpoint.py")
    with subprocess.Popen(  # noqa: S603 - a program of ours
        [sys.executable, str(program)], stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise TypeError
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def counts(base: str) -> list[int]:
    """Return how many tokens, responses and 401s the endpoint sent under *base*."""
    with urllib.request.urlopen(f"{base}/count", timeout=30) as answer:  # noqa: S310 - this machine
        return list(json.load(answer))


def mints(base: str) -> int:
    """Return how many tokens the endpoint sent under *base*."""
    return counts(base)[0]


def bounded(work: Callable[[], str]) -> str:
    """Return the result of *work*, or that it hangs."""
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(work()), daemon=True)
    thread.start()
    thread.join(WITHIN)
    return told[0] if told else f"hangs (> {WITHIN:.0f} s)"


def row(cells: list[str]) -> None:
    """Print a row of the table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def compare(server: str) -> None:
    """Print the result of each library in each scenario."""
    row(["", *(f"{name} {version(name)}" for name in ADAPTERS)])
    row(["---"] * (len(ADAPTERS) + 1))
    for scenario, (state, run) in SCENARIOS.items():
        told: list[str] = []
        for make in ADAPTERS.values():
            base = f"{server}/{state}{next(KEYS)}"
            told.append(bounded(partial(run, make(base), partial(mints, base))))
        row([scenario, *told])
    held = costs({name: make(f"{server}/up-{name}") for name, make in ADAPTERS.items()})
    row(["a token that is held, blocking", *(cost[0] for cost in held.values())])
    row(["a token that is held, in a task", *(cost[1] for cost in held.values())])


async def ask(udacity: AsyncUdacity, calls: int) -> int:
    """Return how many of *calls* calls at once succeed."""
    asked = (udacity.post("catalog", b'{"query": "{ a }"}') for _ in range(calls))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    return sum(isinstance(answer, bytes) for answer in answers)


async def whole_calls(server: str) -> None:
    """Print how 1,000 calls at once end, with a valid and with a revoked token."""
    base = f"{server}/calls"
    async with AsyncUdacity(PAIR, base_url=base, rate_limit=None) as udacity:
        started = time.perf_counter()
        done = await ask(udacity, 1000)
        took = time.perf_counter() - started
        print(f"1,000 calls at once, rate_limit=None: {done} succeed, in {took:.2f} s")
        with urllib.request.urlopen(f"{base}/revoke", timeout=30):  # noqa: S310, ASYNC210 - nothing else runs
            before = counts(base)
        done = await ask(udacity, 1000)
        minted, _, refused = (
            now - then for now, then in zip(counts(base), before, strict=True)
        )
        print(
            f"1,000 calls at once with a revoked token: {done} succeed, "
            f"{minted} mint, {refused} stale 401s"
        )


LIMIT, WINDOW, CALLS, PROCESSES = 100, 2.0, 100, 4


def limited(server: str) -> None:
    """Print how many requests of four processes were served in the fullest window."""
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as folder:
        shared = most_served(f"{server}/shared", f"{folder}/limit.sqlite3")
    apart = most_served(f"{server}/apart")
    print(
        f"{PROCESSES} processes, a limit of {LIMIT} in {WINDOW:.0f} s: at most "
        f"{shared} served in any {WINDOW:.0f} s with FileRateLimit, {apart} where each "
        "counts alone; the other libraries have no limit"
    )


def most_served(base: str, *shared: str) -> int:
    """Return how many requests were served in the fullest window."""
    program = str(Path(__file__).with_name("worker.py"))
    words = [base, str(LIMIT), str(WINDOW), str(CALLS), *shared]
    workers = [
        subprocess.Popen([sys.executable, program, *words])  # noqa: S603 - a program of ours
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        if worker.wait(120) != 0:
            raise RuntimeError(worker.args)
    with urllib.request.urlopen(f"{base}/most/{WINDOW}", timeout=30) as answer:  # noqa: S310 - this machine
        return int(json.load(answer))


def main() -> None:
    """Print everything."""
    cores = len(os.sched_getaffinity(0))
    print(f"Python {sys.version.split()[0]}, {cores} cores\n")
    with endpoint() as server:
        compare(server)
        print()
        asyncio.run(whole_calls(server))
        limited(server)
    sys.stdout.flush()
    # Returning would wait for the threads that hang.
    os._exit(0)


if __name__ == "__main__":
    main()
