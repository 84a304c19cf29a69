"""Profile decoding, a call, a first result and a compilation: shares of processor time.

The profiler adds cost to Python code but not to compiled code, so only the order of the
shares means something. Prints them, and writes `benchmarks/results/profiles/<date>.md`.

    python benchmarks/profiles.py
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Final, TypeAlias, cast

from machine import describe_machine
from page_server import WIRE, Pages, serving
from peer_clients import peers
from processes import run_program
from seeded_records import write_records
from speed_extra import NEVER, use_structs_after
from start_up import PLAIN, PROGRAMS
from turns import Run

Place: TypeAlias = tuple[str, int, str]
Called: TypeAlias = dict[Place, tuple[int, int, float, float]]
Stats: TypeAlias = dict[Place, tuple[int, int, float, float, Called]]

COMPILED: Final = "compiled"
RESULTS: Final = Path(__file__).resolve().parent / "results/profiles"
HEAD: Final = """\
# Where the time goes

Made by `make bench-profile`: shares of processor time under the profiler, which makes
Python's own steps look dearer than they are, compared with compiled code.
"""
COMPILE: Final = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from compile_once import compile_and_import
from growing_sources import input_chain
compile_and_import(input_chain(1_500), Path({{folder!r}}), "chain")
"""
ALONE: Final = """
import cProfile, time
profiler = cProfile.Profile(time.process_time)
with profiler:
    exec({program!r})
profiler.dump_stats({file!r})
"""
TIMES: Final = {"decode": 200, "call": 2_000}
SHOWN: Final = 14


def main() -> None:
    """Profile, print the tables, and write them to a file."""
    # The extra is installed for a peer; most users do not have it.
    use_structs_after(NEVER)
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
        folder = Path(name)
        write_records(folder)
        [ours] = peers(("ours",))
        page = Pages(folder).page(WIRE, 0, 1000, total=1000)
        decode = partial(ours.decode, page)
        tables = profiled("Reading a page of 1,000", decode, TIMES["decode"])
        with serving(folder) as address:
            if ours.call is None:
                raise TypeError
            call = ours.call(f"{address}/profile,cap-1")
            title = "A call for one record, over a warm connection"
            tables += profiled(title, call, TIMES["call"])
            first = PROGRAMS["minted"].format(base_url=f"{address}/first")
            title = "A first result, token minted"
            tables += profiled_alone(title, PLAIN, first, folder)
        chain = COMPILE.format(folder=str(folder / "chain"))
        title = "Compiling 1,500 inputs in a chain, and importing them"
        tables += profiled_alone(title, Path(sys.executable), chain, folder)
    text = "\n".join([HEAD, *describe_machine(), "", *tables]) + "\n"
    print(text)
    RESULTS.mkdir(parents=True, exist_ok=True)
    today = datetime.now(tz=UTC).date()
    (RESULTS / f"{today}.md").write_text(text, encoding="utf-8")


def profiled(title: str, run: Run, times: int) -> list[str]:
    """Return the shares of functions and packages in the time of *run*."""
    run()
    # Processor time, because wall time would include waiting for the server.
    profiler = cProfile.Profile(time.process_time)
    with profiler:
        for _ in range(times):
            run()
    profiler.create_stats()
    return tables_of(title, cast("Stats", vars(profiler)["stats"]))


def profiled_alone(title: str, python: Path, program: str, folder: Path) -> list[str]:
    """Return the same of a *program* that runs in a process of its own."""
    file = str(folder / "profile")
    run_program(python, "-I", "-c", ALONE.format(program=program, file=file))
    return tables_of(title, cast("Stats", vars(pstats.Stats(file))["stats"]))


def tables_of(title: str, stats: Stats) -> list[str]:
    """Return the shares of functions and packages in *stats*."""
    packages = "package, what it calls of compiled code included"
    return [
        f"## {title}",
        *shares("function", function_times(stats)),
        *shares(packages, package_times(stats)),
        "",
    ]


def function_times(stats: Stats) -> dict[str, float]:
    """Return the seconds spent in each function, without its callees."""
    return {
        f"`{package(file)}` {function}{f' ({line})' if line else ''}": own
        for (file, line, function), (_, _, own, _, _) in stats.items()
    }


def package_times(stats: Stats) -> dict[str, float]:
    """Return the seconds spent in each package and the compiled code it calls."""
    times: defaultdict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        if package(file) != COMPILED:
            times[package(file)] += own
        for (caller, _, _), (_, _, own_for_caller, _) in callers.items():
            if package(file) == COMPILED:
                times[package(caller)] += own_for_caller
    return times


def shares(of: str, seconds: Mapping[str, float]) -> list[str]:
    """Return a table of the largest of *seconds*, as shares of their sum."""
    whole = sum(seconds.values())
    largest = sorted(seconds.items(), key=itemgetter(1), reverse=True)
    rows = [f"| {name} | {own / whole:.1%} |" for name, own in largest[:SHOWN]]
    return ["", f"| {of} | of the whole |", "|---|---|", *rows]


def package(file: str) -> str:
    """Return the package of *file*."""
    path = Path(file)
    for parent in path.parents:
        if parent.name in ("site-packages", "src", "generated"):
            return path.relative_to(parent).parts[0].removesuffix(".py")
    if file.startswith(("~", "<")):
        return COMPILED
    return "standard library" if str(path).startswith(sys.base_prefix) else "benchmarks"


if __name__ == "__main__":
    main()
