"""Run the benchmark suite: tables on stdout, and a file in `benchmarks/results/`.

Its sections run one after another, each in a separate process. Compare ratios: absolute
figures of two runs are not comparable.

    python benchmarks/run.py                    # all of it, and a results file
    python benchmarks/run.py --check --short    # exit 1 if a target is missed
    python benchmarks/run.py --docs             # docs/benchmarks.md from the results
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from machine import describe_machine
from peer_packages import GRAPHQL_CODEGEN
from rows import Row
from sections import SECTIONS, Section, run_section
from table import (
    between_marks,
    put_between_marks,
    short_table,
    table,
    without_keys,
)
from targets import misses, read_targets

RESULTS: Final = Path(__file__).resolve().parent / "results"
PAGE: Final = RESULTS.parents[1] / "docs" / "benchmarks.md"
SHOWN: Final = (
    "startup-import",
    "decode-1000",
    "decode-1000-speed",
    "memory-per-record",
    "call-sync",
    "call-async",
    "thousand",
    "job-requests",
    "generate-five",
    "drift-five",
)
"""What docs/benchmarks.md shows."""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Run the benchmark suite.")
    parser.add_argument("--check", action="store_true", help="compare with the targets")
    parser.add_argument("--short", action="store_true", help="what fits into 2 minutes")
    parser.add_argument("--docs", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    if given.docs:
        write_page()
        return
    measured = [(section, measure(section, short=given.short)) for section in SECTIONS]
    if given.check:
        sys.exit(check(measured, short=given.short) | check_written())
    if given.short:
        print("\nNothing was written, for the short form leaves figures out.")
    else:
        write_results(measured)


def measure(section: Section, *, short: bool) -> list[Row]:
    """Return what *section* measures, and print it."""
    rows = run_section(section, short=short)
    shown = without_keys(table(rows, read_targets()))
    print(f"\n## {section.title}\n\n{shown}", flush=True)
    return rows


def check(measured: Sequence[tuple[Section, list[Row]]], *, short: bool) -> int:
    """Print what misses its limit, twice in a row, and return the exit code.

    A section with a miss is measured once more, because other work on the machine may
    have met one kind of run alone.
    """
    targets = read_targets()
    lasting: list[str] = []
    for section, rows in measured:
        if misses(rows, targets):
            print(f"\n{section.title}: a limit was missed; measuring once more.")
            lasting += misses(measure(section, short=short), targets)
    print("\n" + "\n".join(lasting or ["No limit was missed."]))
    return 1 if lasting else 0


def check_written() -> int:
    """Print what is wrong with the newest results and the page; return 1 or 0."""
    page = PAGE.read_text(encoding="utf-8")
    wrong: list[str] = []
    for name, (folder, make) in _tables().items():
        newest = newest_results(folder)
        if any(path in newest.read_text(encoding="utf-8") for path in _PATHS):
            wrong.append(f"{newest.name} names a path of the machine it was made on.")
        if between_marks(page, name) != make():
            wrong.append(
                f"{PAGE.name} does not show {newest.name}; run make bench-docs."
            )
    print("\n".join(wrong))
    return 1 if wrong else 0


_PATHS: Final = ("/home", "/root", "/tmp", "/Users")  # noqa: S108 - not used


def write_results(measured: Sequence[tuple[Section, list[Row]]]) -> None:
    """Write the results file of today."""
    today = datetime.now(tz=UTC).date().isoformat()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{today}.md"
    path.write_text(document(measured, today), encoding="utf-8")
    print(f"\nWrote benchmarks/results/{path.name}.")


def document(measured: Sequence[tuple[Section, list[Row]]], today: str) -> str:
    """Return the results file's text."""
    targets = read_targets()
    absent = "" if GRAPHQL_CODEGEN.exists() else _ABSENT
    parts = [
        f"# Benchmarks, {today}",
        f"{_READING}{absent}",
        "\n".join(describe_machine()),
        *(
            f"## {section.title}\n\n{table(rows, targets)}"
            for section, rows in measured
        ),
    ]
    return "\n\n".join(parts) + "\n"


_READING: Final = """\
Made by `make bench`. A ratio is a median over interleaved rounds, the spread the middle
half of them, processor time where nothing else is said. Values are of this machine in
this run, and not to be compared with another's."""

_ABSENT: Final = """
Left out: graphql-codegen, which needs Python 3.12."""


def newest_results(folder: Path | None = None) -> Path:
    """Return the newest results file in *folder*, or else of the suite.

    Raises:
        SystemExit: There is none.
    """
    files = sorted((folder or RESULTS).glob("*.md"))
    if not files:
        raise SystemExit("There are no results yet; run make bench.")
    return files[-1]


def page_table() -> str:
    """Return the table of docs/benchmarks.md, out of the newest results file."""
    newest = newest_results()
    results = newest.read_text(encoding="utf-8")
    return short_table(results, SHOWN, source=f"../benchmarks/results/{newest.name}")


def bad_days_table() -> str:
    """Return the table of bad days, which `make bench-auth` wrote."""
    newest = newest_results(_bad_days())
    _title, _, text = newest.read_text(encoding="utf-8").partition("\n\n")
    source = f"../benchmarks/results/{newest.parent.name}/{newest.name}"
    return (
        f"{text.strip()}\n\nFrom [{source}]({source}), which `make bench-auth` wrote."
    )


def write_page() -> None:
    """Write the tables of docs/benchmarks.md."""
    text = PAGE.read_text(encoding="utf-8")
    for name, (_folder, make) in _tables().items():
        text = put_between_marks(text, make(), name)
    PAGE.write_text(text, encoding="utf-8")


def _bad_days() -> Path:
    return RESULTS / "bad_days"


def _tables() -> dict[str, tuple[Path, Callable[[], str]]]:
    """Return the tables of the page by their marks: the results, and the text."""
    return {
        "benchmarks": (RESULTS, page_table),
        "bad days": (_bad_days(), bad_days_table),
    }


if __name__ == "__main__":
    main()
