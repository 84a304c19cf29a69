"""Measure what it costs to read pages of records, and how much memory they take.

Each round reads the same page in each way, in random order, and a ratio is one of two
runs of the same round. Memory is what processes of their own grow by.

    python benchmarks/decode.py --rounds 31
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Final, TypeAlias

import httpx

from decode_pages import (
    ours,
    page,
    read_ours,
    received,
    stock_reader,
    wire,
    write_stock,
)
from speed_extra import NEVER, use_structs_after
from udacity_client.protocol.http_response import RawResponse

Run: TypeAlias = Callable[[], object]

SIZES: Final = (50, 1000)
KEPT: Final = 50_000
KEPT_IN_SHORT: Final = 10_000
ITERATED: Final = (2_000, 200_000)
ITERATED_IN_SHORT: Final = (2_000, 20_000)
AT_LEAST: Final = 0.1
"""Seconds below which the clock's grain and the collector's turns would show."""

WITHIN: Final = 600.0


def main() -> None:
    """Measure, and print a row of JSON for each figure."""
    options = argparse.ArgumentParser(description="Measure what reading pages costs.")
    options.add_argument("--rounds", type=int, default=31, help="rounds of reading")
    options.add_argument("--short", action="store_true", help="fewer records")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_stock(Path(folder))
        sys.path.insert(0, folder)
        for size in SIZES:
            compare(size, rounds=given.rounds)
        kept, (few, many) = (
            (KEPT_IN_SHORT, ITERATED_IN_SHORT) if given.short else (KEPT, ITERATED)
        )
        compare_memory(kept, stock=folder)
        show_constant_memory(few, many)


def compare(size: int, *, rounds: int) -> None:
    """Print what it costs to read a page of *size* records."""
    reply = received(page(size, ours))
    response = httpx.Response(200, content=page(size, wire))
    runs: dict[str, Run] = {
        "stock": partial(stock_reader(), response),
        "ours": partial(_read, reply, NEVER),
    }
    if find_spec("msgspec"):
        runs["speed"] = partial(_read, reply, 0)
    costs = take_turns(runs, rounds=rounds)
    for name in runs.keys() - {"stock"}:
        times = [a / b for a, b in zip(costs["stock"], costs[name], strict=True)]
        beside = " with the extra `speed`" if name == "speed" else ""
        print_row(
            f"decode-{size}{'-speed' if beside else ''}",
            f"{size:,} records from bytes{beside}, against stock ariadne-codegen",
            times,
            1e6 * median(costs[name]) / size,
            "ms CPU per 1,000 records",
        )


def _read(reply: RawResponse, enough_for_structs: int) -> object:
    use_structs_after(enough_for_structs)
    return read_ours(reply)


def take_turns(runs: Mapping[str, Run], *, rounds: int) -> dict[str, list[float]]:
    """Return what one run of each kind cost in each round."""
    order = Random(1)  # noqa: S311 - no secret
    costs: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name in order.sample(sorted(runs), len(runs)):
            spent = cost(runs[name])
            if turn:  # the first builds what is built once
                costs[name].append(spent)
    return costs


def cost(run: Run) -> float:
    """Return the seconds of processor time of one *run*."""
    gc.collect()  # what others left behind is not this one's to pay
    times, started = 0, time.process_time()
    while times == 0 or time.process_time() - started < AT_LEAST:
        run()
        times += 1
    return (time.process_time() - started) / times


def compare_memory(records: int, *, stock: str) -> None:
    """Print what a record takes that was read and kept."""
    ours_grew = told("keep", records, stock=stock)
    stock_grew = told("keep-stock", records, stock=stock)
    print_row(
        "memory-per-record",
        f"{records:,} records read and kept; stock ariadne-codegen takes more by",
        [stock_grew / ours_grew],
        ours_grew / records,
        "bytes",
    )


def show_constant_memory(few: int, many: int) -> None:
    """Print how much more memory it takes to iterate *many* records than *few*."""
    first, last = told("iterate", few), told("iterate", many)
    print_row(
        "memory-pages",
        f"most memory while {many:,} records went by in pages, over that of {few:,}",
        [last / first],
        last / 2**20,
        "MiB",
    )


def told(what: str, records: int, *, stock: str = "") -> float:
    """Return the bytes that a process of its own tells of."""
    program = str(Path(__file__).with_name("decode_memory.py"))
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, program, what, str(records)],
        env={**os.environ, "PYTHONPATH": stock},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=WITHIN,
    )
    return float(done.stdout)


def print_row(
    key: str, what: str, ratios: Sequence[float], value: float, unit: str
) -> None:
    """Print a figure as a line of JSON."""
    low, high = min(ratios), max(ratios)
    if len(ratios) > 1:
        low, _, high = quantiles(ratios, n=4, method="inclusive")
    row = {
        "key": key,
        "what": what,
        "ratio": round(median(ratios), 3),
        "spread": [round(low, 3), round(high, 3)],
        "value": round(value, 3),
        "unit": unit,
    }
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
