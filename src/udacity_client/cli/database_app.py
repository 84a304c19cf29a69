"""The commands `sync` and `sql`. Each imports what it needs when it runs (start-up)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from udacity_client.cli.api_options import MorePlans, Quiet, Url, several
from udacity_client.cli.export_options import GAP, Excel, Separator
from udacity_client.cli.file_formats import QueryFormat
from udacity_client.cli.printing import say
from udacity_client.system.file_format import CsvStyle

FILE: Final = Path("udacity.duckdb")


class Dialect(StrEnum):
    """A dialect of SQL that is translated."""

    REDSHIFT = "redshift"


def sync(
    *,
    to: Annotated[Path, typer.Option("--to", help="The DuckDB file.")] = FILE,
    company: Annotated[
        list[str] | None,
        several("The company; else UDACITY_COMPANY_ID; may be given several times."),
    ] = None,
    plan: MorePlans = None,
    allow_shrink: Annotated[
        bool,
        typer.Option(
            "--allow-shrink", help="Let a table become empty, or a fifth smaller."
        ),
    ] = False,
    destination: Annotated[
        str | None,
        typer.Option(
            help="Then load the tables into this destination of dlt, such as postgres, "
            "or into delta."
        ),
    ] = None,
    dataset: Annotated[
        str, typer.Option(help="The schema or folder of the tables there.")
    ] = "udacity",
    quiet: Quiet = False,
    url: Url = None,
) -> None:
    """Keep a DuckDB file of everything, with the history of each row.

    Each table has its current rows; next to it, <table>_history has all rows with
    valid_from and valid_to, and <table>_changes what each run added, changed and
    removed. If learners are active meanwhile, it reads up to three times; if records
    are missing after that, nothing is removed (exit code 4).
    """
    if destination:
        from udacity_client.cli.destination import require_destination

        require_destination(destination, dataset=dataset)
    from udacity_client.cli.sync import run_sync

    is_complete = run_sync(
        to,
        companies=company or (),
        plans=plan or (),
        allow_shrink=allow_shrink,
        quiet=quiet,
        url=url,
    )
    if not is_complete:
        # A warehouse would take rows that were missed for rows that are gone.
        if destination:
            say(f"{destination}: not loaded, as records are missing.")
        raise typer.Exit(GAP)
    if destination:
        from udacity_client.cli.destination import load

        load(to, destination, dataset=dataset)
        if not quiet:
            say(f"{destination}: loaded, into {dataset}.")


def sql(
    query: Annotated[str, typer.Argument(help="The query, such as FROM runs.")],
    *,
    file: Annotated[Path, typer.Option("--from", help="The DuckDB file.")] = FILE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file for the result, such as a.parquet; - is standard output.",
        ),
    ] = None,
    format: Annotated[  # noqa: A002 - the option's name
        QueryFormat | None,
        typer.Option(
            "--format", help="The format; default: a table, or by the file's name."
        ),
    ] = None,
    excel: Excel = False,
    separator: Separator = ",",
    dialect: Annotated[
        Dialect | None,
        typer.Option(help="Translate the query from this dialect of SQL."),
    ] = None,
) -> None:
    """Query a synced file; the query can change neither the file nor the machine.

    The view roster_v1 has the columns of Udacity's legacy Data API.
    """
    from udacity_client.cli.sql import run_sql

    run_sql(
        query,
        file=file,
        output=output,
        format_=format,
        style=CsvStyle(excel, separator),
        dialect=dialect and dialect.value,
    )
