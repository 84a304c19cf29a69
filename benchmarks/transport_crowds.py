"""Measure many calls at once: wall time, connections and failures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any

import anyio
import httpx
import httpx2

from slow_server import SlowServer
from transport_figures import Figure, Pair, Rounds
from transport_subjects import BODY, CONNECTIONS, CREDENTIALS, HEADERS, LATENCY, POOL
from udacity_client import AsyncUdacity
from udacity_client.options import TransportName
from udacity_client.system.option_values import CONCURRENCY


def concurrent(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure many calls at once, over each transport, next to bare httpx."""
    ideal = size.waves * LATENCY / 1000
    for key, what, measure in (
        ("concurrent-8", "8 calls", partial(_calls, width=8)),
        ("concurrent-50", "50 calls", partial(_calls, width=CONNECTIONS)),
        ("concurrent-50-httpx", "50 posts, bare httpx", _posts),
        (
            "concurrent-50-over-httpx2",
            "50 calls over httpx2",
            partial(_calls, width=CONNECTIONS, transport="httpx2"),
        ),
        (
            "concurrent-50-httpx2",
            "50 posts, bare httpx2",
            partial(_posts, library=httpx2),
        ),
    ):
        rounds = range(max(2, size.rounds // 2))
        taken = [asyncio.run(measure(server, size.waves)) for _ in rounds]
        walls = [wall for wall, _reconnected in taken]
        again = [float(reconnected) for _wall, reconnected in taken]
        about = f"{what} at once, {LATENCY} ms latency"
        yield Figure(
            key, f"{about}: wall / ideal", [wall / ideal for wall in walls], walls, "s"
        )
        yield Figure(
            f"{key}-connections",
            f"{about}: connections beyond one for each, {size.waves} times",
            again,
            again,
            "connections",
        )


async def _calls(
    server: SlowServer, waves: int, *, width: int, transport: TransportName = "httpx"
) -> tuple[float, int]:
    """Return the seconds that the calls take, and the number of extra connections."""
    opened = await asyncio.to_thread(server.connections)
    async with AsyncUdacity(
        CREDENTIALS,
        base_url=server.base_url(latency=LATENCY),
        rate_limit=None,
        concurrency=width,
        transport=transport,
    ) as udacity:
        wall = await _all_at_once(udacity.catalog.get_catalog, width, waves)
    # One for each concurrent call, and one for the token.
    opened += width + 1
    return wall, max(0, await asyncio.to_thread(server.connections) - opened)


async def _posts(
    server: SlowServer, waves: int, *, library: Any = httpx
) -> tuple[float, int]:
    """Return the same for the `post` of httpx, or of httpx2."""
    url = f"{server.base_url(latency=LATENCY)}/v1/catalog/graphql"
    opened = await asyncio.to_thread(server.connections)
    places = anyio.Semaphore(CONNECTIONS)
    limits = library.Limits(
        max_connections=POOL.max_connections,
        max_keepalive_connections=POOL.max_keepalive_connections,
        keepalive_expiry=POOL.keepalive_expiry,
    )
    async with library.AsyncClient(
        headers=HEADERS, limits=limits, timeout=60, trust_env=False
    ) as client:

        async def post() -> None:
            async with places:
                await client.post(url, content=BODY)

        wall = await _all_at_once(post, CONNECTIONS, waves)
    opened += CONNECTIONS
    return wall, max(0, await asyncio.to_thread(server.connections) - opened)


async def _all_at_once(
    call: Callable[[], Coroutine[object, object, object]], width: int, waves: int
) -> float:
    """Return the seconds that the calls take with a token and open connections."""
    await call()
    await asyncio.gather(*(call() for _ in range(width)))
    started = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(waves * width)))
    return time.perf_counter() - started


def thousand(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure 1,000 calls at once, next to requests that wait for a semaphore."""
    walls: list[Pair] = []
    failed: list[float] = []
    for _ in range(max(2, size.rounds // 2)):
        wall, failures = asyncio.run(_thousand(server))
        walls.append(Pair(wall, asyncio.run(_bare_thousand(server))))
        failed.append(float(failures))
    yield Figure.of_pairs(
        "thousand",
        "1,000 calls at once, against a semaphore of 8 around client.post",
        walls,
        "s",
    )
    yield Figure("thousand-failed", "how many of them failed", failed, failed, "calls")


async def _thousand(server: SlowServer) -> tuple[float, int]:
    """Return the seconds that 1,000 calls take, and how many fail."""
    async with AsyncUdacity(
        CREDENTIALS, base_url=server.base_url(latency=0), rate_limit=None
    ) as udacity:
        await udacity.catalog.get_catalog()
        started = time.perf_counter()
        results = await asyncio.gather(
            *(udacity.catalog.get_catalog() for _ in range(1000)),
            return_exceptions=True,
        )
        wall = time.perf_counter() - started
    return wall, sum(isinstance(result, BaseException) for result in results)


async def _bare_thousand(server: SlowServer) -> float:
    """Return the seconds that 1,000 requests take."""
    url = f"{server.base_url(latency=0)}/v1/catalog/graphql"
    places = anyio.Semaphore(CONCURRENCY)
    limits = httpx.Limits(max_connections=9, max_keepalive_connections=9)
    async with httpx.AsyncClient(
        headers=HEADERS, limits=limits, timeout=60, trust_env=False
    ) as client:

        async def post() -> None:
            async with places:
                await client.post(url, content=BODY)

        await post()
        started = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(1000)))
        return time.perf_counter() - started
