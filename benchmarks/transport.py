"""Measure what a call costs beside a bare request of httpx, alone and among many.

Prints a JSON object for each figure, one on a line. Every figure is of two things that
take turns in one process, against a server in another one whose answers are ready
before; `ratio` is the median of the rounds' ratios, `spread` their quartiles.

    python benchmarks/transport.py --rounds 15
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from functools import partial
from statistics import median, quantiles
from typing import Final, NamedTuple, TypeAlias

import anyio
import httpx
import httpx_aiohttp
from slow_server import SlowServer, running

from udacity_client import AsyncUdacity, ClientCredentials, Udacity
from udacity_client.cancellation import cancelled_cleanly, in_time
from udacity_client.graphql import encode
from udacity_client.options import CONCURRENCY
from udacity_client.wire import TransportName
from udacity_graphql.catalog.operations import GET_CATALOG, GetCatalogVariables

WIDTH: Final = 50
"""How many requests are out at once, where many are."""

LATENCY: Final = 100
"""Milliseconds that an answer takes, where many requests are out at once."""

CREDENTIALS: Final = ClientCredentials(
    client_id="an-id",
    client_secret="a-secret",  # noqa: S106 - made up
)
BODY: Final = encode(GET_CATALOG, GetCatalogVariables()).content
HEADERS: Final = {
    "Accept": "application/graphql-response+json, application/json;q=0.9",
    "Authorization": "Token t1",
    "Content-Type": "application/json",
    "User-Agent": "udacity-client/0.1.0 python/3.11.0 httpx/0.28.1",
}
POOL: Final = httpx.Limits(
    max_connections=WIDTH + 1,
    max_keepalive_connections=WIDTH + 1,
    keepalive_expiry=60.0,
)


class Pair(NamedTuple):
    """Hold what two things took that took turns."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Return the first by the second."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Figure:
    """Hold what was measured.

    Attributes:
        key: Its name for programs.
        what: Its name for people.
        ratios: Of each round, to what it is compared with.
        values: Of each round.
        unit: What `values` are in.
    """

    key: str
    what: str
    ratios: list[float]
    values: list[float]
    unit: str

    @classmethod
    def of_pairs(cls, key: str, what: str, pairs: list[Pair], unit: str) -> Figure:
        """Return the figure for *pairs*, with the value of what is ours."""
        ratios = [pair.ratio for pair in pairs]
        return cls(key, what, ratios, [pair.ours for pair in pairs], unit)

    def as_json(self) -> str:
        """Return the figure as a line of JSON."""
        lower, _middle, upper = quantiles(self.ratios, n=4, method="inclusive")
        return json.dumps(
            {
                "key": self.key,
                "what": self.what,
                "ratio": round(median(self.ratios), 3),
                "spread": [round(lower, 3), round(upper, 3)],
                "value": round(median(self.values), 4),
                "unit": self.unit,
            }
        )


Measure: TypeAlias = Callable[[SlowServer, "Rounds"], Iterable["Figure"]]


class Rounds(NamedTuple):
    """Say how much to measure.

    Attributes:
        rounds: How often the two sides take turns.
        calls: How many calls one after the other make a round.
        waves: How many times all connections are used in a round.
    """

    rounds: int
    calls: int
    waves: int


def main() -> None:
    """Measure, and print each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--short", action="store_true", help="a few calls in a round")
    parser.add_argument("--only", help="the functions whose names hold this")
    options = parser.parse_args()
    rounds = max(2, options.rounds)
    size = Rounds(rounds, 40, 2) if options.short else Rounds(rounds, 200, 5)
    with running() as server:
        for measure in MEASURES:
            if not options.only or options.only in measure.__name__:
                for figure in measure(server, size):
                    print(figure.as_json(), flush=True)


def call_sync(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure one blocking call after another."""
    base_url = server.base_url(latency=0)
    url = f"{base_url}/v1/catalog/graphql"
    with (
        httpx.Client(headers=HEADERS, limits=POOL, trust_env=False) as client,
        Udacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=WIDTH
        ) as udacity,
    ):
        pairs = take_turns(
            udacity.catalog.get_catalog, lambda: client.post(url, content=BODY), size
        )
    yield Figure.of_pairs(
        "call-sync", "one call, sync, against a warm client.post", pairs, "ms CPU"
    )


def call_async(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure one call after another in an event loop."""
    yield asyncio.run(_call_async(server, size))


async def _call_async(server: SlowServer, size: Rounds) -> Figure:
    base_url = server.base_url(latency=0)
    url = f"{base_url}/v1/catalog/graphql"
    async with (
        httpx.AsyncClient(headers=HEADERS, limits=POOL, trust_env=False) as client,
        AsyncUdacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=WIDTH
        ) as udacity,
    ):
        pairs = await take_turns_async(
            udacity.catalog.get_catalog, lambda: client.post(url, content=BODY), size
        )
    return Figure.of_pairs(
        "call-async", "one call, asyncio, against a warm client.post", pairs, "ms CPU"
    )


def auth_per_request(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure what it takes to get a token that is there, and to put it in.

    Both requests carry one: what the server reads is the same, and so is what httpx
    makes of it.
    """
    public = replace(GET_CATALOG, authenticated=False)
    base_url = server.base_url(latency=0)
    preset = {"Authorization": HEADERS["Authorization"]}
    with (
        httpx.Client(headers=preset, trust_env=False) as one,
        httpx.Client(headers=preset, trust_env=False) as other,
        Udacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, http_client=one
        ) as ours,
        Udacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, http_client=other
        ) as bare,
    ):
        pairs = take_turns(
            lambda: ours.execute(GET_CATALOG, GetCatalogVariables()),
            lambda: bare.execute(public, GetCatalogVariables()),
            size,
        )
    yield Figure(
        "auth-per-request",
        "a call with a minted token, against one with the header set beforehand",
        [pair.ratio for pair in pairs],
        [1000 * (pair.ours - pair.bare) for pair in pairs],
        "us CPU",
    )


