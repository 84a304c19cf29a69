"""Measure decoding pages of records: processor time, and memory.

Each round decodes the same page in each way, in random order, and a ratio compares two
runs of one round. Memory is the growth of a separate process.

    python benchmarks/decode.py --rounds 31
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Final

import httpx

from decode_pages import (
    page,
    raw_response,
    read_ours,
    stock_reader,
    write_stock,
)
from rows import Row, print_row
from speed_extra import NEVER, use_structs_after
from turns import Run, compare, each_time, parse_arguments, take_turns
from udacity_client.protocol.http_response import RawResponse

SIZES: Final = (50, 1000)
KEPT: Final = 50_000
KEPT_IN_SHORT: Final = 10_000
ITERATED: Final = (2_000, 200_000)
ITERATED_IN_SHORT: Final = (2_000, 20_000)
MIN_SECONDS: Final = 0.1
"""A shorter run would show the resolution of the clock and the garbage collections."""

TIMEOUT: Final = 600.0


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=31)
    with tempfile.TemporaryDirectory() as folder:
        write_stock(Path(folder))
        sys.path.insert(0, folder)
        for size in SIZES:
            compare_decoding(size, rounds=arguments.rounds)
        kept, (few, many) = (
            (KEPT_IN_SHORT, ITERATED_IN_SHORT) if arguments.short else (KEPT, ITERATED)
        )
        compare_memory(kept, stock=folder)
        measure_iteration_memory(few, many)


def compare_decoding(size: int, *, rounds: int) -> None:
    """Print the cost of decoding a page of *size* records."""
    response = raw_response(page(size))
    runs: dict[str, Run] = {
        "stock": partial(stock_reader(), httpx.Response(200, content=page(size))),
        "ours": partial(_read, response, NEVER),
    }
    if find_spec("msgspec"):
        runs["speed"] = partial(_read, response, 0)
    cost = partial(each_time, min_seconds=MIN_SECONDS)
    costs = take_turns(runs, rounds=rounds, cost=cost)
    for name in runs.keys() - {"stock"}:
        suffix = " with the extra `speed`" if name == "speed" else ""
        ratio, spread = compare(costs["stock"], costs[name])
        print_row(
            Row(
                key=f"decode-{size}{'-speed' if suffix else ''}",
                what=f"{size:,} records from bytes{suffix}, against stock "
                "ariadne-codegen",
                ratio=ratio,
                spread=spread,
                value=1e6 * median(costs[name]) / size,
                unit="ms CPU per 1,000 records",
            )
        )


def _read(response: RawResponse, struct_threshold: int) -> object:
    use_structs_after(struct_threshold)
    return read_ours(response)


def compare_memory(records: int, *, stock: str) -> None:
    """Print the memory of each record that is read and kept."""
    our_growth = memory_of("keep", records, stock=stock)
    stock_growth = memory_of("keep-stock", records, stock=stock)
    ratio, spread = compare([stock_growth], [our_growth])
    print_row(
        Row(
            key="memory-per-record",
            what=f"{records:,} records read and kept; stock ariadne-codegen takes more "
            "by",
            ratio=ratio,
            spread=spread,
            value=our_growth / records,
            unit="bytes",
        )
    )


def measure_iteration_memory(few: int, many: int) -> None:
    """Print how much more memory it takes to iterate *many* records than *few*."""
    first, last = memory_of("iterate", few), memory_of("iterate", many)
    ratio, spread = compare([last], [first])
    print_row(
        Row(
            key="memory-pages",
            what=f"most memory while {many:,} records went by in pages, over that of "
            f"{few:,}",
            ratio=ratio,
            spread=spread,
            value=last / 2**20,
            unit="MiB",
        )
    )


def memory_of(what: str, records: int, *, stock: str = "") -> float:
    """Return the bytes that decode_memory.py measures in its own process."""
    program = str(Path(__file__).with_name("decode_memory.py"))
    completed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, program, what, str(records)],
        env={**os.environ, "PYTHONPATH": stock},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    return float(completed.stdout)


if __name__ == "__main__":
    main()
