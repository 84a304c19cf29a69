"""The options of `udacity report`. It imports what it needs when it runs (start-up)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from udacity_client.cli.api_options import Quiet, Url, several
from udacity_client.cli.export_options import GAP


class ReportFormat(StrEnum):
    """The format of a report."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


def report(
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file; - is standard output."),
    ] = Path("report.html"),
    format: Annotated[  # noqa: A002 - the option's name
        ReportFormat | None,
        typer.Option(
            case_sensitive=False, help="The format; default: by the file's name."
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="The file of udacity sync; default: udacity.duckdb if there is one, "
            "else the API.",
        ),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Read from the API in any case.")
    ] = False,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Name no learner, and show no count of one to four."
        ),
    ] = False,
    due_days: Annotated[
        int,
        typer.Option(
            min=1, help="How many days after a learner got it a plan is overdue."
        ),
    ] = 90,
    company: Annotated[
        list[str] | None,
        several("Only this company; may be given several times."),
    ] = None,
    quiet: Quiet = False,
    url: Url = None,
) -> None:
    """Write a report on learners: who is enrolled, on track, dormant or overdue.

    HTML is one file with charts, which asks nobody for anything. Exit code 4: records
    are missing, because the data changed too fast.
    """
    from udacity_client.cli.report.command import Source, write_report

    if source and live:
        raise typer.BadParameter("--from reads a file and --live the API: pass one.")
    is_complete = write_report(
        output,
        format.value if format else None,
        Source(file=source, is_live=live, companies=company or (), url=url),
        due_days=due_days,
        is_anonymous=anonymous,
        quiet=quiet,
    )
    if not is_complete:
        raise typer.Exit(GAP)
