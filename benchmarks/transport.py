"""Measure the cost of a call over a bare httpx request, alone and many at once.

Each figure compares two calls that take turns in one process, against a server in
another process that sends prepared responses. `ratio` is the median of the rounds'
ratios, `spread` their quartiles.

    python benchmarks/transport.py --rounds 15
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Final, TypeAlias

import anyio
import httpx

from rows import print_row
from slow_server import SlowServer, running
from transport_crowds import concurrent, thousand
from transport_figures import Figure, Rounds, take_turns, take_turns_async
from transport_subjects import BODY, CONNECTIONS, CREDENTIALS, HEADERS, POOL
from udacity_client import AsyncUdacity, Udacity
from udacity_client.transport.cancellation import run_shielded
from udacity_graphql.catalog.operations import GET_CATALOG, GetCatalogVariables

Measure: TypeAlias = Callable[[SlowServer, Rounds], Iterable[Figure]]


def main() -> None:
    """Measure, and print each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--short", action="store_true", help="fewer calls per round")
    parser.add_argument("--only", help="only the functions whose names contain this")
    options = parser.parse_args()
    rounds = max(2, options.rounds)
    size = Rounds(rounds, 40, 2) if options.short else Rounds(rounds, 200, 5)
    with running() as server:
        for measure in MEASURES:
            if not options.only or options.only in measure.__name__:
                for figure in measure(server, size):
                    print_row(figure.as_row())


def call_sync(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure blocking calls, one after another."""
    base_url = server.base_url(latency=0)
    url = f"{base_url}/v1/catalog/graphql"
    with (
        httpx.Client(headers=HEADERS, limits=POOL, trust_env=False) as client,
        Udacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=CONNECTIONS
        ) as udacity,
    ):
        pairs = take_turns(
            udacity.catalog.get_catalog, lambda: client.post(url, content=BODY), size
        )
    yield Figure.of_pairs(
        "call-sync", "one call, sync, against a warm client.post", pairs, "ms CPU"
    )


def call_async(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure asynchronous calls, one after another."""
    yield asyncio.run(_call_async(server, size))


async def _call_async(server: SlowServer, size: Rounds) -> Figure:
    base_url = server.base_url(latency=0)
    url = f"{base_url}/v1/catalog/graphql"
    async with (
        httpx.AsyncClient(headers=HEADERS, limits=POOL, trust_env=False) as client,
        AsyncUdacity(
            CREDENTIALS, base_url=base_url, rate_limit=None, concurrency=CONNECTIONS
        ) as udacity,
    ):
        pairs = await take_turns_async(
            udacity.catalog.get_catalog, lambda: client.post(url, content=BODY), size
        )
    return Figure.of_pairs(
        "call-async", "one call, asyncio, against a warm client.post", pairs, "ms CPU"
    )


def auth_per_request(server: SlowServer, size: Rounds) -> Iterable[Figure]:
    """Measure adding a cached token to a request.

    Both requests have a token, so the server and httpx do the same work for both.
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
    """Measure sending from a task that can be cancelled without leaks."""
    yield asyncio.run(_task_per_request(server, size))


async def _task_per_request(server: SlowServer, size: Rounds) -> Figure:
    url = f"{server.base_url(latency=0)}/v1/catalog/graphql"
    async with httpx.AsyncClient(
        headers=HEADERS, limits=POOL, trust_env=False
    ) as client:

        def post() -> Awaitable[object]:
            return client.post(url, content=BODY)

        pairs = await take_turns_async(
            lambda: run_shielded(post, within=120.0),
            lambda: _run_in_scope(post),
            size,
        )
    return Figure(
        "task-per-request",
        "client.post in a task and a scope of its own, against in a scope alone",
        [pair.ratio for pair in pairs],
        [1000 * (pair.ours - pair.bare) for pair in pairs],
        "us CPU",
    )


async def _run_in_scope(work: Callable[[], Awaitable[object]]) -> None:
    with anyio.fail_after(120.0):
        await work()


MEASURES: Final[tuple[Measure, ...]] = (
    call_sync,
    call_async,
    auth_per_request,
    task_per_request,
    concurrent,
    thousand,
)


if __name__ == "__main__":
    main()
