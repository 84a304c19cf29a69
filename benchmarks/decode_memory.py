"""Tell how much memory records take, of one process that does nothing else.

python benchmarks/decode_memory.py keep 50000
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from typing import Final

import httpx

from decode_pages import (
    ours,
    page,
    raw_response,
    read_ours,
    stock_reader,
    wire,
)
from speed_extra import NEVER, use_structs_after
from udacity_client.runtime.pagination import Page, Pager
from udacity_graphql.program_progress import ProgramProgress

PAGE: Final = 1000
WARM_UP: Final = 20_000


def keep(records: int) -> int:
    """Return the bytes that it takes to read and keep so many records."""
    return _growth(
        records, lambda number: read_ours(raw_response(page(PAGE, ours, number=number)))
    )


def keep_stock(records: int) -> int:
    """Return the same of stock."""
    read = stock_reader()

    def fetch(number: int) -> object:
        return read(httpx.Response(200, content=page(PAGE, wire, number=number)))

    return _growth(records, fetch)


def iterate(records: int) -> int:
    """Return the most bytes that there were while so many records went by.

    Raises:
        SystemExit: Not all of them did.
    """

    def fetch(after: str | None, _size: int | None) -> Page[ProgramProgress]:
        number = int(after or 0)
        read = read_ours(raw_response(page(PAGE, ours, number=number)))
        following = str(number + 1)
        return Page(read.records, None, number + 1 < records // PAGE, following)

    seen = sum(1 for _record in Pager(fetch))
    if seen != records:
        raise SystemExit(f"{seen} records went by")
    return _peak()


def _growth(records: int, fetch: Callable[[int], object]) -> int:
    # What is built once, and what then lies free, is used up by the first ones.
    kept = [fetch(-number) for number in range(1, WARM_UP // PAGE)]
    before = _peak()
    kept += (fetch(number) for number in range(records // PAGE))
    return _peak() - before


def _peak() -> int:
    """Return the most bytes that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


if __name__ == "__main__":
    use_structs_after(NEVER)
    measured = {"keep": keep, "keep-stock": keep_stock, "iterate": iterate}
    print(measured[sys.argv[1]](int(sys.argv[2])))
