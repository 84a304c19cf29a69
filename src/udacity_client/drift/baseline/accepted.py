"""Apply `accepted-drift.toml`: remove accepted findings, and report wrong entries.

Entries that have expired, last too long or match nothing are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from udacity_client.drift.baseline.accepted_file import AcceptedDrift, AcceptedEntry
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AcceptedFinding, Finding
from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
from udacity_client.errors import Problem

MAX_ACCEPTANCE: Final = timedelta(days=180)
"""How far in the future the last day of an entry may be."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """The drift of a domain after accepted findings are removed.

    Attributes:
        drift: The drift without accepted findings; `None` if nothing was compared.
        accepted: The accepted findings, in order.
        problems: The problems of the domain's entries, in order.
    """

    drift: AssessedDrift | None
    accepted: tuple[AcceptedFinding, ...]
    problems: tuple[Problem, ...]


def apply(
    accepted_drift: AcceptedDrift,
    domain: str,
    drift: AssessedDrift | None,
    *,
    is_whole: bool,
    today: date,
    fixes: FixCommands = DEFAULT_FIXES,
) -> Applied:
    """Remove the accepted findings from *drift*.

    Args:
        accepted_drift: The content of the file.
        domain: The API domain.
        drift: Its drift; `None` if nothing was compared.
        is_whole: Whether all of the domain was compared, so an entry that matches no
            finding is wrong.
        today: The day that decides which entries have expired.
        fixes: The commands that problems name.
    """
    entries = {
        entry.key: entry for entry in accepted_drift.entries if entry.domain == domain
    }
    problems = [problem for name, problem in accepted_drift.problems if name == domain]
    date_problems = {
        key: _date_problem(one, today, fixes) for key, one in entries.items()
    }
    problems += [problem for problem in date_problems.values() if problem]
    if drift is None:
        return Applied(drift=None, accepted=(), problems=_in_order(problems))
    valid = [one for key, one in entries.items() if not date_problems[key]]
    remaining, accepted = _divided(drift.findings, valid)
    if is_whole:
        problems += [
            _unused(entry)
            for entry in entries.values()
            if not any(map(entry.matches, drift.findings))
        ]
    return Applied(
        drift=replace(drift, findings=tuple(remaining)),
        accepted=tuple(accepted),
        problems=_in_order(problems),
    )


def _divided(
    findings: Iterable[Finding], valid: Sequence[AcceptedEntry]
) -> tuple[list[Finding], list[AcceptedFinding]]:
    """Return the findings that no entry accepts, and those that one does."""
    remaining: list[Finding] = []
    accepted: list[AcceptedFinding] = []
    for finding in findings:
        entry = next((one for one in valid if one.matches(finding)), None)
        if entry is None:
            remaining.append(finding)
        else:
            accepted.append(AcceptedFinding(finding, entry.reason, entry.until))
    return remaining, accepted


def _date_problem(
    entry: AcceptedEntry, today: date, fixes: FixCommands
) -> Problem | None:
    """Return the problem of an entry that has expired, or lasts too long."""
    if entry.until < today:
        return Problem(
            entry.place,
            f"The acceptance of {entry.coordinate} expired on {entry.until}: "
            f"{entry.reason}",
            f"Take the change over with: {fixes.accept_command(entry.domain)}; or set "
            "a new date and reason.",
        )
    if entry.until > today + MAX_ACCEPTANCE:
        return Problem(
            entry.place,
            f"The acceptance of {entry.coordinate} lasts until {entry.until}, which is "
            f"more than {MAX_ACCEPTANCE.days} days from now.",
            f"Set {today + MAX_ACCEPTANCE} or an earlier day.",
        )
    return None


def _unused(entry: AcceptedEntry) -> Problem:
    return Problem(
        entry.place,
        f"The {'rule' if entry.rule else 'level'} {entry.rule or entry.level} has no "
        f"finding at {entry.coordinate}.",
        "Remove the entry, or correct its rule and its coordinate.",
    )


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.location))
