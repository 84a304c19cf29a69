"""Options that the `export` commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

from udacity_client.cli.api_options import several
from udacity_client.cli.enum_options import enum_option
from udacity_client.system.file_format import Format

GAP: Final = 4
"""The exit code if records are missing; docs/commands.md has the table."""


def values(text: str, domain: str, enum: str, *names: str) -> Any:
    """Return an option for several values of an enum."""
    return enum_option(f"{text}; may be given several times.", domain, enum, *names)


def order(default: str, domain: str, enum: str) -> Any:
    """Return an option for the order."""
    return enum_option(f"The order; default: {default}.", domain, enum)


Output: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        help="The file, such as learners.parquet; - is standard output.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Format | None,
    typer.Option(
        "--format",
        case_sensitive=False,
        help="The format; default: by the file's name. - takes csv, ndjson.",
    ),
]
Columns: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="The columns by their names in Python, such as user_email,program_key; "
        "default: all."
    ),
]
Excel: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--excel",
        help="CSV for Excel: with a BOM, its times, and no text that is a formula.",
    ),
]
Separator: TypeAlias = Annotated[
    str,
    typer.Option(
        help='What is between two values of a CSV, such as ";", which Excel wants in '
        "some countries."
    ),
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Stop after so many records.")
]
Resume: TypeAlias = Annotated[
    bool,
    typer.Option("--resume", help="Go on with an interrupted export to this file."),
]
Ids: TypeAlias = Annotated[
    list[str] | None, several("Only these; may be given several times.")
]
