"""Read which findings a project accepts for a while, without looking at any finding.

`accepted-drift.toml` lies beside the schemas. Each entry names one rule at one schema
coordinate, a reason, and the last day; whatever else it says is a mistake.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

from udacity_client.codegen.documents import read_text, shown
from udacity_client.errors import Location, Problem, SourceError

LEDGER_FILE: Final = "accepted-drift.toml"
"""What the file is called, in the folder of schemas."""

_TEXTS: Final = ("rule", "domain", "coordinate", "reason")
_HEADING: Final = re.compile(r"\s*\[\[\s*accepted\s*\]\]\s*(#.*)?")
_SHAPE: Final = (
    "Write [[accepted]] on a line of its own, then rule, domain, coordinate and reason "
    "as strings, and until = 2026-12-31."
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Hold one acceptance.

    Attributes:
        rule: The finding's rule.
        domain: Its API domain.
        coordinate: Its place in the schema.
        reason: Why it is accepted.
        until: The last day of that.
        place: Where the entry stands.
    """

    rule: str
    domain: str
    coordinate: str
    reason: str
    until: date
    place: Location

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names a finding, and no other."""
        return self.rule, self.domain, self.coordinate


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Hold what a project accepts.

    Attributes:
        entries: The entries that can be read, in order.
        flaws: What is wrong with entries, beside the domain that each names.
    """

    entries: tuple[Entry, ...] = ()
    flaws: tuple[tuple[str, Problem], ...] = ()


NOTHING_ACCEPTED: Final = Ledger()


def read_ledger(path: Path, domains: Collection[str]) -> Ledger:
    """Return the entries in the file at *path*; none where there is no file.

    Args:
        path: The file.
        domains: The domains that there are.

    Raises:
        SourceError: The file cannot be read, is not a TOML file of entries, or has an
            entry of no domain in *domains*.
    """
    if not path.exists():
        return NOTHING_ACCEPTED
    problems: list[Problem] = []
    text = read_text(path, problems) or ""
    tables = _tables(text, path, problems)
    homeless = [place for table, place in tables if table.get("domain") not in domains]
    if problems or homeless:
        known = f"Name one of {', '.join(sorted(domains))} as its domain."
        problems += [
            Problem(place, "The entry is of no domain that there is.", known)
            for place in homeless
        ]
        raise SourceError(problems)
    return _ledger(tables)


def without(text: str, lines: Collection[int]) -> str:
    """Return *text* without the entries whose headings stand in *lines*.

    A comment right above an entry goes with it.
    """
    parts = text.splitlines(keepends=True)
    headings = _headings(text)
    starts = [_start(parts, heading) for heading in headings]
    bounds = [*starts, len(parts)]
    kept = parts[: bounds[0]]
    for heading, start, end in zip(headings, starts, bounds[1:], strict=True):
        if heading not in lines:
            kept += parts[start:end]
    return "".join(kept)


def _start(parts: list[str], heading: int) -> int:
    """Return the index of the first line of the entry whose heading is in line."""
    start = heading - 1
    while start and parts[start - 1].lstrip().startswith("#"):
        start -= 1
    # What the file begins with is about the file.
    return start or heading - 1


def _headings(text: str) -> list[int]:
    """Return the lines that open an entry, counted from 1."""
    lines = text.splitlines()
    return [n for n, line in enumerate(lines, 1) if _HEADING.fullmatch(line)]


def _tables(
    text: str, path: Path, problems: list[Problem]
) -> list[tuple[Mapping[str, object], Location]]:
    """Return the entries as they are, each with its place."""
    where = shown(path)
    try:
        content: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        place = Location(where, int(line[1]) if line else 1)
        problems.append(Problem(place, f"This is not TOML: {error}.", _SHAPE))
        return []
    found = content.pop("accepted", [])
    tables = cast("list[object]", found) if isinstance(found, list) else [found]
    headings = _headings(text)
    # A line that looks like a heading may stand in a string, and an entry may have
    # none: then nobody knows which line is whose.
    if content or len(headings) != len(tables):
        others = ", ".join(content) or "entries without a heading"
        message = f"The file has {others}, which it cannot have."
        problems.append(Problem(Location(where), message, _SHAPE))
        return []
    return [
        (cast("dict[str, object]", table), Location(where, line))
        for table, line in zip(tables, headings, strict=True)
    ]


def _ledger(tables: list[tuple[Mapping[str, object], Location]]) -> Ledger:
    entries: dict[tuple[str, str, str], Entry] = {}
    flaws: list[tuple[str, Problem]] = []
    for table, place in tables:
        domain, reasons = str(table["domain"]), list(_flaws(table))
        if reasons:
            message = f"The entry {'; it '.join(reasons)}."
            flaws.append((domain, Problem(place, message, _SHAPE)))
            continue
        entry = _entry(table, place)
        if entry.key in entries:
            first = entries[entry.key].place
            message = f"The entry says what the one at {first} says."
            flaws.append((domain, Problem(place, message, "Remove one of them.")))
        entries.setdefault(entry.key, entry)
    return Ledger(entries=tuple(entries.values()), flaws=tuple(flaws))


def _flaws(table: Mapping[str, object]) -> Iterator[str]:
    for key in _TEXTS:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"has no {key}"
    # A TOML date-time is a date by inheritance, and means something else.
    if type(table.get("until")) is not date:
        yield "has no last day in `until`"
    for key in table.keys() - {*_TEXTS, "until"}:
        yield f"has {key}, which means nothing here"


def _entry(table: Mapping[str, object], place: Location) -> Entry:
    rule, domain, coordinate, reason = (str(table[key]) for key in _TEXTS)
    return Entry(
        rule=rule,
        domain=domain,
        coordinate=coordinate,
        reason=reason.strip(),
        until=cast("date", table["until"]),
        place=place,
    )
