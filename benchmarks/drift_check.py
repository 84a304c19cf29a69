"""Measure `udacity schema check` of a large schema over graphql-core alone.

Each figure is the processor time of a new process from start to end, with its child
processes. graphql-core parses and builds both schemas and parses the operations; the
check also validates these, compares, judges and reports. The generated code is fresh,
and known to be.

    python benchmarks/drift_check.py --rounds 3
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from large_schema import GROUPS, write_changed, write_large
from processes import children_time, run_program
from rows import Row, print_row
from turns import Run, Times, compare, parse_arguments, take_turns

_FLOOR: Final = Path(__file__).with_name("core_floor.py")
_FOLDERS: Final = ("--package", "ops", "--schema", "schema", "--queries", "queries")


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=3)
    for operations in (50,) if arguments.short else (50, 600):
        with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
            _measure(Path(name), operations, rounds=arguments.rounds)


def _measure(folder: Path, operations: int, *, rounds: int) -> None:
    write_large(folder, operations=operations)
    write_changed(folder, into=folder / "changed")
    _udacity(folder, "generate")
    changed = folder / "changed"
    check = ("schema", "check", "--against", "changed")
    kinds: dict[str, Run] = {
        "core": partial(run_program, sys.executable, _FLOOR, folder, changed),
        "check": partial(_udacity, folder, *check, "--no-witness"),
        "witness": partial(_udacity, folder, *check, "--witness"),
    }
    times = take_turns(kinds, rounds=rounds, cost=children_time)
    size = f"{6 * GROUPS + 5:,} types, {operations} operations"
    _print(
        times,
        "check",
        "core",
        f"drift-core-{operations}",
        f"schema check of {size}, over graphql-core alone",
    )
    _print(
        times,
        "witness",
        "check",
        f"drift-witness-{operations}",
        f"the same with --witness, {operations} operations, over none",
    )


def _udacity(folder: Path, *command: str) -> None:
    # Exit code 1 means that there is drift.
    run_program(
        *(sys.executable, "-m", "udacity_client", *command, *_FOLDERS),
        cwd=folder,
        allowed=(0, 1),
    )


def _print(times: Times, ours: str, theirs: str, key: str, what: str) -> None:
    ratio, spread = compare(times[ours], times[theirs])
    value = median(times[ours])
    print_row(
        Row(key=key, what=what, ratio=ratio, spread=spread, value=value, unit="s")
    )


if __name__ == "__main__":
    main()
