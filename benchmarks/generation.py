"""Measure how long generating takes, and importing what was generated.

Prints a Markdown table of medians, in seconds. Every figure is of a process from its
start to its end; the kinds of run take turns, so that a busy moment hits all of them.

    python benchmarks/generation.py --rounds 9
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
GROUPS: Final = 250
"""How many groups of six types the large schema has, beside a few that they share."""

OPERATIONS: Final = 200

SHARED: Final = """
scalar Duration
scalar Time
enum SortOrder { ASC DESC }
type PageInfo { endCursor: String hasNextPage: Boolean! }
"""

GROUP: Final = '''
"""What the API keeps of number %(number)d."""
type Record%(number)d {
  """The identifier, which never changes."""
  id: ID!
  createdAt: Time!
  details: [Detail%(number)d!]!
  related: Record%(next)d
  score: Float
  spentTime: Duration
  status: Status%(number)d!
  title: String!
}
type Detail%(number)d { count: Int! id: ID! label: String parent: Record%(number)d }
enum Status%(number)d { CLOSED OPEN "Nobody knows." UNKNOWN }
input Filter%(number)d {
  after: Time nested: Filter%(number)d statuses: [Status%(number)d!] text: String
}
type Connection%(number)d {
  edges: [Edge%(number)d!]! pageInfo: PageInfo! totalCount: Int!
}
type Edge%(number)d { cursor: String! node: Record%(number)d! }
'''

ROOT_FIELD: Final = """
  records%(number)d(
    after: String filter: Filter%(number)d first: Int order: SortOrder
  ): Connection%(number)d!
"""

OPERATION: Final = """
query ListRecords%(number)d(
  $after: String $filter: Filter%(number)d $first: Int $order: SortOrder
) {
  records%(number)d(after: $after, filter: $filter, first: $first, order: $order) {
    totalCount
    pageInfo { endCursor hasNextPage }
    edges { node { ...Record%(number)d } }
  }
}

fragment Record%(number)d on Record%(number)d {
  id title createdAt spentTime status score
  details { id label count }
  related { id title }
}
"""


@dataclass(frozen=True)
class Measured:
    """Hold one kind of run.

    Attributes:
        name: What is measured.
        target: The seconds that it may take.
        run: Runs it once.
        prepare: Puts back what a run before has changed.
        floor: The kind of run whose time is taken off.
    """

    name: str
    target: float | None
    run: Callable[[], object]
    prepare: Callable[[], object] = int
    floor: str | None = None


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="udacity-benchmark-") as folder:
        kinds = kinds_of_run(Path(folder))
        times = measure(kinds, rounds)
    print("| what | seconds | target |\n|---|---|---|")
    for kind in kinds:
        seconds = statistics.median(times[kind.name])
        if kind.floor is not None:
            seconds -= statistics.median(times[kind.floor])
        target = "" if kind.target is None else f"≤ {kind.target}"
        print(f"| {kind.name} | {seconds:.3f} | {target} |")


def measure(kinds: list[Measured], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each run, after one round that does not count."""
    times: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    for turn in range(rounds + 1):
        for kind in kinds:
            kind.prepare()
            started = time.perf_counter()
            kind.run()
            if turn:
                times[kind.name].append(time.perf_counter() - started)
    return times


def kinds_of_run(folder: Path) -> list[Measured]:
    """Return what is measured, its sources laid out in *folder*."""
    shipped, large = folder / "shipped", folder / "large"
    for name in ("schema", "queries"):
        shutil.copytree(ROOT / name, shipped / name)
    write_large(large)
    bare, imported = "bare Python", ("-c", "from ops.shop import Client")
    return [
        Measured(bare, None, lambda: python(large, "-c", "pass")),
        Measured(
            "five domains",
            1.0,
            lambda: generate(shipped),
            lambda: shutil.rmtree(shipped / "ops", ignore_errors=True),
        ),
        Measured(
            "five domains, nothing changed",
            0.3,
            lambda: generate(shipped),
            lambda: generate(shipped),
        ),
        Measured(
            f"{6 * GROUPS + 5} types, {OPERATIONS} operations",
            8.0,
            lambda: generate(large),
            lambda: shutil.rmtree(large / "ops", ignore_errors=True),
        ),
        Measured(
            "importing the large client, over bare Python",
            0.04,
            lambda: python(large, *imported),
            lambda: python(large, *imported),
            bare,
        ),
    ]


def write_large(folder: Path) -> None:
    """Write a schema of 1,500 types, and 200 operations for it, into *folder*."""
    numbers = [{"number": n, "next": (n + 1) % GROUPS} for n in range(GROUPS)]
    schema = folder / "schema" / "shop.graphql"
    schema.parent.mkdir(parents=True)
    roots = "".join(ROOT_FIELD % number for number in numbers)
    groups = [GROUP % number for number in numbers]
    schema.write_text("\n".join([SHARED, f"type Query {{{roots}}}", *groups]))
    queries = folder / "queries" / "shop"
    queries.mkdir(parents=True)
    for number in numbers[:OPERATIONS]:
        (queries / f"list_{number['number']}.graphql").write_text(OPERATION % number)


def generate(folder: Path) -> None:
    """Generate the package in *folder*."""
    python(
        folder,
        *("-m", "udacity_client", "generate", "--package", "ops"),
        *("--schema", "schema", "--queries", "queries"),
    )


def python(folder: Path, *arguments: str) -> None:
    """Run Python in *folder*, keeping compiled modules as an installation does."""
    subprocess.run(  # noqa: S603 - our own program and arguments
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        stderr=subprocess.PIPE,
        check=True,
    )


if __name__ == "__main__":
    main()
