"""Take off drift what a project accepts, and tell which acceptances are wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from udacity_client.drift.findings import Accepted, Finding
from udacity_client.drift.judge import Drift
from udacity_client.drift.ledger import Entry, Ledger
from udacity_client.errors import Problem

LONGEST: Final = timedelta(days=180)
"""How long a finding may be accepted, from today on."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Hold what is left of a domain's drift once acceptances are taken off.

    Attributes:
        drift: The drift without what is accepted; `None` where nothing was compared.
        accepted: What is accepted, in the order of findings.
        problems: What is wrong with the domain's entries, in their order.
    """

    drift: Drift | None
    accepted: tuple[Accepted, ...]
    problems: tuple[Problem, ...]


def settle(
    ledger: Ledger, domain: str, drift: Drift | None, *, is_whole: bool, today: date
) -> Settled:
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
        return Settled(drift=None, accepted=(), problems=_in_order(problems))
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
    return Settled(
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
