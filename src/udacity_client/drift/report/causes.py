"""Findings of one cause as one entry, so a large change is still a short report.

Values that were added to one enum have one cause: the rule, the type and the level are
the same. What differs among them, such as reasons of deprecations, names its member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from udacity_client.drift.impact.findings import AffectedOperation, Finding
from udacity_client.drift.report.entries import affected_lines
from udacity_client.drift.report.entry import (
    DetailLine,
    LabelledLocation,
    ReportEntry,
    one_line,
)

_SHOWN: Final = 5
"""How many lines with one label an entry has."""

_NAMED: Final = 12
"""How many coordinates of one cause are listed."""

_NOUNS: Final = {
    "argument": "arguments",
    "enum-value": "values",
    "field": "fields",
    "implementation": "types",
    "input-field": "fields",
    "union-member": "types",
}
"""What the members of a cause are, by the element that the rule names."""

_MENDED_ONE_BY_ONE: Final = ("argument", "field", "input-field")
"""The elements that each stay an entry if calls fail: each has its place and guess."""

_REPEATED: Final = {
    "accepted": "acceptances",
    "effect": "effects",
    "guess": "guesses",
    "in": "operations",
    "symbol": "symbols",
}
"""The labels that an entry may repeat, and what their lines list."""


def causes_of(entries: Iterable[ReportEntry]) -> Iterator[ReportEntry]:
    """Yield an entry for each cause, in the order of the first entry of each."""
    groups: dict[tuple[object, ...], list[ReportEntry]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(_cause(entry) or (number,), []).append(entry)
    for group in groups.values():
        entry = group[0] if len(group) == 1 else _merged(group)
        yield replace(entry, lines=shortened(entry.lines))


def owner_of(finding: Finding) -> str:
    """Return the type that the changed element belongs to, or is."""
    coordinate = finding.coordinate
    if " implements " in coordinate:
        return coordinate.partition(" implements ")[2]
    return coordinate.partition(" | ")[0].partition(".")[0]


def shortened(lines: Sequence[DetailLine]) -> tuple[DetailLine, ...]:
    """Return *lines* with at most a few of each label, and how many more there are."""
    found = list[DetailLine]()
    for label, group in groupby(lines, key=lambda line: line.label):
        own = list(group)
        noun = _REPEATED.get(label)
        found += own[:_SHOWN] if noun else own
        if noun and (left := len(own) - _SHOWN) > 0:
            found.append(DetailLine(label, f"and {left:,} more {noun}"))
    return tuple(found)


def _cause(entry: ReportEntry) -> tuple[object, ...] | None:
    """Return what entries of one cause have in common; `None` if it stands alone."""
    finding = entry.finding
    if finding is None or _noun(finding.rule) is None:
        return None
    if entry.severity == "error" and finding.rule.startswith(_MENDED_ONE_BY_ONE):
        return None
    return entry.label, finding.domain, finding.rule, owner_of(finding)


def _noun(rule: str) -> str | None:
    found = [noun for element, noun in _NOUNS.items() if rule.startswith(element)]
    return found[0] if found else None


def _merged(group: Sequence[ReportEntry]) -> ReportEntry:
    findings = [entry.finding for entry in group if entry.finding]
    first, merged = group[0], _merged_finding(findings)
    return replace(
        first,
        subject=one_line(merged.coordinate),
        lines=tuple(_merged_lines(group, findings, merged)),
        locations=tuple(_distinct(group, lambda entry: entry.locations)),
        related=tuple(_distinct(group, lambda entry: entry.related)),
        count=len(group),
    )


def _merged_finding(findings: Sequence[Finding]) -> Finding:
    """Return one finding with the operations of all *findings*."""
    found: dict[str, AffectedOperation] = {}
    for finding in findings:
        for one in finding.affected:
            known = found.get(one.operation, one)
            worse = min(one, known, key=lambda other: other.level.rank)
            found[one.operation] = replace(
                worse,
                places=tuple(dict.fromkeys((*known.places, *one.places))),
                symbols=tuple(dict.fromkeys((*known.symbols, *one.symbols))),
            )
    first = findings[0]
    coordinate = f"{owner_of(first)} ({len(findings):,} {_noun(first.rule)})"
    affected = sorted(found.values(), key=lambda one: (one.level.rank, one.operation))
    return replace(first, coordinate=coordinate, affected=tuple(affected))


def _merged_lines(
    group: Sequence[ReportEntry], findings: Sequence[Finding], merged: Finding
) -> Iterator[DetailLine]:
    names = [finding.coordinate for finding in findings]
    left = len(names) - _NAMED
    more = f", and {left:,} more" if left > 0 else ""
    yield DetailLine("change", one_line(", ".join(names[:_NAMED])) + more)
    yield from affected_lines(merged)
    lines = [(entry.subject, line) for entry in group for line in entry.lines]
    for label in ("effect", "witness", "", "guess", "fix", "accepted"):
        own = {name: line for name, line in lines if line.label == label}
        found = list(dict.fromkeys(own.values()))
        if label in {"witness", ""}:
            yield from found[:1]
        elif label == "fix" or (len(found) == 1 and len(own) == len(group)):
            yield from found
        else:
            yield from (
                DetailLine(label, f"{name}: {line.text}") for name, line in own.items()
            )


def _distinct(
    group: Sequence[ReportEntry],
    places: Callable[[ReportEntry], Iterable[LabelledLocation]],
) -> Iterator[LabelledLocation]:
    yield from dict.fromkeys(place for entry in group for place in places(entry))
