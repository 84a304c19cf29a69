"""Read which findings a project accepts for a while, without looking at any finding.

`accepted-drift.toml` lies beside the schemas. Each entry names one rule at one schema
coordinate, a reason, and the last day; whatever else it says is a mistake.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final, cast

from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import Accepted, Finding
from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import display_path, read_text

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
class AcceptedDrift:
    """Hold what a project accepts.

    Attributes:
        entries: The entries that can be read, in order.
        flaws: What is wrong with entries, beside the domain that each names.
    """

    entries: tuple[Entry, ...] = ()
    flaws: tuple[tuple[str, Problem], ...] = ()


NOTHING_ACCEPTED: Final = AcceptedDrift()


def read_ledger(path: Path, domains: Collection[str]) -> AcceptedDrift:
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
    where = display_path(path)
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


def _ledger(tables: list[tuple[Mapping[str, object], Location]]) -> AcceptedDrift:
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
    return AcceptedDrift(entries=tuple(entries.values()), flaws=tuple(flaws))


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


LONGEST: Final = timedelta(days=180)
"""How long a finding may be accepted, from today on."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """Hold what is left of a domain's drift once acceptances are taken off.

    Attributes:
        drift: The drift without what is accepted; `None` where nothing was compared.
        accepted: What is accepted, in the order of findings.
        problems: What is wrong with the domain's entries, in their order.
    """

    drift: AssessedDrift | None
    accepted: tuple[Accepted, ...]
    problems: tuple[Problem, ...]


def apply(
    ledger: AcceptedDrift,
    domain: str,
    drift: AssessedDrift | None,
    *,
    is_whole: bool,
    today: date,
) -> Applied:
    """Return what *ledger* leaves of *drift*; it accepts only what it names exactly.

    Args:
        ledger: What is accepted.
        domain: The API domain.
        drift: Its drift; `None` where nothing was compared.
        is_whole: Whether all of the domain was compared, so that an entry without a
            finding accepts nothing.
        today: The day that decides which entries have ended.
    """
    entries = {entry.key: entry for entry in ledger.entries if entry.domain == domain}
    problems = [problem for name, problem in ledger.flaws if name == domain]
    untimely = {e.key: _untimely(e, today) for e in entries.values()}
    problems += [problem for problem in untimely.values() if problem]
    if drift is None:
        return Applied(drift=None, accepted=(), problems=_in_order(problems))
    accepted: list[Accepted] = []
    left: list[Finding] = []
    for finding in drift.findings:
        entry = entries.get(finding.key)
        if entry is None or untimely[entry.key]:
            left.append(finding)
        else:
            accepted.append(Accepted(finding, entry.reason, entry.until))
    if is_whole:
        found = {finding.key for finding in drift.findings}
        problems += [_unused(e) for e in entries.values() if e.key not in found]
    return Applied(
        drift=replace(drift, findings=tuple(left)),
        accepted=tuple(accepted),
        problems=_in_order(problems),
    )


def _untimely(entry: Entry, today: date) -> Problem | None:
    """Return why *entry* accepts nothing today, or `None` where it does."""
    if entry.until < today:
        return Problem(
            entry.place,
            f"The acceptance of {entry.coordinate} ended on {entry.until}: "
            f"{entry.reason}",
            f"Settle it with: udacity schema accept {entry.domain}; or say anew until "
            "when, and why.",
        )
    if entry.until > today + LONGEST:
        return Problem(
            entry.place,
            f"The acceptance of {entry.coordinate} lasts until {entry.until}, which is "
            f"more than {LONGEST.days} days from now.",
            f"Let it end on {today + LONGEST} or before.",
        )
    return None


def _unused(entry: Entry) -> Problem:
    return Problem(
        entry.place,
        f"Nothing has drifted by the rule {entry.rule} at {entry.coordinate}.",
        "Remove the entry, or correct its rule and its coordinate.",
    )


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.location))
