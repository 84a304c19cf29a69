"""Measure the memory of records, in a process that does nothing else.

python benchmarks/decode_memory.py keep 50000
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from typing import Final

import httpx

from decode_pages import (
    page,
    raw_response,
    read_ours,
    stock_reader,
)
from speed_extra import NEVER, use_structs_after
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import Pager
from udacity_graphql.program_progress import ProgramProgress

PAGE: Final = 1000
WARM_UP: Final = 20_000


def keep(records: int) -> int:
    """Return the bytes that it takes to read and keep this number of records."""
    return _growth(
        records, lambda number: read_ours(raw_response(page(PAGE, number=number)))
    )


def keep_stock(records: int) -> int:
    """Return the same for stock ariadne-codegen."""
    read = stock_reader()

    def fetch(number: int) -> object:
        return read(httpx.Response(200, content=page(PAGE, number=number)))

    return _growth(records, fetch)


def iterate(records: int) -> int:
    """Return the peak memory in bytes while iterating this number of records.

    Raises:
        SystemExit: There were more or fewer records.
    """

    def fetch(after: str | None, _size: int | None) -> Page[ProgramProgress]:
        number = int(after or 0)
        read = read_ours(raw_response(page(PAGE, number=number)))
        following = str(number + 1)
        return Page(read.records, None, number + 1 < records // PAGE, following)

    seen = sum(1 for _record in Pager(fetch))
    if seen != records:
        raise SystemExit(f"{seen} records came, of {records}")
    return _peak()


def _growth(records: int, fetch: Callable[[int], object]) -> int:
    # The first pages pay for what is built once, and use up the memory freed then.
    kept = [fetch(-number) for number in range(1, WARM_UP // PAGE)]
    before = _peak()
    kept += (fetch(number) for number in range(records // PAGE))
    return _peak() - before


def _peak() -> int:
    """Return the peak memory of this process in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


if __name__ == "__main__":
    use_structs_after(NEVER)
    measured = {"keep": keep, "keep-stock": keep_stock, "iterate": iterate}
    print(measured[sys.argv[1]](int(sys.argv[2])))
