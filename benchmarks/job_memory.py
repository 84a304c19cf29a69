"""Measure the memory of a whole job, in processes that do nothing else.

python benchmarks/job_memory.py iterate|collect|collect-dicts BASE_URL COUNT
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from speed_extra import NEVER, use_structs_after
from udacity_client import ClientCredentials, Udacity
from udacity_graphql.program_progress.operations import LIST_PROGRAM_PROGRESS


def peaks_iterating(address: str, *, records: tuple[int, int]) -> tuple[int, int]:
    """Return the peak memory in bytes of iterating each number of records."""
    few, many = (_measure("iterate", address, count) for count in records)
    return few, many


def bytes_collected(address: str, *, records: int) -> tuple[float, float]:
    """Return the bytes per kept record, and per kept dict of the same record."""
    ours, dicts = (
        _measure(kind, address, records) / records
        for kind in ("collect", "collect-dicts")
    )
    return ours, dicts


def _measure(kind: str, address: str, count: int) -> int:
    base_url = f"{address}/memory,cap-1000,of-{count}"
    ran = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, __file__, kind, base_url, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(ran.stdout)


def iterate(udacity: Udacity, _count: int) -> int:
    """Iterate all records, and return the peak memory of this process."""
    for _record in udacity.program_progress.iter_program_progress():
        pass
    return peak()


def peak() -> int:
    """Return the peak memory of this process in bytes."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        # Less exact: this starts at the peak of the parent process.
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, _, after = status.partition("VmHWM:")
    return 1024 * int(after.split()[0])


def collect(udacity: Udacity, count: int) -> int:
    """Collect *count* records, and return their memory in bytes.

    Raises:
        AssertionError: There were more or fewer records.
    """
    udacity.program_progress.list_program_progress(first=1)
    return _kept(lambda: list(udacity.program_progress.iter_program_progress()), count)


def collect_dicts(udacity: Udacity, count: int) -> int:
    """Collect *count* records as dicts, and return their memory in bytes.

    Raises:
        AssertionError: There were more or fewer records.
    """
    return _kept(lambda: list(_dicts(udacity)), count)


def _dicts(udacity: Udacity) -> Iterator[object]:
    operation, after, more = LIST_PROGRAM_PROGRESS, None, True
    while more:
        given = {"input": {"first": 1000, "after": after}}
        request = json.dumps({"query": operation.document, "variables": given})
        answer = json.loads(udacity.post(operation.domain, request.encode()))
        page = answer["data"]["programProgress"]
        yield from (edge["node"] for edge in page["edges"])
        after = page["pageInfo"]["endCursor"]
        more = page["pageInfo"]["hasNextPage"]


def _kept(read: Callable[[], list[object]], count: int) -> int:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    records = read()
    after, _ = tracemalloc.get_traced_memory()
    if len(records) != count:
        raise AssertionError(f"{len(records)} records came, of {count}")
    return after - before


KINDS: Final[dict[str, Callable[[Udacity, int], int]]] = {
    "iterate": iterate,
    "collect": collect,
    "collect-dicts": collect_dicts,
}


def main(kind: str, base_url: str, count: int) -> None:
    """Print the measurement of *kind*."""
    use_structs_after(NEVER)
    credentials = ClientCredentials(client_id="udcl_1", client_secret="udcs_1")  # noqa: S106 - made up
    with Udacity(credentials, base_url=base_url, rate_limit=None) as udacity:
        print(KINDS[kind](udacity, count))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
