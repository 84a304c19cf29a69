"""The file `accepted-drift.toml`, next to the schemas: read it, and remove entries.

Each entry names a schema coordinate, or a pattern of coordinates, a reason, and the
last day; and a rule, a level, or both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final, cast

from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.impact.findings import Finding
from udacity_client.drift.impact.impact import Level
from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import display_path, read_text

ACCEPTED_FILE: Final = "accepted-drift.toml"
"""The name of the file, in the folder of schemas."""
_TEXTS: Final = ("domain", "coordinate", "reason")
_KEYS: Final = {*_TEXTS, "rule", "level", "until"}
_HEADING: Final = re.compile(r"\s*\[\[\s*accepted\s*\]\]\s*(#.*)?")
_BOM: Final = "\ufeff"
"""What some editors write first. Schemas may have it, too."""
_SHAPE: Final = (
    "Write [[accepted]] on a line of its own, then rule, domain, coordinate and reason "
    "as strings, and until = 2026-12-31. Instead of a rule there may be a level, and "
    "`*` in the coordinate stands for any text."
)


@dataclass(frozen=True, kw_only=True)
class AcceptedEntry:
    """One entry of the file.

    Attributes:
        rule: The rule of the accepted findings; all rules if it is empty.
        domain: Their API domain.
        coordinate: Their schema coordinate; `*` in it stands for any text.
        level: Their level; all levels if it is empty.
        reason: Why it is accepted.
        until: The last day.
        place: Where the entry is.
    """

    rule: str
    domain: str
    coordinate: str
    reason: str
    until: date
    place: Location
    level: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what identifies the entry."""
        return self.rule, self.domain, self.coordinate, self.level

    def matches(self, finding: Finding) -> bool:
        """Return whether the entry is about *finding*."""
        return (
            self.domain == finding.domain
            and self.rule in {"", finding.rule}
            and self.level in {"", finding.level.value}
            and self.covers(finding.coordinate)
        )

    def covers(self, coordinate: str) -> bool:
        """Return whether *coordinate* is the entry's, in which `*` is any text."""
        first, *rest = map(re.escape, self.coordinate.split("*"))
        if not rest:
            return self.coordinate == coordinate
        # Atomic: what one `*` stands for is not tried again, which could take for ever.
        middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
        pattern = re.compile(f"{first}{middle}.*{rest[-1]}", re.DOTALL)
        return pattern.fullmatch(coordinate) is not None


@dataclass(frozen=True, kw_only=True)
class AcceptedDrift:
    """The content of the file.

    Attributes:
        entries: The valid entries, in order.
        problems: The problems of other entries, each with the domain it names.
    """

    entries: tuple[AcceptedEntry, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()


NOTHING_ACCEPTED: Final = AcceptedDrift()


def read_accepted_drift(path: Path, domains: Collection[str]) -> AcceptedDrift:
    """Return the entries in the file at *path*; none if it does not exist.

    Args:
        path: The file.
        domains: The domains that exist.

    Raises:
        SourceError: The file cannot be read, is not a TOML file of entries, or has an
            entry whose domain is not one of *domains*.
    """
    if not path.exists():
        return NOTHING_ACCEPTED
    problems: list[Problem] = []
    text = (read_text(path, problems) or "").removeprefix(_BOM)
    tables = _tables(text, path, problems)
    # A list, because the file may hold what no set can look for.
    unknown = [
        place for table, place in tables if table.get("domain") not in [*domains]
    ]
    if problems or unknown:
        hint = f"Name one of {', '.join(sorted(domains))} as its domain."
        problems += [
            Problem(place, "The entry's domain does not exist.", hint)
            for place in unknown
        ]
        raise SourceError(problems)
    return _accepted_drift(tables)


def remove_entries(text: str, lines: Collection[int]) -> str:
    """Return *text* without the entries whose headings are at *lines*.

    A comment right above an entry is removed with it.
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
    """Return the index of the first line of the entry headed at line *heading*."""
    start = heading - 1
    while start and parts[start - 1].lstrip().startswith("#"):
        start -= 1
    # A comment at the top is about the file.
    return start or heading - 1


def _headings(text: str) -> list[int]:
    """Return the line numbers of the entries' headings."""
    lines = text.splitlines()
    return [n for n, line in enumerate(lines, 1) if _HEADING.fullmatch(line)]


def _tables(
    text: str, path: Path, problems: list[Problem]
) -> list[tuple[Mapping[str, object], Location]]:
    """Return the entries as TOML tables, with their locations."""
    where = display_path(path)
    try:
        content: dict[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        place = Location(where, int(line[1]) if line else 1)
        reason = error if isinstance(error, ValueError) else "it is nested too deeply"
        problems.append(Problem(place, f"This is not TOML: {reason}.", _SHAPE))
        return []
    found = content.pop("accepted", [])
    tables = cast("list[object]", found) if isinstance(found, list) else [found]
    headings = _headings(text)
    # A line that looks like a heading may be in a string, and an entry may have no
    # heading: then it is unknown which line belongs to which entry.
    is_odd = not all(isinstance(table, dict) for table in tables)
    if content or is_odd or len(headings) != len(tables):
        others = ", ".join(content) or "entries without a heading"
        message = f"The file has {others}, which is not allowed."
        problems.append(Problem(Location(where), message, _SHAPE))
        return []
    return [
        (cast("dict[str, object]", table), Location(where, line))
        for table, line in zip(tables, headings, strict=True)
    ]


def _accepted_drift(
    tables: list[tuple[Mapping[str, object], Location]],
) -> AcceptedDrift:
    entries: dict[tuple[str, str, str, str], AcceptedEntry] = {}
    problems: list[tuple[str, Problem]] = []
    for table, place in tables:
        domain, mistakes = str(table["domain"]), list(_mistakes(table))
        if mistakes:
            message = f"The entry {'; it '.join(mistakes)}."
            problems.append((domain, Problem(place, message, _SHAPE)))
            continue
        entry = _entry(table, place)
        if entry.key in entries:
            first = entries[entry.key].place
            message = f"The entry repeats the one at {first}."
            problems.append((domain, Problem(place, message, "Remove one of them.")))
        entries.setdefault(entry.key, entry)
    return AcceptedDrift(entries=tuple(entries.values()), problems=tuple(problems))


def _mistakes(table: Mapping[str, object]) -> Iterator[str]:
    for key in _TEXTS:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"has no {key}"
    # An empty rule would stand for all rules, as in an entry that has a level alone.
    rule = table.get("rule")
    names_one = isinstance(rule, str) and bool(rule.strip())
    if not names_one and (rule is not None or "level" not in table):
        yield "has no rule"
    elif names_one and rule not in RULES:
        nearest = get_close_matches(str(rule), RULES, n=1)
        yield f"has the unknown rule {rule!r}" + "".join(
            f" (did you mean {name}?)" for name in nearest
        )
    if table.get("level", Level.TYPES.value) not in [*Level]:
        yield f"has a level that is not one of {', '.join(Level)}"
    # Not `isinstance`: a TOML date-time is a subclass of date.
    if type(table.get("until")) is not date:
        yield "has no date in `until`"
    for key in table.keys() - _KEYS:
        yield f"has {key}, which is not a key of entries"


def _entry(table: Mapping[str, object], place: Location) -> AcceptedEntry:
    domain, coordinate, reason = (str(table[key]) for key in _TEXTS)
    return AcceptedEntry(
        rule=str(table.get("rule", "")),
        level=str(table.get("level", "")),
        domain=domain,
        coordinate=coordinate,
        reason=reason.strip(),
        until=cast("date", table["until"]),
        place=place,
    )
