"""Tell people in Markdown how a schema changed, without deciding what changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from udacity_client.drift.change import Change
from udacity_client.drift.effects import Level
from udacity_client.drift.findings import Finding
from udacity_client.drift.judge import Drift

CHANGELOG_FILE: Final = "CHANGELOG.md"
"""What the file is called, in the folder of schemas."""

TITLE: Final = (
    "# Changes of the schemas\n\n"
    "What `udacity schema accept` took over, newest first.\n"
)


def with_entry(text: str, domain: str, drift: Drift, today: date) -> str:
    """Return the changelog *text* with the entry of *domain* that tells of *drift*.

    There is one entry for a domain and day; what comes later on a day joins it.
    """
    heading = f"## {domain}, {today}\n"
    sections = _sections(text or TITLE)
    lines = "".join(_lines(drift))
    for number, section in enumerate(sections):
        if section.startswith(heading):
            sections[number] = f"{section.rstrip()}\n{lines}"
            break
    else:
        sections.insert(1, f"{heading}\n{lines}")
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _sections(text: str) -> list[str]:
    """Return what stands above the first entry, then each entry."""
    first, *others = f"\n{text}".split("\n## ")
    return [first, *(f"## {other}" for other in others)]


def _lines(drift: Drift) -> Iterator[str]:
    for level in Level:
        for finding in drift.findings:
            if finding.level is level:
                yield _told(finding)
    if drift.outside:
        yield f"- Outside the operations: {', '.join(_named(drift.outside))}\n"


def _told(finding: Finding) -> str:
    operations = ", ".join(affected.operation for affected in finding.affected)
    change = f"{_inline(finding.old)} → {_inline(finding.new)}"
    return (
        f"- **{finding.level}** `{finding.coordinate}` ({finding.rule}): {change}; "
        f"{operations}\n"
    )


def _inline(text: str | None) -> str:
    return f"`{' '.join(text.split())}`" if text else "nothing"


def _named(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        yield f"`{change.coordinate}` ({change.rule})"
