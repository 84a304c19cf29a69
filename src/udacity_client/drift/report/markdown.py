"""Render a report as Markdown for the body of a pull request, within its limit.

Texts from schemas and servers are always code, so they cannot be markup, mention
anyone or close an issue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from udacity_client.drift.report.entries import ReportEntry
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.summary import SummaryRow
from udacity_client.drift.report.text import entry_lines

MAX_BODY: Final = 65_536
"""The maximum length of a pull request's body, in UTF-16 code units."""

_MAX_LINE: Final = 2_000
_MAX_LINES: Final = 40
"""The maximum length of an entry; the other formats have all of it."""

_MAX_CELL: Final = 200
"""The maximum number of characters in a table cell; the details have more."""

_RESERVE: Final = 400
"""The maximum length of the sentence about entries that were left out."""

_TICKS: Final = re.compile(r"`+")


def markdown_report(report: Report, *, limit: int = MAX_BODY) -> str:
    """Return *report* in at most *limit* characters.

    If it is too long, the least important entries are left out, and counted.
    """
    head = "\n".join(_head(report))
    kept = _kept(report, limit - _size(head) - _RESERVE)
    parts = [head, *_sections(report, kept)]
    if left := len(report.entries) - len(kept):
        parts.append(
            f"\n**{left:,} more were left out**, the least important ones: this "
            f"text may have {limit:,} characters. `udacity schema check` lists all."
        )
    return "\n".join(parts) + "\n"


def code(text: str) -> str:
    """Return *text* as a code span, whatever it contains."""
    ticks = "`" * (_longest_ticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fenced(lines: Sequence[str]) -> str:
    """Return *lines* as a code block, whatever they contain."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_ticks(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _head(report: Report) -> Iterator[str]:
    yield "## Schema check"
    yield ""
    yield from report.total
    yield ""
    yield from _table(SummaryRow._fields, report.rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    # A `|` ends a table cell even inside code, unless `\` precedes it, and another `\`
    # does not precede that.
    return code(_clipped(text, _MAX_CELL).replace("\\|", "\\ |")).replace("|", "\\|")


def _kept(report: Report, room: int) -> set[int]:
    """Return the identities of the entries that fit into *room*, the worst first."""
    kept = set[int]()
    domains = set[str]()
    for entry in report.worst_first:
        heading = "" if entry.domain in domains else "\n".join(_heading(entry.domain))
        room -= _size(heading + _row(entry) + _details(entry)) + len("\n\n\n")
        if room < 0:
            break
        kept.add(id(entry))
        domains.add(entry.domain)
    return kept


def _sections(report: Report, kept: set[int]) -> Iterator[str]:
    shown = [entry for entry in report.entries if id(entry) in kept]
    for domain, group in groupby(shown, key=lambda entry: entry.domain):
        entries = list(group)
        yield from _heading(domain)
        yield from map(_row, entries)
        yield ""
        yield from map(_details, entries)


def _heading(domain: str) -> Iterator[str]:
    yield f"\n### {domain}\n"
    yield from _table(("level", "what", "rule", "operations"), ())


def _row(entry: ReportEntry) -> str:
    affected = entry.finding.affected if entry.finding else ()
    operations = ", ".join(one.operation for one in affected) or "-"
    cells = (entry.label, entry.subject, entry.rule, operations)
    return f"| {' | '.join(map(_cell, cells))} |"


def _details(entry: ReportEntry) -> str:
    lines = [_clipped(line, _MAX_LINE) for line in entry_lines(entry)]
    if left := len(lines[_MAX_LINES:]):
        lines[_MAX_LINES:] = [f"… ({left:,} more lines)"]
    summary = html.escape(_clipped(entry.subject, _MAX_CELL))
    return (
        f"<details><summary>{html.escape(entry.label)} <code>{summary}</code></summary>"
        f"\n\n{fenced(lines)}\n\n</details>"
    )


def _clipped(text: str, most: int) -> str:
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}… ({left:,} more characters)"
