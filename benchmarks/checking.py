"""Measure how long `udacity schema check` takes.

Prints a Markdown table of medians, in seconds, of processes from start to end. What was
found fresh once is remembered; `cold` is without that memory, as after a checkout.

    python benchmarks/checking.py --rounds 9
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from generation import GROUPS, OPERATIONS, ROOT, Measured, measure, write_large

TEXT: Final = "What the API keeps here is told at length, as schemas in use are. " * 9
"""What each field says of itself, so that the large schema weighs 1.2 MB."""

FIELD: Final = re.compile(
    r"^  (createdAt|details|related|score|spentTime|status|title): ", re.MULTILINE
)

CHANGES: Final = (
    ("  score: Float\n", ""),
    ("{ CLOSED OPEN", "{ CLOSED NEW OPEN"),
    ("count: Int!", "count: Int"),
    ("nested: Filter", "must: Int! nested: Filter"),
)
"""What changes in every fifth group."""


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
        target = "" if kind.target is None else f"≤ {kind.target}"
        print(f"| {kind.name} | {statistics.median(times[kind.name]):.3f} | {target} |")


def kinds_of_run(folder: Path) -> list[Measured]:
    """Return what is measured, its sources laid out in *folder*."""
    shipped, large = folder / "shipped", folder / "large"
    for name in ("schema", "queries"):
        shutil.copytree(ROOT / name, shipped / name)
    shutil.copytree(ROOT / "schema", shipped / "other")
    size = write_drifted(large)
    what = f"{size / 1e6:.1f} MB, {6 * GROUPS + 5} types, {OPERATIONS} operations"
    for project in (shipped, large):
        udacity(project, "generate")
    return [
        Measured("five domains", 1.0, lambda: check(shipped)),
        Measured(
            "five domains, cold", 1.0, lambda: check(shipped), lambda: forget(shipped)
        ),
        Measured(what, 5.0, lambda: check(large)),
        Measured(f"{what}, cold", None, lambda: check(large), lambda: forget(large)),
    ]


def write_drifted(folder: Path) -> int:
    """Write the large sources and a schema that differs; return the size of it."""
    write_large(folder)
    path = folder / "schema" / "shop.graphql"
    mark = '"""What the API keeps of number '
    first, *groups = path.read_text().split(mark)
    changed = [_changed(group) for group in groups[::5]]
    path.write_text(_told(mark.join([first, *groups])))
    groups[::5] = changed
    (folder / "other").mkdir()
    other = _told(mark.join([first, *groups]))
    (folder / "other" / "shop.graphql").write_text(other)
    return len(other)


def _changed(text: str) -> str:
    for old, new in CHANGES:
        text = text.replace(old, new)
    return text


def _told(text: str) -> str:
    return FIELD.sub(rf'  """{TEXT}"""\n  \1: ', text)


def forget(folder: Path) -> None:
    """Forget what was found fresh in *folder*."""
    shutil.rmtree(folder / "ops" / "__pycache__", ignore_errors=True)


def check(folder: Path) -> None:
    """Check the project in *folder* against its other schemas."""
    udacity(folder, "schema", "check", "--against", "other")


def udacity(folder: Path, *words: str) -> None:
    """Run the command for the sources in *folder*."""
    options = ("--package", "ops", "--schema", "schema", "--queries", "queries")
    ran = subprocess.run(  # noqa: S603 - our own program and arguments
        [sys.executable, "-m", "udacity_client", *words, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode not in {0, 1} or ran.stderr.startswith("Traceback"):
        raise RuntimeError(ran.stderr)


if __name__ == "__main__":
    main()
