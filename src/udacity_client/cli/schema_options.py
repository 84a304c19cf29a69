"""The options of the `schema` commands; `generate` has some of them, too."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Domains: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(help="The domains; all that have operations if omitted."),
]
Against: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FOLDER|FILE|git:REVISION",
        help="Where the new schema is: in a folder, as from `schema pull --out`; in a "
        "file of SDL or introspection JSON, for one domain; or in a git revision.",
    ),
]
Live: TypeAlias = Annotated[
    bool, typer.Option("--live", help="Compare with the current schema of the API.")
]
Deadline: TypeAlias = Annotated[
    float | None,
    typer.Option(help="Seconds that each request of --live may take; else 120."),
]
Package: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        help="The folder of the generated package, such as app/udacity_ops; else "
        "package of pyproject.toml, else generated/udacity_ops."
    ),
]
Queries: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        help="The folder of <domain>/*.graphql operations; else queries of "
        "pyproject.toml, else queries."
    ),
]
Schema: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        help="The folder of <domain>.graphql schemas; else schema_folder of "
        "pyproject.toml, else those that ship with this package."
    ),
]
Witness: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--witness/--no-witness",
        help="Show the smallest JSON that causes a finding, and decode it with the "
        "committed code; the default if CI=true.",
    ),
]


class FailOn(StrEnum):
    """The lowest level of drift that fails a check."""

    RUNTIME = "runtime"
    BEHAVIOUR = "behaviour"
    TYPES = "types"
    CAPABILITY = "capability"
    COSMETIC = "cosmetic"


class ReportFormat(StrEnum):
    """The format of a report."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"
    SARIF = "sarif"


FailingOn: TypeAlias = Annotated[
    FailOn, typer.Option(help="The lowest level of drift that exits with 1.")
]
Format: TypeAlias = Annotated[
    ReportFormat, typer.Option("--format", help="The format of the report.")
]
Outputs: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        metavar="FORMAT=FILE",
        help="Also write the report to a file; may be given several times.",
    ),
]
Probe: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--probe",
        help="If the API does not show its schema, let it validate the operations; "
        "this shows less, and none of them runs.",
    ),
]
Events: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        help="A file of drift events that clients recorded, one on each line."
    ),
]
ShownLevel: TypeAlias = Annotated[
    FailOn | None,
    typer.Option(
        help="Show only findings at this level or worse. JSON has all; the exit code "
        "stays."
    ),
]
ShownOperation: TypeAlias = Annotated[
    str | None,
    typer.Option(help="Show only findings about this operation; likewise."),
]


def _print_json_schema(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        from udacity_client.cli.check_output import (  # noqa: PLC0415 - start-up
            print_json_schema,
        )

        print_json_schema()
        raise typer.Exit


JsonSchema: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--json-schema",
        callback=_print_json_schema,
        is_eager=True,
        help="Print the JSON Schema of --format json and exit.",
    ),
]
