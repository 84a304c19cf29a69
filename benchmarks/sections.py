"""The sections of the suite: which program measures which figures.

A section is a program that prints rows. It is an error if the program is missing, fails
or omits a figure, so no figure is lost silently.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rows import Row, read_rows

HERE: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One program of the suite.

    Attributes:
        name: The program, without `.py`.
        title: The title of its table.
        rounds: How many rounds it measures.
        short_rounds: How many in the short form.
        short: The keys that it prints in both forms.
        long: The keys that it prints only in the full form.
        perhaps: Keys that it prints only if something optional is installed.
    """

    name: str
    title: str
    rounds: int
    short_rounds: int
    short: tuple[str, ...]
    long: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def program(self) -> Path:
        """Return the path of the program."""
        return HERE / f"{self.name}.py"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return all keys that it may print."""
        return (*self.short, *self.long, *self.optional)


SECTIONS: Final = (
    Section(
        name="start_up",
        title="Start-up",
        rounds=21,
        short_rounds=7,
        short=("startup-import", "startup-first", "startup-first-by-hand"),
        long=("startup-large",),
    ),
    Section(
        name="peers",
        title="Compared with others",
        rounds=11,
        short_rounds=7,
        short=(
            "peer-decode-1000-ariadne",
            "peer-decode-1000-msgspec",
            "peer-call-ariadne",
            "peer-call-msgspec",
            "peer-async-ariadne",
            "peer-async-msgspec",
        ),
        long=(
            *(
                f"peer-decode-{size}-{peer}"
                for size in (50, 1000)
                for peer in ("gql", "sgqlc", "json", "orjson")
            ),
            "peer-decode-50-ariadne",
            "peer-decode-50-msgspec",
            *(f"peer-call-{peer}" for peer in ("gql", "sgqlc", "json", "orjson")),
            *(f"peer-async-{peer}" for peer in ("gql", "json", "orjson")),
        ),
        optional=(
            "peer-decode-50-graphql-codegen",
            "peer-decode-1000-graphql-codegen",
            "peer-call-graphql-codegen",
        ),
    ),
    Section(
        name="decode",
        title="From bytes to records",
        rounds=21,
        short_rounds=7,
        short=("decode-50", "decode-1000", "memory-per-record", "memory-pages"),
        optional=("decode-50-speed", "decode-1000-speed"),
    ),
    Section(
        name="transport",
        title="Calls",
        rounds=15,
        short_rounds=5,
        short=("call-sync", "call-async"),
        long=("concurrent-50", "thousand", "thousand-failed"),
        optional=(
            *("auth-per-request", "task-per-request", "concurrent-8"),
            *("concurrent-50-httpx", "concurrent-50-httpx2"),
            "concurrent-50-over-httpx2",
            *(
                f"concurrent-{name}-connections"
                for name in (8, 50, "50-httpx", "50-httpx2", "50-over-httpx2")
            ),
        ),
    ),
    Section(
        name="tables",
        title="Tables of 100,000 records",
        rounds=7,
        short_rounds=3,
        short=("table-parquet", "table-polars", "table-sync"),
        long=("table-memory",),
    ),
    Section(
        name="whole_job",
        title="A whole job: 100,000 records",
        rounds=3,
        short_rounds=1,
        short=("job-requests", "job-requests-capped", "job-0"),
        long=(
            "job-20",
            "job-100",
            "job-limit-50",
            "job-limit-200",
            "job-limit-1000",
            "job-limit-found",
            "job-memory-iterating",
            "job-bytes-collected",
        ),
    ),
    Section(
        name="generation",
        title="Generation and drift",
        rounds=5,
        short_rounds=2,
        short=("generate-five", "generate-nothing-changed", "drift-five"),
        long=("generate-large", "drift-large"),
    ),
    Section(
        name="drift_check",
        title="Drift of a large schema",
        rounds=3,
        short_rounds=1,
        short=("drift-core-50", "drift-witness-50"),
        long=("drift-core-600", "drift-witness-600"),
    ),
    Section(
        name="compile_growth",
        title="Compiling sources twice as large",
        rounds=3,
        short_rounds=1,
        short=(
            "growth-wide-selection",
            "growth-fragments",
            "growth-operations",
            "growth-input-chain",
            "compile-many-types",
        ),
    ),
)


def run_section(section: Section, *, short: bool) -> list[Row]:
    """Run *section* in a separate process, and return its rows.

    Raises:
        SystemExit: Its program is missing, failed, or printed other keys than expected.
    """
    if not section.program.exists():
        raise SystemExit(f"There is no {section.program.name}; see sections.py.")
    rounds = section.short_rounds if short else section.rounds
    completed = subprocess.run(  # noqa: S603 - a program of ours
        [
            *(sys.executable, section.program),
            *("--rounds", str(rounds)),
            *(["--short"] if short else []),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if completed.returncode:
        raise SystemExit(
            f"{section.program.name} failed with exit {completed.returncode}."
        )
    rows = read_rows(completed.stdout)
    _require_expected_rows(section, {row.key for row in rows}, short=short)
    return rows


def _require_expected_rows(section: Section, found: set[str], *, short: bool) -> None:
    """Check that *found* are the keys that *section* must print.

    Raises:
        SystemExit: A key is missing or unknown.
    """
    due = {*section.short, *(() if short else section.long)}
    if missing := sorted(due - found):
        raise SystemExit(f"{section.program.name} did not print {', '.join(missing)}.")
    if unknown := sorted(found - set(section.keys)):
        raise SystemExit(
            f"{section.program.name} printed {', '.join(unknown)}, which sections.py "
            "does not know."
        )
