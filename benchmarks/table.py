"""Write rows and targets as a Markdown table, and find rows in it again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rows import Row
from targets import Target

_HEAD: Final = (
    "| what | ratio | spread | value | target | met? |",
    "|---|---|---|---|---|---|",
)
_MARKS: Final = ("<!-- {}: begin -->", "<!-- {}: end -->")
_KEY: Final = "<!-- {key} -->"
_ANY_KEY: Final = re.compile(r" <!-- [a-z0-9-]+ -->")


def table(rows: Sequence[Row], targets: Mapping[str, Target]) -> str:
    """Return *rows* as a table, each with its target."""
    return "\n".join([*_HEAD, *(line(row, targets.get(row.key)) for row in rows)])


def line(row: Row, target: Target | None) -> str:
    """Return *row* as a table line; a comment in it holds the key."""
    spread = "" if row.spread is None else f"{row.spread[0]:.2f}-{row.spread[1]:.2f}"
    goal = target.describe(target.goal) if target and target.goal is not None else ""
    if target and target.figure == "value" and goal:
        goal = f"{goal} {row.unit or ''}".rstrip()
    cells = (
        f"{row.what} {_KEY.format(key=row.key)}",
        "" if row.ratio is None else f"**{row.ratio:.2f}**",
        spread,
        _value(row),
        goal,
        {True: "yes", False: "no", None: ""}[target.is_met(row) if target else None],
    )
    return f"| {' | '.join(cells)} |"


def _value(row: Row) -> str:
    if row.value is None:
        return ""
    places = 0 if row.value >= 100 else 1 if row.value >= 10 else 2  # noqa: PLR2004 - three digits are enough
    return f"{row.value:,.{places}f} {row.unit or ''}".rstrip()


def without_keys(text: str) -> str:
    """Return *text* without the keys, for a terminal."""
    return _ANY_KEY.sub("", text)


def short_table(results: str, keys: Sequence[str], *, source: str) -> str:
    """Return the lines of *keys* in a results file, as a table for a page.

    Raises:
        ValueError: The results have no line for a key.
    """
    lines = [_line_of(results, key) for key in keys]
    told = f"From [{source}]({source}), which `make bench` wrote."
    return "\n".join([*_HEAD, *lines, "", told])


def _line_of(results: str, key: str) -> str:
    mark = _KEY.format(key=key)
    for found in results.splitlines():
        if mark in found:
            return found.replace(f" {mark}", "")
    raise ValueError(f"The results have no line for {key}; run make bench again.")


def between_marks(document: str, name: str = "benchmarks") -> str:
    """Return the text between the marks of *name* in *document*.

    Raises:
        ValueError: It has no such marks.
    """
    _, inside, _ = _parts(document, name)
    return inside.strip("\n")


def put_between_marks(document: str, text: str, name: str = "benchmarks") -> str:
    """Return *document* with *text* between the marks of *name*.

    Raises:
        ValueError: It has no such marks.
    """
    before, _, after = _parts(document, name)
    begin, end = (mark.format(name) for mark in _MARKS)
    return f"{before}{begin}\n{text}\n{end}{after}"


def _parts(document: str, name: str) -> tuple[str, str, str]:
    begin, end = (mark.format(name) for mark in _MARKS)
    before, has_begin, rest = document.partition(begin)
    inside, has_end, after = rest.partition(end)
    if not has_begin or not has_end:
        raise ValueError(f"There is no {begin} … {end} to write between.")
    return before, inside, after
