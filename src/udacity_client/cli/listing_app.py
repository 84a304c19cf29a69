"""The commands `catalog`, `learners` and `plans`. Each imports what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from udacity_client.cli.api_options import Company, Learners, Programs, Url
from udacity_client.cli.enum_options import enum_option

if TYPE_CHECKING:
    from udacity_client.cli.listing import Connection, Form

listing_app: typer.Typer = typer.Typer()


Json: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print everything as a JSON array, by the API's names, such as userEmail.",
    ),
]
Csv: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--csv",
        help="Print the table's columns as CSV. `udacity export` writes all fields, by "
        "their names in Python, such as user_email.",
    ),
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Stop after so many rows.")
]


@listing_app.command(epilog="Example: udacity catalog --limit 20")
def catalog(
    *,
    json: Json = False,
    csv: Csv = False,
    limit: Limit = None,
    url: Url = None,
    company: Company = None,
) -> None:
    """List the programs, assessments and learning plans that the company may use."""
    from udacity_client.cli.listing import print_catalog

    print_catalog(
        _connection(url, company), limit=limit, form=_form(json=json, csv=csv)
    )


@listing_app.command(
    epilog="Example: udacity learners --query smith --status ENROLLED --limit 20"
)
def learners(
    *,
    query: Learners = None,
    program: Programs = None,
    status: Annotated[
        list[str] | None,
        enum_option(
            "Only this status, such as ENROLLED; may be given several times.",
            "program-progress",
            "EnrollmentStatus",
            "--status",
            "--enrollment-status",
        ),
    ] = None,
    json: Json = False,
    csv: Csv = False,
    limit: Limit = None,
    url: Url = None,
    company: Company = None,
) -> None:
    """List learners in programs, and how far they have come.

    A table shows 100, unless --limit says otherwise. For files of a large company, use
    `udacity export`.
    """
    from udacity_client.cli.listing import print_learners

    print_learners(
        _connection(url, company),
        query=query,
        programs=program or (),
        statuses=status or (),
        limit=limit,
        form=_form(json=json, csv=csv),
    )


@listing_app.command(epilog="Example: udacity plans --json")
def plans(
    *,
    json: Json = False,
    csv: Csv = False,
    limit: Limit = None,
    url: Url = None,
    company: Company = None,
) -> None:
    """List the learning plans in the catalog, with the IDs that exports take."""
    from udacity_client.cli.listing import print_plans

    print_plans(_connection(url, company), limit=limit, form=_form(json=json, csv=csv))


def _connection(url: str | None, company: str | None) -> Connection:
    from udacity_client.cli.listing import Connection

    return Connection(url, company)


def _form(*, json: bool, csv: bool) -> Form:
    if json and csv:
        raise typer.BadParameter("Pass one of --json and --csv.")
    return "json" if json else "csv" if csv else "table"
