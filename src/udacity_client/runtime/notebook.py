"""Pages and records as small HTML tables, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

MOST_ROWS: Final = 20
"""How many records of a page are shown."""

MOST_CHARACTERS: Final = 60
"""How much of a value is shown."""


def rows_table(records: Sequence[object], title: str) -> str:
    """Return a table with a row for each of the first *records*."""
    shown = records[:MOST_ROWS]
    names = _names(shown[0]) if shown else ()
    head = _row("th", names)
    body = "".join(
        _row("td", (_text(getattr(one, name, None)) for name in names)) for one in shown
    )
    note = title
    if len(shown) < len(records):
        note = f"{title}; the first {len(shown)} are shown"
    return _table(f"<thead>{head}</thead><tbody>{body}</tbody>", note)


def fields_table(record: object) -> str:
    """Return a table with a row for each field of *record*."""
    body = "".join(
        _row("td", (name, _text(getattr(record, name)))) for name in _names(record)
    )
    return _table(f"<tbody>{body}</tbody>", type(record).__name__)


def _names(record: object) -> tuple[str, ...]:
    return tuple(getattr(type(record), "model_fields", ()))


def _text(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    if len(text) > MOST_CHARACTERS:
        return text[: MOST_CHARACTERS - 1] + "…"
    return text


def _row(cell: str, texts: Iterable[str]) -> str:
    cells = "".join(f"<{cell}>{escape(text)}</{cell}>" for text in texts)
    return f"<tr>{cells}</tr>"


def _table(rows: str, note: str) -> str:
    return (
        f'<div style="overflow-x:auto"><table>{rows}</table>'
        f"<small>{escape(note)}</small></div>"
    )
