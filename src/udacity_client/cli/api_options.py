"""Options of the commands that read from the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import typer


def several(text: str, *names: str) -> Any:
    """Return an option for IDs that may be given several times."""
    return typer.Option(*names, help=text, callback=_require_no_commas)


def one(text: str) -> Any:
    """Return an option for one ID."""
    return typer.Option(help=text, callback=_require_no_commas)


def _require_no_commas(given: str | Sequence[str] | None) -> Any:
    """Return what was *given*, or refuse a list of IDs in the place of one."""
    for text in [given] if isinstance(given, str) else given or ():
        if "," in text:
            advice = "Give one" if given == text else "Repeat the option for each"
            raise typer.BadParameter(f"{text!r} has a comma. {advice}.")
    return given


Url: TypeAlias = Annotated[
    str | None,
    typer.Option("--url", help="Base URL; else UDACITY_BASE_URL, else the real API."),
]
Company: TypeAlias = Annotated[str | None, one("The company; else UDACITY_COMPANY_ID.")]
Learners: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--query", help="Only whose e-mail address or name has this; not IDs."
    ),
]
MorePlans: TypeAlias = Annotated[
    list[str] | None,
    several(
        "Also this learning plan, such as a closed one, which the catalog does not "
        "list; may be given several times.",
        "--plan",
    ),
]
Programs: TypeAlias = Annotated[
    list[str] | None,
    several(
        "Only this program's key; may be given several times.",
        "--program",
        "--program-key",
    ),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors and warnings only.")
]
