"""Compare how libraries survive bad days, and print a table in Markdown.

Each library sends over its own client, as it is by default, to a server that resets
connections, restarts, is dead or forgets idle connections. A library that is not
installed is left out.

    python benchmarks/auth/bad_days.py              # writes results/bad_days/
    python benchmarks/auth/bad_days.py --short      # a restart of 2 s; writes nothing
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, TypeAlias

from bad_server import BadServer
from senders import LIBRARIES, Call, Library

RESULTS: Final = Path(__file__).resolve().parents[1] / "results" / "bad_days"
RESTART, SHORT_RESTART = 10.0, 2.0
BLIP: Final = 0.15
WITHIN: Final = 90.0
"""Seconds after which a call counts as lost."""

Scenario: TypeAlias = Callable[[Library, float], Coroutine[None, None, str]]
"""Returns a cell, for a library and the seconds that a restart takes."""


async def burst(call: Call, count: int) -> tuple[int, float]:
    """Return how many of *count* calls at once are lost, and the seconds they take."""
    began = time.perf_counter()
    ends: list[float] = []

    async def one() -> bool:
        try:
            async with asyncio.timeout(WITHIN):
                await call()
        except Exception:  # noqa: BLE001 - each library fails in its own way
            return True
        finally:
            ends.append(time.perf_counter() - began)
        return False

    lost = sum(await asyncio.gather(*(one() for _ in range(count))))
    return lost, max(ends)


async def blip(library: Library, _restart: float) -> str:
    """50 calls at once meet connections that are reset for 0.15 s."""
    with BadServer(lambda seconds, _served: seconds < BLIP) as server:
        async with library(server.base_url) as call:
            lost, seconds = await burst(call, 50)
        return told(lost, seconds, server.requests)


async def restart(library: Library, away: float) -> str:
    """100 calls start while the server is away; it answered one before."""
    with BadServer(lambda _seconds, _served: False) as server:
        async with library(server.base_url) as call:
            await call()
            server.stop()
            before = server.requests
            threading.Timer(away, server.start).start()
            began = time.perf_counter()
            lost, seconds = await burst(call, 100)
            # For a library that gave up: the server has to be there to be stopped.
            await asyncio.sleep(max(0.0, away + 0.5 - time.perf_counter() + began))
        return told(lost, seconds, server.requests - before)


async def dead_host(library: Library, _restart: float) -> str:
    """20 calls at once to a port where nobody listens."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        async with library(f"http://127.0.0.1:{deaf.getsockname()[1]}") as call:
            lost, seconds = await burst(call, 20)
    return told(lost, seconds, 0)


async def stale(library: Library, _restart: float) -> str:
    """40 calls, one after another; each connection is reset when it is used again."""
    with BadServer(lambda _seconds, served: served > 0) as server:
        async with library(server.base_url) as call:
            ends = [await burst(call, 1) for _ in range(40)]
        lost = sum(one for one, _ in ends)
        return told(lost, sum(seconds for _, seconds in ends), server.requests)


def told(lost: int, seconds: float, requests: int) -> str:
    """Return a cell of the table."""
    return f"{lost} / {seconds:.1f} s / {requests}"


def scenarios(away: float) -> dict[str, Scenario]:
    """Return the scenarios by what the table calls them."""
    return {
        f"50 calls, connections reset for {BLIP} s": blip,
        f"100 calls, restart of {away:.0f} s": restart,
        "20 calls, dead host": dead_host,
        "40 calls, each connection stale": stale,
    }


def installed() -> dict[str, tuple[str, Library]]:
    """Return the libraries that are there, by name and version; print which are not."""
    found: dict[str, tuple[str, Library]] = {}
    for name, (package, library) in LIBRARIES.items():
        try:
            found[f"{name} {version(package)}"] = package, library
        except PackageNotFoundError:
            print(f"{package} is not installed, so it is left out.")
    return found


def table(away: float) -> str:
    """Measure, and return the table."""
    libraries = installed()
    rows = [["lost / last answer or error / requests", *libraries]]
    rows.append(["---"] * len(rows[0]))
    for name, scenario in scenarios(away).items():
        cells = [
            asyncio.run(scenario(library, away))
            for _package, library in libraries.values()
        ]
        rows.append([name, *cells])
        print(f"{name}: {', '.join(cells)}", file=sys.stderr)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Compare how bad days are survived.")
    parser.add_argument("--short", action="store_true", help="a restart of 2 s")
    away = SHORT_RESTART if (given := parser.parse_args()).short else RESTART
    # Warnings of full pools and of retries are not figures.
    logging.disable(logging.WARNING)
    os.environ["NO_PROXY"] = "127.0.0.1"
    text = table(away)
    print(text)
    if not given.short:
        today = datetime.now(tz=UTC).date().isoformat()
        RESULTS.mkdir(parents=True, exist_ok=True)
        path = RESULTS / f"{today}.md"
        path.write_text(f"# Bad days, {today}\n\n{text}\n", encoding="utf-8")
        print(f"\nWrote benchmarks/results/bad_days/{path.name}.")


if __name__ == "__main__":
    main()
