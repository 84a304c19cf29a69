"""Measure tables: to a Parquet file, to polars, and into a synced database.

100,000 records come in pages of 1,000 that are in memory already: what becomes of the
bytes is measured, and nothing of HTTP.

    python benchmarks/tables.py --rounds 5
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

import polars as pl

from job_memory import peak
from page_server import TOTAL, WIRE
from rows import Row, print_row
from speed_extra import NEVER, use_structs_after
from table_pages import DistinctPages, in_memory
from turns import Run, compare, parse_arguments, processor_time, take_turns
from udacity_client import Udacity
from udacity_client.data.domains import PROGRAM_PROGRESS, Selection
from udacity_client.data.export import Target, export_domain
from udacity_client.data.merge import Changes, merge
from udacity_client.data.reading import read_domain
from udacity_client.data.spool import Spool
from udacity_client.protocol import envelope
from udacity_client.system.duckdb_files import open_database
from udacity_client.system.file_format import Format

NOW: Final = 1_800_000_000.0
SELECTION: Final = Selection(domain=PROGRAM_PROGRESS)
USUAL: Final = envelope.STRUCT_THRESHOLD_BYTES


class Silent:
    """An observer that is told nothing."""

    def company(self, name: str, *, records: Mapping[str, int], plans: int) -> None:
        """Take the size of a run."""

    def table(self, name: str, company: str) -> None:
        """Take which table is read next."""

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None:
        """Take how much there is."""

    def page(self, *, records: int, total: int | None) -> None:
        """Take how much came."""

    def note(self, text: str) -> None:
        """Take a note."""
        raise AssertionError(text)

    def warn(self, text: str) -> None:
        """Take a warning."""
        raise AssertionError(text)


def main() -> None:
    """Measure, and print the rows."""
    arguments = parse_arguments(__doc__, rounds=5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = [*DistinctPages(folder)]
        udacity = in_memory(pages)
        runs: dict[str, Run] = {
            "records": partial(read_records, udacity),
            "parquet": partial(write_parquet, udacity, folder),
            "polars": partial(to_polars, udacity),
            "by hand": partial(polars_by_hand, pages),
        }
        times = take_turns(runs, rounds=arguments.rounds, cost=processor_time)
        measure_sync(udacity, folder, rounds=arguments.rounds)
    print_ratios(times)
    print_memory()


def print_ratios(times: dict[str, list[float]]) -> None:
    """Print the two ratios."""
    parquet = "to a Parquet file, over decoding them without extras"
    polars = "to polars, over `json` and columns by hand"
    for key, what, ours, theirs in (
        ("table-parquet", parquet, "parquet", "records"),
        ("table-polars", polars, "polars", "by hand"),
    ):
        ratio, spread = compare(times[ours], times[theirs])
        print_row(
            Row(
                key=key,
                what=f"{TOTAL:,} records {what}",
                ratio=ratio,
                spread=spread,
                value=median(times[ours]),
                unit="s CPU",
            )
        )


def print_memory() -> None:
    """Print the peak memory of an export, for two numbers of records."""
    few, many = (_peak_writing(total) for total in (20_000, 200_000))
    print_row(
        Row(
            key="table-memory",
            what="peak memory writing 200,000 records to Parquet, over that of 20,000",
            ratio=many / few,
            value=many / 2**20,
            unit="MiB",
        )
    )


def _peak_writing(total: int) -> int:
    """Return the peak memory in bytes of a process that exports *total* records."""
    program = f"import tables; tables.print_peak({total})"
    ran = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(ran.stdout)


def print_peak(total: int) -> None:
    """Export *total* records, and print the peak memory of this process in bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        udacity = in_memory(DistinctPages(folder, total=total))
        write_parquet(udacity, folder, total=total)
    print(peak())


def read_records(udacity: Udacity) -> None:
    """Read all records without the extra `speed`."""
    use_structs_after(NEVER)
    require_all(sum(1 for _ in udacity.program_progress.iter_program_progress()))


def write_parquet(udacity: Udacity, folder: Path, *, total: int = TOTAL) -> None:
    """Export all records."""
    use_structs_after(USUAL)
    target = Target(path=folder / "learners.parquet", format=Format.PARQUET)
    outcome = export_domain(udacity, SELECTION, target, Silent(), resume=False, now=NOW)
    require_all(outcome.records, of=total)


def to_polars(udacity: Udacity) -> None:
    """Make a frame of a pager."""
    use_structs_after(USUAL)
    pager = udacity.program_progress.iter_program_progress()
    require_all(pl.DataFrame(pager).height)


def polars_by_hand(pages: list[bytes]) -> None:
    """Make a frame of columns that a loop over parsed JSON collects."""
    columns: dict[str, list[object]] = {}
    for body in pages:
        for edge in json.loads(body)["data"][WIRE.connection]["edges"]:
            for name, value in edge["node"].items():
                columns.setdefault(name, []).append(value)
    times = [name for name in columns if name.endswith("At")]
    parsed = [pl.col(name).str.to_datetime(time_zone="UTC") for name in times]
    require_all(pl.DataFrame(columns).with_columns(parsed).height)


def measure_sync(udacity: Udacity, folder: Path, *, rounds: int) -> None:
    """Print what a sync of unchanged records costs next to fetching them."""
    path, costs, ratios = folder / "udacity.duckdb", list[float](), list[float]()
    sync(udacity, path, folder, run=1)
    for run in range(2, rounds + 2):
        fetching = processor_seconds(partial(fetch, udacity))
        changes, syncing, merging = sync(udacity, path, folder, run=run)
        if changes != Changes(0, 0, 0, ()):
            raise AssertionError(changes)
        costs.append(merging)
        ratios.append(syncing / fetching)
    print_row(
        Row(
            key="table-sync",
            what=f"a second sync of {TOTAL:,} unchanged records; the ratio is over "
            "fetching them alone, the value is the merge",
            ratio=median(ratios),
            spread=(min(ratios), max(ratios)),
            value=median(costs),
            unit="s CPU",
        )
    )


def fetch(udacity: Udacity) -> None:
    """Fetch all pages as record batches, and keep none."""
    pager: Any = SELECTION.open_pager(
        udacity, plan=None, after=None, descending=False, page_size=None, limit=None
    )
    require_all(sum(batch.num_rows for batch in pager.batches()))


def sync(
    udacity: Udacity, path: Path, folder: Path, *, run: int
) -> tuple[Changes, float, float]:
    """Read and merge; return the changes, and the seconds of all and of the merge."""
    use_structs_after(USUAL)
    started = time.process_time()
    schema = PROGRAM_PROGRESS.schema()
    spool = Spool(folder / "spool", SELECTION.request(udacity), schema, NOW)
    snapshot = read_domain(udacity, SELECTION, spool, Silent(), company="4821")
    read = time.process_time()
    with open_database(path, read_only=False) as database:
        database.begin()
        since = datetime(2026, 3, run, tzinfo=UTC)
        changes = merge(database, snapshot, run=run, since=since, allow_shrink=False)
        database.commit()
    ended = time.process_time()
    spool.remove()
    spool.close()
    return changes, ended - started, ended - read


def processor_seconds(run: Callable[[], object]) -> float:
    """Return the processor seconds of *run*."""
    gc.collect()
    started = time.process_time()
    run()
    return time.process_time() - started


def require_all(number: int, *, of: int = TOTAL) -> None:
    """Check that *number* is the number of records.

    Raises:
        AssertionError: It is not.
    """
    if number != of:
        raise AssertionError(f"{number:,} records came, of {of:,}")


if __name__ == "__main__":
    main()
