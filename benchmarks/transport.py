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
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from statistics import median, quantiles
from typing import Final, NamedTuple

import anyio
import httpx
from slow_server import SlowServer, running

from udacity_client import AsyncUdacity, ClientCredentials, Udacity
from udacity_client.cancellation import cancelled_cleanly
from udacity_client.graphql import encode
from udacity_graphql.catalog.operations import GET_CATALOG

WIDTH: Final = 50
"""How many requests are out at once, where many are."""

WAVES: Final = 5
LATENCY: Final = 100
"""Milliseconds that an answer takes, where many requests are out at once."""

CREDENTIALS: Final = ClientCredentials(client_id="an-id", client_secret="a-secret")
BODY: Final = encode(GET_CATALOG, {}).content
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


class Pair(NamedTuple):
    """Hold what two things took that took turns."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """Return the first by the second."""
        return self.ours / self.bare


def main() -> None:
    """Measure, and print each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    rounds: int = max(2, options.rounds)
    calls = 50 if options.short else 200
    with running() as server:
        for measure in (call_sync, call_async, auth_per_request):
            if options.only and options.only not in measure.__name__:
                continue
            print(measure(server, rounds, calls).as_json(), flush=True)


def call_sync(server: SlowServer, rounds: int, calls: int) -> Figure:
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
            udacity.catalog.get_catalog,
            lambda: client.post(url, content=BODY),
            rounds,
            calls,
        )
    return Figure(
        "call-sync",
        "one call, sync, against a warm client.post",
        [pair.ratio for pair in pairs],
        [pair.ours for pair in pairs],
        "ms CPU",
    )


def auth_per_request(server: SlowServer, rounds: int, calls: int) -> Figure:
    """Measure what it takes to get a token that is there, and to put it in."""
    public = replace(GET_CATALOG, authenticated=False)
    with Udacity(
        CREDENTIALS, base_url=server.base_url(latency=0), rate_limit=None
    ) as udacity:
        pairs = take_turns(
            lambda: udacity.execute(GET_CATALOG, {}),
            lambda: udacity.execute(public, {}),
            rounds,
            calls,
        )
    return Figure(
        "auth-per-request",
        "a valid token in a call, against a call without",
        [pair.ratio for pair in pairs],
        [1000 * (pair.ours - pair.bare) for pair in pairs],
        "µs CPU",
    )


def call_async(server: SlowServer, rounds: int, calls: int) -> Figure:
    """Measure one call after another in an event loop."""
    return asyncio.run(_call_async(server, rounds, calls))


async def _call_async(server: SlowServer, rounds: int, calls: int) -> Figure:
    base_url = server.base_url(latency=0)
    url = f"{base_url}/v1/catalog/graphql"
    async with (
        httpx.AsyncClient(headers=HEADERS, limits=POOL, trust_env=False) as client,
        AsyncUdacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=WIDTH
        ) as udacity,
    ):
        pairs = await take_turns_async(
            udacity.catalog.get_catalog,
            lambda: client.post(url, content=BODY),
            rounds,
            calls,
        )
    return Figure(
        "call-async",
        "one call, asyncio, against a warm client.post",
        [pair.ratio for pair in pairs],
        [pair.ours for pair in pairs],
        "ms CPU",
    )


def take_turns(
    ours: Callable[[], object], bare: Callable[[], object], rounds: int, calls: int
) -> list[Pair]:
    """Return the median milliseconds of CPU of each in each round."""
    pairs: list[Pair] = []
    for turn in range(rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(calls):
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
    rounds: int,
    calls: int,
) -> list[Pair]:
    """Return the median milliseconds of CPU of each in each round."""
    pairs: list[Pair] = []
    for turn in range(rounds + 1):
        taken: list[tuple[float, float]] = []
        for _ in range(calls):
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
