"""Render a report as text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal, TypeAlias

from udacity_client.drift.report.entry import (
    DetailLine,
    ReportEntry,
    Severity,
    visible,
)
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.selection import (
    MAX_LINES,
    Selection,
    left_out_text,
    select,
)
from udacity_client.drift.report.summary import SummaryRow
from udacity_client.schema.hidden_characters import escape_runner_commands

Tone: TypeAlias = Severity | Literal["heading", "aside", "fine"]
"""The role of a word, which decides its colour."""


def _uncoloured(_tone: Tone, text: str) -> str:
    return text


@dataclass(frozen=True, kw_only=True)
class Display:
    """What the report is shown on.

    Attributes:
        colour: Returns a text in the colour of a tone.
        text_width: Returns how many columns a text takes.
        width: Columns of a line; lines are not wrapped if it is `None`.
    """

    colour: Callable[[Tone, str], str] = _uncoloured
    text_width: Callable[[str], int] = len
    width: int | None = None


PLAIN: Final = Display()
"""A file: no colours, and lines as long as they are."""

_GAP: Final = "  "
_LABEL: Final = 9
_PROSE: Final = frozenset({"effect", "guess", "hint", "accepted", ""})
"""Labels of lines that may be wrapped; the others hold what people copy."""
_BRIEF: Final = 3
"""How many operations an entry on one line names."""

_ERRORS: Final = frozenset({"stale", "edited", "other-tool", "missing"})


def text_report(report: Report, display: Display = PLAIN) -> str:
    """Return *report* as text for *display*."""
    verdict = [display.colour("heading", report.verdict[0]), *report.verdict[1:]]
    blocks = ["\n".join(verdict), _table(report.rows, display)]
    selection = _select(report, display, sum(block.count("\n") + 2 for block in blocks))
    shown = [one for one in report.causes if selection.shows(one)]
    for is_full, group in groupby(shown, key=lambda one: id(one) in selection.full):
        if is_full:
            blocks += ["\n".join(_entry(one, display)) for one in group]
        else:
            blocks.append("\n".join(_brief(one, display) for one in group))
    end = (*filter(None, [left_out_text(selection)]), *report.total)
    total = (_wrapped(sentence, display.width, display) for sentence in end)
    blocks.append("\n".join(line for lines in total for line in lines))
    # Wrapping may put any word at the start of a line.
    return escape_runner_commands("\n\n".join(blocks) + "\n")


def _select(report: Report, display: Display, used: int) -> Selection:
    return select(
        report.worst_first,
        lambda entry: sum(1 for _ in _entry(entry, display)) + 1,
        room=MAX_LINES - used - len(report.total) - 3,
    )


def _brief(entry: ReportEntry, display: Display) -> str:
    """Return the first line of *entry*, with the operations."""
    affected = entry.finding.affected if entry.finding else ()
    names = ", ".join(one.operation for one in affected[:_BRIEF])
    more = f", and {len(affected) - _BRIEF:,} more" if len(affected) > _BRIEF else ""
    heading = next(_entry(entry, display))
    return f"{heading}{_GAP}in {visible(names)}{more}" if names else heading


def entry_lines(entry: ReportEntry) -> Iterator[str]:
    """Yield the lines of *entry*, plain and unwrapped."""
    return _entry(entry, PLAIN)


def summary_lines(rows: Sequence[SummaryRow]) -> Iterator[str]:
    """Yield the lines of the summary table, plain and unwrapped."""
    return iter(_table(rows, PLAIN).splitlines())


def _table(rows: Sequence[SummaryRow], display: Display) -> str:
    columns = zip(SummaryRow._fields, *rows, strict=True)
    widths = [max(map(display.text_width, column)) for column in columns]
    total = sum(widths) + len(_GAP) * (len(widths) - 1)
    if display.width is not None and total > display.width:
        return "\n".join(line for row in rows for line in _stacked(row, display))
    heading = _GAP.join(_padded(SummaryRow._fields, widths, display))
    lines = [display.colour("heading", heading)]
    lines += [_row(row, widths, display) for row in rows]
    return "\n".join(lines)


def _row(row: SummaryRow, widths: Sequence[int], display: Display) -> str:
    parts = zip(row, _padded(row, widths, display), strict=True)
    return _GAP.join(_coloured(cell, text, display) for cell, text in parts)


def _padded(
    row: Sequence[str], widths: Sequence[int], display: Display
) -> Iterator[str]:
    """Yield the cells of *row*, each filled with spaces, except for the last."""
    for cell, width in zip(row, [*widths[:-1], 0], strict=True):
        yield cell + " " * (width - display.text_width(cell))


def _coloured(cell: str, text: str, display: Display) -> str:
    """Return *text*, the padded *cell*, in the colour of what the cell says."""
    if cell in {"the same", "fresh"} or cell.endswith(" ok"):
        return display.colour("fine", text)
    if cell.startswith(("runtime", "UNCHECKED")) or cell in _ERRORS:
        return display.colour("error", text)
    if cell.endswith((" problem", " problems", " refused")):
        return display.colour("error", text)
    return display.colour("warning", text) if cell in {"behaviour", "types"} else text


def _stacked(row: SummaryRow, display: Display) -> Iterator[str]:
    """Yield *row* as a sentence, for displays too narrow for a table."""
    domain, *rest = row
    named = zip(SummaryRow._fields[1:], rest, strict=True)
    text = "; ".join(f"{name} {cell}" for name, cell in named)
    room = None if display.width is None else display.width - 2
    yield domain
    yield from (f"  {line}" for line in _wrapped(text, room, display))


def _entry(entry: ReportEntry, display: Display) -> Iterator[str]:
    tone: Tone = "aside" if entry.accepted else entry.severity
    yield _GAP.join(
        (
            display.colour(tone, entry.label),
            entry.domain,
            display.colour("heading", entry.subject),
            display.colour("aside", f"[{entry.code}]"),
        )
    )
    for line in entry.lines:
        yield from _detail(line, display)


def _detail(line: DetailLine, display: Display) -> Iterator[str]:
    indent = " " * _LABEL
    first = display.colour("aside", line.label.ljust(_LABEL)) if line.label else indent
    room = None
    if display.width is not None and line.label in _PROSE:
        room = display.width - len(_GAP) - _LABEL
    for number, part in enumerate(_wrapped(line.text, room, display)):
        yield f"{_GAP}{indent if number else first}{part}".rstrip()


def _wrapped(text: str, width: int | None, display: Display) -> Iterator[str]:
    """Yield *text* in lines of at most *width* columns; words are never split."""
    if width is None:
        yield text
        return
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and display.text_width(longer) > max(width, 1):
            yield line
            line = word
        else:
            line = longer
    yield line
