"""Render a report as Markdown for the body of a pull request, within its limit.

Texts from schemas and servers are always code.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from udacity_client.drift.report.entry import ReportEntry
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.selection import MAX_LINES
from udacity_client.drift.report.summary import SummaryRow
from udacity_client.drift.report.text import entry_lines
from udacity_client.schema.markdown_code import code, fenced

MAX_BODY: Final = 65_536
"""The maximum length of a pull request's body, in UTF-16 code units."""

_MAX_LINE: Final = 2_000
_MAX_LINES: Final = 40
"""The maximum length of an entry; the other formats have all of it."""

_MAX_CELL: Final = 200
"""The maximum number of characters in a table cell; the details have more."""

_RESERVE: Final = 400
"""The maximum length of the sentence about entries that were left out."""


def markdown_report(report: Report, *, limit: int = MAX_BODY) -> str:
    """Return *report* in at most *limit* characters, which are some thousands.

    If it is too long, the least important details and entries are left out, and
    counted. What breaks at run time comes first.
    """
    head = "\n".join(_head(report, limit))
    kept = _kept(report, limit - size_of(head) - _RESERVE)
    parts = [head, *_sections(report, kept)]
    if left := len(report.causes) - len(kept.rows):
        parts.append(
            f"\n**{left:,} more were left out**, the least important ones: this "
            f"text may have {limit:,} characters. `udacity schema check` lists all."
        )
    return "\n".join(parts) + "\n"


def size_of(text: str) -> int:
    """Return how long *text* is for GitHub, which counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def shortened(lines: Iterable[str], *, room: int, most: int = _MAX_LINE) -> list[str]:
    """Return *lines*, or the first of them that fit, and how many more there are.

    Args:
        lines: The lines.
        room: The maximum length of all.
        most: The maximum number of characters of one.
    """
    clipped_lines = [clipped(line, most) for line in lines]
    kept = list[str]()
    for line in clipped_lines:
        room -= size_of(line) + 1
        if room < 0:
            return [*kept, f"… ({len(clipped_lines) - len(kept):,} more lines)"]
        kept.append(line)
    return kept


def _head(report: Report, limit: int) -> Iterator[str]:
    # Names may be long, and domains many: three quarters are the most that they take.
    most = min(_MAX_LINE, limit // 16)
    yield "## Schema check"
    yield ""
    yield fenced(shortened(report.verdict, room=limit // 2, most=most))
    yield ""
    yield from report.total
    yield ""
    table = _table(SummaryRow._fields, report.rows)
    yield from shortened(table, room=limit // 4)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    # A `|` ends a table cell even inside code, unless `\` precedes it, and another `\`
    # does not precede that.
    return code(clipped(text, _MAX_CELL).replace("\\|", "\\ |")).replace("|", "\\|")


class _Kept(NamedTuple):
    """The identities of the entries that have a row, and of those with details."""

    rows: set[int]
    details: set[int]


def _kept(report: Report, room: int) -> _Kept:
    """Return what fits into *room*: rows of what breaks, then the rest in order."""
    kept, domains = _Kept(set(), set()), set[str]()
    urgent = [entry for entry in report.worst_first if entry.severity == "error"]
    for entry in urgent:
        heading = "" if entry.domain in domains else "\n".join(_heading(entry.domain))
        needed = size_of(heading + _row(entry)) + len("\n\n")
        if needed > room:
            return kept
        room -= needed
        kept.rows.add(id(entry))
        domains.add(entry.domain)
    for entry in report.worst_first:
        is_kept = id(entry) in kept.rows
        heading = "" if entry.domain in domains else "\n".join(_heading(entry.domain))
        row = "" if is_kept else heading + _row(entry)
        needed = size_of(row + _details(entry)) + len("\n\n\n")
        if needed > room or (not is_kept and len(kept.rows) >= MAX_LINES):
            break
        room -= needed
        kept.rows.add(id(entry))
        kept.details.add(id(entry))
        domains.add(entry.domain)
    return kept


def _sections(report: Report, kept: _Kept) -> Iterator[str]:
    shown = [entry for entry in report.causes if id(entry) in kept.rows]
    for domain, group in groupby(shown, key=lambda entry: entry.domain):
        entries = list(group)
        yield from _heading(domain)
        yield from map(_row, entries)
        yield ""
        yield from (_details(one) for one in entries if id(one) in kept.details)


def _heading(domain: str) -> Iterator[str]:
    yield f"\n### {domain}\n"
    yield from _table(("level", "what", "rule", "operations"), ())


def _row(entry: ReportEntry) -> str:
    affected = entry.finding.affected if entry.finding else ()
    operations = ", ".join(one.operation for one in affected) or "-"
    cells = (entry.label, entry.subject, entry.rule, operations)
    return f"| {' | '.join(map(_cell, cells))} |"


def _details(entry: ReportEntry) -> str:
    lines = [clipped(line, _MAX_LINE) for line in entry_lines(entry)]
    if left := len(lines[_MAX_LINES:]):
        lines[_MAX_LINES:] = [f"… ({left:,} more lines)"]
    summary = html.escape(clipped(entry.subject, _MAX_CELL))
    return (
        f"<details><summary>{html.escape(entry.label)} <code>{summary}</code></summary>"
        f"\n\n{fenced(lines)}\n\n</details>"
    )


def clipped(text: str, most: int) -> str:
    """Return *text*, or its first *most* characters, and how many more there are."""
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}… ({left:,} more characters)"
