"""Options that exports, and some other commands, have in common."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from udacity_client.system.file_format import Format

GAP: Final = 4
"""The exit code if records are missing; docs/commands.md has the table."""


def values_of(domain: str, enum: str) -> list[str]:
    """Return the values of an enum of *domain*, for completion."""
    enums = import_module(f"udacity_graphql.{domain.replace('-', '_')}.enums")
    return [one.value for one in getattr(enums, enum)]


def _completing(domain: str, enum: str) -> Callable[[], list[str]]:
    return lambda: values_of(domain, enum)


def values(text: str, domain: str, enum: str) -> Any:
    """Return an option for several values of an enum, which are completed."""
    more = "may be given several times."
    return typer.Option(
        help=f"{text}; {more}", autocompletion=_completing(domain, enum)
    )


def order(default: str, domain: str, enum: str) -> Any:
    """Return an option for the order, whose values are completed."""
    return typer.Option(
        help=f"The order; default: {default}.", autocompletion=_completing(domain, enum)
    )


Output: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--output", "-o", help="The file, such as learners.parquet; - is the terminal."
    ),
]
FormatOption: TypeAlias = Annotated[
    Format | None,
    typer.Option(
        "--format", help="The format; default: by the file's name. - takes csv, ndjson."
    ),
]
Columns: TypeAlias = Annotated[
    str | None, typer.Option(help="The columns, with commas between; default: all.")
]
Excel: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--excel",
        help="CSV for Excel: with a BOM, its times, and no text that is a formula.",
    ),
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Stop after so many records.")
]
Resume: TypeAlias = Annotated[
    bool,
    typer.Option("--resume", help="Go on with an interrupted export to this file."),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors and warnings only.")
]
Company: TypeAlias = Annotated[
    str | None, typer.Option(help="The company; else UDACITY_COMPANY_ID.")
]
Ids: TypeAlias = Annotated[
    list[str] | None, typer.Option(help="Only these; may be given several times.")
]
