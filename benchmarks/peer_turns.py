"""Measure all peers in turns in one process, and print the rows of `peers.py`.

`peers.py` starts it in the folder that has the records and the generated packages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from page_server import WIRE, Pages, serving
from peer_clients import AsyncCall, Peer, peers
from rows import Row, print_row
from speed_extra import NEVER, use_structs_after
from turns import Run, Times, compare, each_time, parse_arguments, take_turns

SIZES: Final = (50, 1000)
"""Records per page: the default of the API, and its maximum."""

IN_SHORT: Final = ("ours", "ariadne", "msgspec")
"""The peers in the short form."""

CALLS: Final = 50
"""How many calls, one after another, make a round."""


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=15)
    # The extra is installed for a peer; most users do not have it.
    use_structs_after(NEVER)
    folder = Path.cwd()
    all_peers = peers(IN_SHORT if arguments.short else None)
    for size in SIZES[-1:] if arguments.short else SIZES:
        decode_pages(all_peers, Pages(folder), size, rounds=arguments.rounds)
    with serving(folder) as address:
        call_blocking(all_peers, address, rounds=arguments.rounds)
        call_asynchronously(all_peers, address, rounds=arguments.rounds)


def decode_pages(
    all_peers: list[Peer], pages: Pages, size: int, *, rounds: int
) -> None:
    """Measure decoding a page of *size* records."""
    content = {
        spelling.file: pages.page(spelling, 0, size, total=size) for spelling in (WIRE,)
    }
    require_same(all_peers, content)
    runs: dict[str, Run] = {
        peer.key: partial(peer.decode, content[peer.spelling.file])
        for peer in all_peers
    }
    times = take_turns(runs, rounds=rounds, cost=each_time)
    print_rows(all_peers, times, f"decode-{size}", f"decode a page of {size:,}")


def require_same(all_peers: list[Peer], content: Mapping[str, bytes]) -> None:
    """Check that all peers read the same from *content*.

    Raises:
        AssertionError: One reads something else.
    """
    read = {
        peer.name: peer.read_last_email(content[peer.spelling.file])
        for peer in all_peers
    }
    if len(set(read.values())) > 1:
        raise AssertionError(f"Not all peers read the same: {read}")


def call_blocking(all_peers: list[Peer], address: str, *, rounds: int) -> None:
    """Measure whole calls of blocking clients, one after another."""
    calls = {peer.key: peer.call for peer in all_peers if peer.call is not None}
    runs: dict[str, Run] = {
        key: partial(_repeat, call(f"{address}/{key}")) for key, call in calls.items()
    }
    print_rows(
        all_peers, take_turns(runs, rounds=rounds), "call", "call for 50 records"
    )


def call_asynchronously(all_peers: list[Peer], address: str, *, rounds: int) -> None:
    """Measure whole calls of asynchronous clients, one after another."""
    calls = {peer.key: peer.acall for peer in all_peers if peer.acall is not None}
    with asyncio.Runner() as runner:
        runs: dict[str, Run] = {
            key: partial(_repeat_in, runner, call(f"{address}/async-{key}"))
            for key, call in calls.items()
        }
        times = take_turns(runs, rounds=rounds)
    print_rows(all_peers, times, "async", "asynchronous call for 50 records")


def _repeat(call: Run) -> None:
    for _ in range(CALLS):
        call()


def _repeat_in(runner: asyncio.Runner, call: AsyncCall) -> None:
    async def repeat() -> None:
        for _ in range(CALLS):
            await call()

    runner.run(repeat())


def print_rows(all_peers: list[Peer], times: Times, kind: str, what: str) -> None:
    """Print each peer's cost over ours."""
    ours = times["ours"]
    for peer in all_peers:
        if peer.key == "ours" or peer.key not in times:
            continue
        ratio, spread = compare(times[peer.key], ours)
        print_row(
            Row(
                key=f"peer-{kind}-{peer.key}",
                what=f"{what}: {peer.name}, over ours",
                ratio=ratio,
                spread=spread,
            )
        )


if __name__ == "__main__":
    main()
