"""Show where the time of reading a page and of a call goes, as tables of shares.

The profiler makes Python's own steps look dearer than they are, beside those of
compiled code, so that shares are to be read as an order.

    python benchmarks/profiles.py
"""

from __future__ import annotations

import cProfile
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Final, TypeAlias, cast

from page_server import OURS, Pages, serving
from peer_clients import peers
from seeded_records import write_records
from turns import Run

Place: TypeAlias = tuple[str, int, str]
Called: TypeAlias = dict[Place, tuple[int, int, float, float]]
Stats: TypeAlias = dict[Place, tuple[int, int, float, float, Called]]

COMPILED: Final = "compiled"
TIMES: Final = {"decode": 200, "call": 2_000}
SHOWN: Final = 14


def main() -> None:
    """Profile, and print the tables."""
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
        folder = Path(name)
        write_records(folder)
        [ours] = peers(("ours",))
        page = Pages(folder).page(OURS, 0, 1000, total=1000)
        tell("Reading a page of 1,000", partial(ours.decode, page), TIMES["decode"])
        with serving(folder) as address:
            if ours.call is None:
                raise TypeError
            call = ours.call(f"{address}/profile,cap-1")
            tell("A call for one record, over a warm connection", call, TIMES["call"])


def tell(title: str, run: Run, times: int) -> None:
    """Print which functions, and which packages, *run* spends its own time in."""
    run()
    # Processor time, or waiting for the server would be counted.
    profiler = cProfile.Profile(time.process_time)
    with profiler:
        for _ in range(times):
            run()
    profiler.create_stats()
    stats = cast("Stats", vars(profiler)["stats"])
    print(f"\n## {title}")
    print_shares("function", function_times(stats))
    print_shares(
        "package, what it calls of compiled code included", package_times(stats)
    )


def function_times(stats: Stats) -> dict[str, float]:
    """Return the seconds that each function took itself."""
    return {
        f"`{package(file)}` {function}{f' ({line})' if line else ''}": own
        for (file, line, function), (_, _, own, _, _) in stats.items()
    }


def package_times(stats: Stats) -> dict[str, float]:
    """Return the seconds that each package took, with the compiled code it calls."""
    times: defaultdict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if package(file) != COMPILED:
            times[package(file)] += own
        for (caller, _, _), (_, _, own_for_caller, _) in callers.items():
            if package(file) == COMPILED:
                times[package(caller)] += own_for_caller
    return times


def print_shares(of: str, seconds: Mapping[str, float]) -> None:
    """Print the largest of *seconds* as shares of their sum."""
    whole = sum(seconds.values())
    print(f"\n| {of} | of the whole |\n|---|---|")
    largest = sorted(seconds.items(), key=itemgetter(1), reverse=True)
    for name, own in largest[:SHOWN]:
        print(f"| {name} | {own / whole:.1%} |")


def package(file: str) -> str:
    """Return which package *file* belongs to."""
    path = Path(file)
    for parent in path.parents:
        if parent.name in ("site-packages", "src", "generated"):
            return path.relative_to(parent).parts[0].removesuffix(".py")
    if file.startswith(("~", "<")):
        return COMPILED
    return "standard library" if str(path).startswith(sys.base_prefix) else "benchmarks"


if __name__ == "__main__":
    main()
