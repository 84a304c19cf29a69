"""Lists of the catalog, of learners and of learning plans, for people."""

from __future__ import annotations

import csv
import json
import sys
from codecs import getwriter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TextIO, TypeAlias, TypeVar

from udacity_client.cli.auth import command_cache
from udacity_client.cli.extras import extra
from udacity_client.cli.printing import output_of_csv, output_of_json, visible
from udacity_client.client import Udacity
from udacity_client.runtime import UNSET, OpenEnum, Record
from udacity_client.schema.hidden_characters import escape_hidden_in_json

if TYPE_CHECKING:
    from udacity_graphql.program_progress import ProgramProgress

with extra("cli"):
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

Form: TypeAlias = Literal["table", "json", "csv"]
RecordT = TypeVar("RecordT", bound=Record)
Columns: TypeAlias = Mapping[str, Callable[[RecordT], object]]
"""The columns of a table by their titles: what each shows of a record."""

_SCREEN: Final = 100
"""How many learners a table shows if nobody says how many."""

_WIDE: Final = 1_000
"""Columns of a table that goes into a pipe, so nothing is cut."""


class Connection(NamedTuple):
    """Where to ask, and for which company.

    Attributes:
        url: The base URL; `None` for the one of the environment or the API's own.
        company: The company; `None` for the one of the credential.
    """

    url: str | None
    company: str | None

    def client(self) -> Udacity:
        """Return a client that shares tokens with other commands."""
        return Udacity(
            company_id=self.company, base_url=self.url, token_cache=command_cache()
        )


def print_catalog(connection: Connection, *, limit: int | None, form: Form) -> None:
    """Print the programs, the assessments and the learning plans of the company.

    Raises:
        UdacityError: The API refused, or could not be reached.
    """
    with connection.client() as udacity:
        catalog = udacity.catalog.get_catalog()
    items: list[Record] = [
        *catalog.programs,
        *catalog.assessments,
        *catalog.learning_plans,
    ]
    columns: Columns[Record] = {
        "kind": _kind_of,
        "key": lambda item: getattr(item, "key", None) or getattr(item, "id", None),
        "title": lambda item: getattr(item, "title", None),
        "level": lambda item: getattr(item, "difficulty_level", None),
        "duration": lambda item: (
            getattr(item, "duration", None) or getattr(item, "time_limit", None)
        ),
    }
    chosen = islice(items, limit)
    _print(columns, chosen, form, limit=limit, count_all=lambda: len(items))


def _kind_of(item: Record) -> str:
    kind: OpenEnum | None = getattr(item, "type", None)
    if kind is not None:
        return kind.value.lower()
    return "assessment" if hasattr(item, "passing_score") else "learning plan"


_LEARNER: Final[Columns[ProgramProgress]] = {
    "e-mail": lambda one: one.user_email,
    "name": lambda one: f"{one.user_first_name} {one.user_last_name}",
    "program": lambda one: one.program_key,
    "status": lambda one: one.enrollment_status,
    "on track": lambda one: one.on_track_status,
    "done": lambda one: one.completion_percentage,
    "last active": lambda one: one.last_active_at,
}


def print_learners(
    connection: Connection,
    *,
    query: str | None,
    programs: Sequence[str],
    statuses: Sequence[str],
    limit: int | None,
    form: Form,
) -> None:
    """Print the enrollments of learners, in the order of their e-mail addresses.

    Without *limit*, a table has 100 rows; JSON and CSV have all.

    Raises:
        UdacityError: The API refused, or could not be reached.
    """
    from udacity_graphql.program_progress import (  # noqa: PLC0415 - start-up
        EnrollmentStatus,
        ProgramProgressFilter,
        ProgramProgressOrderBy,
    )

    chosen = ProgramProgressFilter(
        program_keys=[*programs] or UNSET,
        enrollment_status=[EnrollmentStatus(one) for one in statuses] or UNSET,
    )
    with connection.client() as udacity:
        learners = udacity.program_progress.iter_program_progress(
            filter=chosen if programs or statuses else UNSET,
            query=UNSET if query is None else query,
            order_by=ProgramProgressOrderBy.EMAIL,
            max_items=_SCREEN if limit is None and form == "table" else limit,
        )
        _print(
            _LEARNER,
            learners,
            form,
            limit=limit,
            count_all=lambda: learners.total_count,
        )


def print_plans(connection: Connection, *, limit: int | None, form: Form) -> None:
    """Print the learning plans of the catalog.

    Raises:
        UdacityError: The API refused, or could not be reached.
    """
    from udacity_graphql.catalog import LearningPlan  # noqa: PLC0415 - start-up

    columns: Columns[LearningPlan] = {
        "ID": lambda plan: plan.id,
        "title": lambda plan: plan.title,
        "key": lambda plan: plan.key,
        "steps": lambda plan: len(plan.steps or ()),
    }
    with connection.client() as udacity:
        plans = udacity.catalog.get_catalog().learning_plans
    chosen = islice(plans, limit)
    _print(columns, chosen, form, limit=limit, count_all=lambda: len(plans))


def _print(
    columns: Columns[RecordT],
    records: Iterable[RecordT],
    form: Form,
    *,
    limit: int | None,
    count_all: Callable[[], int | None],
) -> None:
    """Print *records*; *count_all* says how many there are, once they were read.

    *limit* is how many were asked for; a table without one says how to get more.
    """
    match form:
        case "json":
            everything = [one.model_dump(mode="json", by_alias=True) for one in records]
            text = json.dumps(everything, indent=2, ensure_ascii=False)
            output = output_of_json(sys.stdout)
            output.write(f"{escape_hidden_in_json(text)}\n".encode())
        case "csv":
            encoded = getwriter("utf-8")(output_of_csv(sys.stdout))
            lines = csv.writer(encoded, lineterminator="\n")
            lines.writerow(columns)
            lines.writerows(_rows(columns, records, _exactly))
        case "table":
            rows = _rows(columns, records, _briefly)
            advice = "; --limit, --json and --csv give more" if limit is None else ""
            _print_table(columns, rows, sys.stdout, count_all, advice)


def _rows(
    columns: Columns[RecordT],
    records: Iterable[RecordT],
    show: Callable[[object], str],
) -> Iterator[list[str]]:
    for record in records:
        yield [show(value(record)) for value in columns.values()]


def _exactly(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, OpenEnum):
        return value.value
    return "" if value is None else str(value)


def _briefly(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, OpenEnum):
        return value.value.lower().replace("_", " ")
    if isinstance(value, float):
        return f"{value:.0f} %"
    return "-" if value is None else str(value)


def _print_table(
    titles: Iterable[str],
    rows: Iterable[Sequence[str]],
    stream: TextIO,
    count_all: Callable[[], int | None],
    advice: str,
) -> None:
    table = Table(*titles, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        # Text, because a name may hold what rich takes for markup; and on one line,
        # because it may hold what a terminal takes for a command. A cell may begin a
        # line, if all that are left of it are empty.
        table.add_row(*(Text(visible(" ".join(cell.split()))) for cell in row))
    width = None if stream.isatty() else _WIDE
    console = Console(file=stream, width=width, highlight=False)
    count, total = table.row_count, count_all() or 0
    told = f"{count} row{'' if count == 1 else 's'}"
    if total > count:
        told = f"{told} of {total}{advice}"
    console.print(table, told, sep="")
