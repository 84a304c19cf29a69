"""Measure a whole job: all of 100,000 records, page by page, through the public client.

Records are counted on arrival, so a lost page is noticed. To measure the job under 100
requests a minute, the client gets a clock that jumps whenever it sleeps, and the time
is the sum of sleeps and real time. No public option sets the clock, so the client's
transport is replaced by one with another clock (`use_jumping_clock`).

    python benchmarks/whole_job.py --rounds 3
"""

from __future__ import annotations

import json
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import httpx

from job_memory import bytes_collected, peaks_iterating
from leaping_clock import JumpingClock, use_jumping_clock
from page_server import TOTAL, WIRE, serving, traffic_of
from peer_clients import url
from peer_packages import DOMAIN
from rows import Row, print_row
from seeded_records import PAGE, write_records
from sources import document_of
from speed_extra import NEVER, use_structs_after
from turns import Run, compare, parse_arguments, processor_time, take_turns, wall_time
from udacity_client import ClientCredentials, Udacity

CREDENTIALS: Final = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")  # noqa: S106 - made up
LIMIT: Final = 100
"""Requests per minute."""


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=3)
    # The extra is installed for a peer; most users do not have it.
    use_structs_after(NEVER)
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
        folder = Path(name)
        write_records(folder, pages=2 if arguments.short else 20)
        with serving(folder) as address:
            count_requests(address)
            for latency in (0,) if arguments.short else (0, 20, 100):
                time_job(address, latency, rounds=arguments.rounds)
            if not arguments.short:
                time_under_limit(address)
                measure_memory(address)


def client(base_url: str, *, rate_limit: int | None = None) -> Udacity:
    """Return a client of the server at *base_url*."""
    return Udacity(CREDENTIALS, base_url=base_url, rate_limit=rate_limit)


def read_all(udacity: Udacity, *, first: int | None = None) -> None:
    """Iterate all records.

    Raises:
        AssertionError: There were more or fewer records.
    """
    progress = udacity.program_progress
    pager = (
        progress.iter_program_progress()
        if first is None
        else progress.iter_program_progress(first=first)
    )
    require_all(sum(1 for _ in pager))


def require_all(number: int) -> None:
    """Check that *number* is the number of records.

    Raises:
        AssertionError: It is not.
    """
    if number != TOTAL:
        raise AssertionError(f"{number:,} records came, of {TOTAL:,}")


def count_requests(address: str) -> None:
    """Count the pager's requests, for a maximum page size of 1,000 and of 200."""
    for key, cap in (("job-requests", PAGE), ("job-requests-capped", 200)):
        base_url = f"{address}/{key},cap-{cap}"
        with client(base_url) as udacity:
            read_all(udacity)
        requests, _ = traffic_of(base_url)
        print_row(
            Row(
                key=key,
                what=f"requests, over the fewest that pages of {cap:,} allow",
                ratio=requests * cap / TOTAL,
                value=requests,
                unit="requests",
            )
        )


def time_job(address: str, latency: int, *, rounds: int) -> None:
    """Measure the job over reading the same pages by hand, at a latency in ms."""
    base_url = f"{address}/job,cap-{PAGE},wait-{latency}"
    with client(base_url) as udacity, httpx.Client() as by_hand:
        runs: dict[str, Run] = {
            "ours": partial(read_all, udacity),
            "by hand": partial(read_by_hand, by_hand, base_url),
        }
        cost = wall_time if latency else processor_time
        times = take_turns(runs, rounds=rounds, cost=cost)
    ratio, spread = compare(times["ours"], times["by hand"])
    kind = "wall time" if latency else "processor time"
    print_row(
        Row(
            key=f"job-{latency}",
            what=f"{kind} at {latency} ms latency, over httpx and `json` by hand",
            ratio=ratio,
            spread=spread,
            value=median(times["ours"]),
            unit="s",
        )
    )


def read_by_hand(http: httpx.Client, base_url: str) -> None:
    """Read all pages into dicts, with the best page size."""
    query, after, found = document_of(DOMAIN), None, 0
    while True:
        given = {"input": {"first": PAGE, "after": after}}
        answer = http.post(url(base_url), json={"query": query, "variables": given})
        page = json.loads(answer.content)["data"][WIRE.connection]
        found += len(page["edges"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return require_all(found)


def time_under_limit(address: str) -> None:
    """Measure the job under the rate limit, by page size."""
    for name, first in (("50", 50), ("200", 200), ("1000", PAGE), ("found", None)):
        base_url = f"{address}/limit-{name},cap-{PAGE}"
        clock = JumpingClock()
        with client(base_url, rate_limit=LIMIT) as udacity:
            use_jumping_clock(udacity, clock)
            started = time.perf_counter()
            read_all(udacity, first=first)
            worked = time.perf_counter() - started
        requests, _ = traffic_of(base_url)
        print_under_limit(name, requests, waited=sum(clock.sleeps), worked=worked)


def print_under_limit(
    name: str, requests: int, *, waited: float, worked: float
) -> None:
    """Print the row of a job that waited and worked for these seconds."""
    shortest_wait = 60 * ((requests - 1) // LIMIT)
    size = "the size that the pager finds" if name == "found" else name
    print_row(
        Row(
            key=f"job-limit-{name}",
            what=f"wall time at {LIMIT} requests a minute by pages of {size}, over the "
            f"least for {requests:,} requests",
            ratio=(waited + worked) / (shortest_wait + worked),
            value=waited + worked,
            unit="s",
        )
    )


def measure_memory(address: str) -> None:
    """Measure the memory of iterating records, and of keeping them."""
    few, many = peaks_iterating(address, records=(2_000, 200_000))
    print_row(
        Row(
            key="job-memory-iterating",
            what="peak memory iterating 200,000 records, over that of 2,000",
            ratio=many / few,
            value=many / 2**20,
            unit="MiB",
        )
    )
    ours, dicts = bytes_collected(address, records=20_000)
    print_row(
        Row(
            key="job-bytes-collected",
            what="memory of 20,000 distinct records that are kept, over dicts",
            ratio=ours / dicts,
            value=ours,
            unit="bytes each",
        )
    )


if __name__ == "__main__":
    main()
