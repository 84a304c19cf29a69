"""Options of the commands that read from the API."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Url: TypeAlias = Annotated[
    str | None,
    typer.Option("--url", help="Base URL; else UDACITY_BASE_URL, else the real API."),
]
Company: TypeAlias = Annotated[
    str | None, typer.Option(help="The company; else UDACITY_COMPANY_ID.")
]
Learners: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--query", help="Only whose e-mail address or name has this; not IDs."
    ),
]
MorePlans: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        help="Also this learning plan, such as a closed one, which the catalog does "
        "not list; may be given several times.",
    ),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors and warnings only.")
]
