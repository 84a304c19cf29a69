"""Measure how the cost of compiling grows with the sources.

A ratio is that of sources of twice the size over the others: from parsing to importing
the package. For many types it is that over graphql-core, which only parses and builds
the schema.

    python benchmarks/compile_growth.py --rounds 3
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, cast

from rows import Row, print_row
from turns import Run, compare, parse_arguments, take_turns

SIZES: Final = {
    "wide_selection": (20_000, "fields in one selection"),
    "fragments": (50, "fragments that spread two others"),
    "operations": (3_000, "operations"),
    "input_chain": (1_500, "inputs in a chain"),
}
TYPES: Final = 100_000
SHORTER: Final = 10
"""How many times smaller the short form's sources are."""

PROGRAM: Final = Path(__file__).with_name("compile_once.py")


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=3)
    for kind, (size, what) in SIZES.items():
        # Fewer fragments would show nothing but the resolution of the clock.
        shorter = SHORTER if arguments.short and kind != "fragments" else 1
        measure_doubled(kind, size // shorter, what, rounds=arguments.rounds)
    size = TYPES // SHORTER if arguments.short else TYPES
    measure_types(size, rounds=arguments.rounds)


def measure_doubled(kind: str, size: int, what: str, *, rounds: int) -> None:
    """Measure sources of *kind* with *size* over those with half of it."""
    runs: dict[str, Run] = {
        "half": partial(_seconds, kind, size // 2),
        "whole": partial(_seconds, kind, size),
    }
    times = take_turns(runs, rounds=rounds, cost=_returned)
    ratio, spread = compare(times["whole"], times["half"])
    print_row(
        Row(
            key=f"growth-{kind.replace('_', '-')}",
            what=f"compile {size:,} {what}, over half as many",
            ratio=ratio,
            spread=spread,
            value=median(times["whole"]),
            unit="s",
        )
    )


def measure_types(size: int, *, rounds: int) -> None:
    """Measure a schema of *size* types over what graphql-core needs for it."""
    runs: dict[str, Run] = {
        "core": partial(_seconds, "many_types", size, "--core"),
        "ours": partial(_seconds, "many_types", size),
    }
    times = take_turns(runs, rounds=rounds, cost=_returned)
    ratio, spread = compare(times["ours"], times["core"])
    print_row(
        Row(
            key="compile-many-types",
            what=f"compile with {size:,} types, over parsing and building them",
            ratio=ratio,
            spread=spread,
            value=median(times["ours"]),
            unit="s",
        )
    )


def _seconds(kind: str, size: int, *options: str) -> float:
    command = [sys.executable, str(PROGRAM), kind, str(size), *options]
    completed = subprocess.run(  # noqa: S603 - a program of ours
        command, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(completed.stdout)


def _returned(run: Run) -> float:
    return cast("float", run())


if __name__ == "__main__":
    main()