def task_per_request(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure what it takes to send from a task that can be cancelled cleanly."""
    yield asyncio.run(_task_per_request(server, size))


async def _task_per_request(server: SlowServer, size: Rounds) -> Figure:
    url = f"{server.base_url(latency=0)}/v1/catalog/graphql"
    async with httpx.AsyncClient(
        headers=HEADERS, limits=POOL, trust_env=False
    ) as client:

        def post() -> Awaitable[object]:
            return client.post(url, content=BODY)

        pairs = await take_turns_async(
            lambda: cancelled_cleanly(post, within=120.0),
            lambda: in_time(post, within=120.0),
            size,
        )
    return Figure(
        "task-per-request",
        "client.post in a task and a scope of its own, against in a scope alone",
        [pair.ratio for pair in pairs],
        [1000 * (pair.ours - pair.bare) for pair in pairs],
        "us CPU",
    )


def concurrent(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure many calls at once, over each transport and beside bare httpx."""
    ideal = size.waves * LATENCY / 1000
    over_aiohttp: Callable[..., httpx.AsyncClient] = httpx_aiohttp.HttpxAiohttpClient
    for key, what, measure in (
        ("concurrent-8", "8 calls", partial(_calls, width=8)),
        ("concurrent-50", "50 calls", partial(_calls, width=WIDTH)),
        ("concurrent-50-httpx", "50 posts, bare httpx", _posts),
        (
            "concurrent-50-aiohttp",
            "50 calls over aiohttp",
            partial(_calls, width=WIDTH, transport="aiohttp"),
        ),
        (
            "concurrent-50-httpx-aiohttp",
            "50 posts, bare httpx over aiohttp",
            partial(_posts, make=over_aiohttp),
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
    """Return the seconds that calls take, and how many connections were superfluous."""
    opened = await asyncio.to_thread(server.connections)
    async with AsyncUdacity(
        CREDENTIALS,
        base_url=server.base_url(latency=LATENCY),
        rate_limit=None,
        concurrency=width,
        transport=transport,
    ) as udacity:
        wall = await _all_at_once(udacity.catalog.get_catalog, width, waves)
    # One for each place, and one for the token.
    opened += width + 1
    return wall, max(0, await asyncio.to_thread(server.connections) - opened)


async def _posts(
    server: SlowServer,
    waves: int,
    *,
    make: Callable[..., httpx.AsyncClient] = httpx.AsyncClient,
) -> tuple[float, int]:
    """Return the same of httpx's own `post`."""
    url = f"{server.base_url(latency=LATENCY)}/v1/catalog/graphql"
    opened = await asyncio.to_thread(server.connections)
    places = anyio.Semaphore(WIDTH)
    async with make(
        headers=HEADERS, limits=POOL, timeout=60, trust_env=False
    ) as client:

        async def post() -> None:
            async with places:
                await client.post(url, content=BODY)

        wall = await _all_at_once(post, WIDTH, waves)
    opened += WIDTH
    return wall, max(0, await asyncio.to_thread(server.connections) - opened)


async def _all_at_once(
    call: Callable[[], Coroutine[object, object, object]], width: int, waves: int
) -> float:
    """Return the seconds that calls take once token and connections are there."""
    await call()
    await asyncio.gather(*(call() for _ in range(width)))
    started = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(waves * width)))
    return time.perf_counter() - started


def thousand(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure 1,000 calls at once, beside requests that wait for a bare semaphore."""
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


MEASURES: Final[tuple[Measure, ...]] = (
    call_sync,
    call_async,
    auth_per_request,
    task_per_request,
    concurrent,
    thousand,
)


def take_turns(
    ours: Callable[[], object], bare: Callable[[], object], size: Rounds
) -> list[Pair]:
    """Return the median milliseconds of CPU of each in each round."""
    pairs: list[Pair] = []
    for turn in range(size.rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(size.calls):
            started = time.process_time()
            ours()
            middle = time.process_time()
            bare()
            taken.append((middle - started, time.process_time() - middle))
        if turn:
            pairs.append(_medians(taken))
    return pairs


async def take_turns_async(
    ours: Callable[[], Awaitable[object]],
    bare: Callable[[], Awaitable[object]],
    size: Rounds,
) -> list[Pair]:
    """Return the median milliseconds of CPU of each in each round."""
    pairs: list[Pair] = []
    for turn in range(size.rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(size.calls):
            started = time.process_time()
            await ours()
            middle = time.process_time()
            await bare()
            taken.append((middle - started, time.process_time() - middle))
        if turn:
            pairs.append(_medians(taken))
    return pairs


def _medians(taken: list[tuple[float, float]]) -> Pair:
    ours, bare = zip(*taken, strict=True)
    return Pair(1000 * median(ours), 1000 * median(bare))


if __name__ == "__main__":
    main()
