"""What a report says: figures and tables, found by the queries of `contents.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from udacity_client.errors import ConfigurationError

SMALLEST_GROUP: Final = 5
"""The fewest learners of a group that an anonymous report shows."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report: a table, and perhaps a chart of it.

    Attributes:
        name: Its name, such as `dormant`.
        settings: What `contents.toml` says: `title`, `chart`.
        note: What the reader has to know of the figures; may be empty.
        columns: The names of the columns.
        rows: The rows.
    """

    name: str
    settings: Mapping[str, Any]
    note: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says.

    Attributes:
        title: Its heading.
        source: A sentence that says what the data are, and of when.
        moment: The time up to which days are counted.
        sections: The sections.
    """

    title: str
    source: str
    moment: datetime
    sections: list[Section]


@cache
def settings() -> dict[str, Any]:
    """Return what `contents.toml` says."""
    return tomllib.loads(Path(__file__).with_name("contents.toml").read_text("utf-8"))


def read_report(
    tables: duckdb.DuckDBPyConnection,
    *,
    companies: Sequence[str] = (),
    due_days: int = 90,
    is_anonymous: bool = False,
) -> Report:
    """Return a report on what `udacity sync` wrote; days count up to the last run.

    Args:
        tables: The database, with UTC as its time zone; it gets temporary views.
        companies: Which companies; all if empty.
        due_days: After how many days a learner should have completed a plan.
        is_anonymous: Whether to leave out all that says something about a person.

    Raises:
        ConfigurationError: There is no complete run, or none of such a company.
    """
    last = _last_runs(tables)
    chosen = sorted({*companies} or last)
    if not last:
        message = "No run of `udacity sync` has completed yet, so there is no data."
        raise ConfigurationError(message)
    if not {*chosen} <= {*last}:
        message = (
            f"The database has no complete run of {_of(chosen)}; `udacity sync` "
            f"makes one. It has {_of([*last])}."
        )
        raise ConfigurationError(message)
    moments = [last[one].ended_at for one in chosen]
    moment = max(moments)
    _make_views(
        tables,
        moment=moment,
        due_days=due_days,
        companies=chosen,
        least=SMALLEST_GROUP if is_anonymous else 1,
    )
    return Report(
        f"Learners of {_of(chosen)}",
        f"Read from the API {_when(min(moments), moment)} UTC: "
        f"{_worst(last[one].outcome for one in chosen)}.",
        moment,
        [
            _section(tables, name, of, due_days=due_days, is_anonymous=is_anonymous)
            for name, of in settings()["sections"].items()
            if not (is_anonymous and of.get("is_personal"))
        ],
    )


def _make_views(tables: duckdb.DuckDBPyConnection, **variables: object) -> None:
    """Make the views that sections query; they read the *variables*."""
    for name, value in variables.items():
        tables.execute(f"set variable {name} = ?", [value])
    tables.execute(settings()["views"]["sql"])


class _Run(NamedTuple):
    """A complete run of `udacity sync`: when it ended, and what it came to."""

    ended_at: datetime
    outcome: str


_LAST_RUNS: Final = """
select company, arg_max(ended_at, run), arg_max(outcome, run)
from (select *, unnest(companies) as company from runs where status = 'done')
group by company order by company
"""


def _last_runs(tables: duckdb.DuckDBPyConnection) -> dict[str, _Run]:
    """Return the last complete run of each company: a run may read only some."""
    try:
        found = tables.execute(_LAST_RUNS).fetchall()
    except duckdb.CatalogException:
        return {}
    return {company: _Run(*run) for company, *run in found}


def _when(first: datetime, last: datetime) -> str:
    if first == last:
        return f"on {last:%Y-%m-%d at %H:%M}"
    return f"between {first:%Y-%m-%d at %H:%M} and {last:%Y-%m-%d at %H:%M}"


def _worst(outcomes: Iterable[str]) -> str:
    """Return in words the worst of *outcomes*, which `contents.toml` lists last."""
    words: dict[str, str] = settings()["outcomes"]
    return words[max(outcomes, key=[*words].index)]


def _of(companies: Sequence[str]) -> str:
    many = "companies" if len(companies) != 1 else "company"
    return f"{many} {', '.join(companies) or '(none)'}"


def _section(
    tables: duckdb.DuckDBPyConnection,
    name: str,
    of: Mapping[str, Any],
    *,
    due_days: int,
    is_anonymous: bool,
) -> Section:
    found = tables.execute(of["query"])
    columns = tuple(column[0] for column in found.description or ())
    note = of["note"].format(due_days=due_days)
    rows = found.fetchall()
    if is_anonymous and rows != (shown := _without_small(rows)):
        note, rows = f"{note} {_HIDDEN}".strip(), shown
    return Section(name, of, note, columns, rows)


_HIDDEN: Final = (
    f"A dash stands for fewer than {SMALLEST_GROUP}, or for what would tell such a "
    "number."
)


def _without_small(rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return *rows* with None for each small count, and for the means of its group.

    In such sections every whole number is a count, and the first one in a row is that
    of its group.
    """
    before = [*zip(*rows, strict=True)]
    size = next((at for at, column in enumerate(before) if _is_count(column)), 0)
    return [
        tuple(
            None if row[size] is None and isinstance(value, float) else value
            for value in row
        )
        for row in zip(*map(_hide_small, before), strict=True)
    ]


def _hide_small(column: Sequence[object]) -> Sequence[object]:
    """Return *column* without counts below the smallest group.

    Other sections show the total, so it tells the sum of the hidden ones. If that is
    small, or near to 1 for each, the next larger count goes with them.
    """
    if not _is_count(column):
        return column
    hidden, largest = list[int](), 0
    for count in sorted(one for one in column if isinstance(one, int) and one):
        told = sum(hidden) < max(SMALLEST_GROUP, 2 * len(hidden))
        if count >= SMALLEST_GROUP and not (hidden and told):
            break
        hidden.append(count)
        largest = count
    return [None if isinstance(n, int) and 0 < n <= largest else n for n in column]


def _is_count(column: Sequence[object]) -> bool:
    return any(isinstance(one, int) for one in column) and all(
        one is None or isinstance(one, int) for one in column
    )
