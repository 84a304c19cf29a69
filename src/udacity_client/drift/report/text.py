"""Write a report as text for people, without asking what their terminal can do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from udacity_client.drift.report.entries import DetailLine, Entry, Severity
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.summary import SummaryRow


def display_width(text: str) -> int:
    """Return how many cells *text* takes."""
    return sum(_cell(char) for char in text)


def padded(text: str, width: int) -> str:
    """Return *text* with spaces after it, so that it takes *width* cells."""
    return text + " " * (width - display_width(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield *text* in lines of at most *width* cells, where its words allow it."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and display_width(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


Tone: TypeAlias = Severity | Literal["heading", "aside", "fine"]
"""What a word is, which decides its colour."""

Colour: TypeAlias = Callable[[Tone, str], str]
"""Return a text in the colour of a tone."""

_CODES: Final[Mapping[Tone, str]] = {
    "error": "1;31",
    "warning": "33",
    "notice": "36",
    "heading": "1",
    "aside": "2",
    "fine": "32",
}


def plain(_tone: Tone, text: str) -> str:
    """Return *text* as it is."""
    return text


def coloured(tone: Tone, text: str) -> str:
    """Return *text* between the codes by which terminals colour."""
    return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"


_GAP: Final = "  "
_LABEL: Final = 9
_PROSE: Final = frozenset({"effect", "guess", "hint", "accepted", ""})
"""Labels of what may be broken into lines; the rest is there to be copied."""


def text_report(
    report: Report, *, paint: Colour = plain, width: int | None = None
) -> str:
    """Return *report* for people.

    Args:
        report: What was found.
        paint: Colours words.
        width: How many cells a line has; without one, lines are as long as they are.
    """
    blocks = [_table(report.verdicts, paint, width)]
    blocks += ["\n".join(_entry(one, paint, width)) for one in report.entries]
    blocks.append("\n".join(line for s in report.total for line in _fit(s, width)))
    return "\n\n".join(blocks) + "\n"


def entry_lines(entry: Entry) -> Iterator[str]:
    """Yield *entry* in lines without colours, as long as they are."""
    return _entry(entry, plain, None)


def verdict_lines(verdicts: Sequence[SummaryRow]) -> Iterator[str]:
    """Yield *verdicts* as the lines of a table without colours."""
    return iter(_table(verdicts, plain, None).splitlines())


def _table(verdicts: Sequence[SummaryRow], paint: Colour, width: int | None) -> str:
    rows = [SummaryRow._fields, *verdicts]
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    if width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        return "\n".join(line for one in verdicts for line in _stacked(one, width))
    lines = [paint("heading", _row(SummaryRow._fields, widths))]
    lines += [_row(verdict, widths, paint) for verdict in verdicts]
    return "\n".join(lines)


def _row(row: Sequence[str], widths: Sequence[int], paint: Colour = plain) -> str:
    sizes = [*widths[:-1], 0]
    parts = (padded(cell, size) for cell, size in zip(row, sizes, strict=True))
    painted = (
        _painted(cell, part, paint) for cell, part in zip(row, parts, strict=True)
    )
    return _GAP.join(painted)


def _painted(cell: str, part: str, paint: Colour) -> str:
    """Return *part* of a table in the colour of the *cell* that it is made of."""
    if cell in {"the same", "fresh"} or cell.endswith(" ok"):
        return paint("fine", part)
    if cell.startswith(("runtime", "UNCHECKED")) or cell in _ERRORS:
        return paint("error", part)
    if cell.endswith((" problem", " problems", " refused")):
        return paint("error", part)
    return paint("warning", part) if cell in {"behaviour", "types"} else part


_ERRORS: Final = frozenset({"stale", "edited", "other-tool", "missing"})


def _stacked(verdict: SummaryRow, width: int) -> Iterator[str]:
    """Yield *verdict* where a table would be too wide."""
    domain, *rest = verdict
    said = zip(SummaryRow._fields[1:], rest, strict=True)
    text = "; ".join(f"{name} {cell}" for name, cell in said)
    yield domain
    yield from (f"  {line}" for line in wrapped(text, width - 2))


def _entry(entry: Entry, paint: Colour, width: int | None) -> Iterator[str]:
    tone: Tone = "aside" if entry.accepted else entry.severity
    yield _GAP.join(
        (
            paint(tone, entry.label),
            entry.domain,
            paint("heading", entry.subject),
            paint("aside", f"[{entry.code}]"),
        )
    )
    for line in entry.lines:
        yield from _line(line, paint, width)


def _line(line: DetailLine, paint: Colour, width: int | None) -> Iterator[str]:
    indent = 2 + _LABEL
    room = width - indent if width and line.label in _PROSE else None
    label = paint("aside", line.label.ljust(_LABEL)) if line.label else " " * _LABEL
    for part in _fit(line.text, room):
        yield f"  {label}{part}".rstrip()
        label = " " * _LABEL


def _fit(text: str, width: int | None) -> Iterator[str]:
    return iter([text]) if width is None else wrapped(text, max(width, 1))
