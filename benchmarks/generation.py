"""Measure `udacity generate` and `udacity schema check`.

Each figure is the processor time of a process from start to end, with its child
processes: on an idle machine, that is how long a user waits. Ratios are over stock
ariadne-codegen with the same schemas and operations in the same round. Stock has no
schema check, so for drift its time only shows the speed of the machine.

    python benchmarks/generation.py --rounds 5
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from large_schema import GROUPS, OPERATIONS, write_changed, write_large
from peer_packages import run_ariadne
from processes import children_time, run_program
from rows import Row, print_row
from sources import ROOT, domains, write_plain_sources
from turns import Run, Times, compare, parse_arguments, take_turns

OVER_STOCK: Final = "over stock ariadne-codegen"


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=5)
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as name:
        folder = Path(name)
        measure_five(folder / "five", rounds=arguments.rounds)
        if not arguments.short:
            measure_large(folder / "large", rounds=max(1, arguments.rounds // 2))


def measure_five(folder: Path, *, rounds: int) -> None:
    """Measure the five domains, copied into *folder*."""
    for name in ("schema", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    write_plain_sources(folder / "plain")
    kinds = {
        "stock": partial(_generate_stock, folder / "plain", domains()),
        "cold": partial(_generate, folder),
        "unchanged": partial(_generate, folder),
        "drift": partial(_check_drift, folder, folder / "schema"),
    }
    times = _measure(kinds, folder, rounds=rounds)
    _print_over_stock(times, "cold", "generate-five", "generate five domains")
    _print_over_stock(
        times, "unchanged", "generate-nothing-changed", "the same, unchanged"
    )
    _print_over_stock(times, "drift", "drift-five", "schema check of five domains")


def measure_large(folder: Path, *, rounds: int) -> None:
    """Measure a schema of 1,600 types, written into *folder*."""
    write_large(folder)
    shutil.copytree(folder, folder / "plain")
    write_changed(folder, into=folder / "changed")
    kinds = {
        "stock": partial(_generate_stock, folder / "plain", ["shop"]),
        "cold": partial(_generate, folder),
        "drift": partial(_check_drift, folder, folder / "changed"),
    }
    times = _measure(kinds, folder, rounds=rounds)
    size = f"{6 * GROUPS + 5:,} types, {OPERATIONS} operations"
    _print_over_stock(times, "cold", "generate-large", f"generate {size}")
    _print_over_stock(times, "drift", "drift-large", f"schema check of {size}")


def _measure(kinds: Mapping[str, Run], folder: Path, *, rounds: int) -> Times:
    """Return the processor seconds of *kinds* in interleaved rounds."""
    prepare: dict[str, Run] = {
        "cold": partial(shutil.rmtree, folder / "ops", ignore_errors=True),
        "unchanged": partial(_generate, folder),
        "drift": partial(_generate, folder),
    }
    return take_turns(kinds, rounds=rounds, cost=children_time, prepare=prepare)


def _generate(folder: Path) -> None:
    _udacity(folder, "generate", allowed=(0,))


def _check_drift(folder: Path, other: Path) -> None:
    # Exit code 1 means that there is drift.
    _udacity(folder, "schema", "check", "--against", str(other), allowed=(0, 1))


def _udacity(folder: Path, *command: str, allowed: tuple[int, ...]) -> None:
    run_program(
        *(sys.executable, "-m", "udacity_client", *command),
        *("--package", "ops", "--schema", "schema", "--queries", "queries"),
        cwd=folder,
        allowed=allowed,
    )


def _generate_stock(folder: Path, names: list[str]) -> None:
    for name in names:
        package = f"stock_{name.replace('-', '_')}"
        run_ariadne(folder, name, package, is_async="true")


def _print_over_stock(times: Times, kind: str, key: str, what: str) -> None:
    ratio, spread = compare(times[kind], times["stock"])
    print_row(
        Row(
            key=key,
            what=f"{what}, {OVER_STOCK}",
            ratio=ratio,
            spread=spread,
            value=median(times[kind]),
            unit="s",
        )
    )


if __name__ == "__main__":
    main()
