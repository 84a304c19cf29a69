"""The summary row of each domain."""

from __future__ import annotations

from typing import NamedTuple

from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.impact import level_text


class SummaryRow(NamedTuple):
    """The summary of one domain.

    Attributes:
        domain: The API domain.
        schema: Whether its schema differs.
        operations: Whether its operations are valid.
        generated: The state of its generated code.
        recorded: The drift that deployed clients recorded.
        worst: The level of its worst finding.
    """

    domain: str
    schema: str
    operations: str
    generated: str
    recorded: str
    worst: str


def summary_row(check: DomainCheck) -> SummaryRow:
    """Return the summary row of *check*."""
    return SummaryRow(
        domain=check.domain,
        schema=_schema(check),
        operations=_operations(check),
        generated=check.code,
        recorded=_recorded(check),
        worst=_worst(check),
    )


def count_of(number: int, noun: str) -> str:
    """Return *number* with *noun*, in the plural unless there is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _schema(check: DomainCheck) -> str:
    if check.schema_problems:
        return count_of(len(check.schema_problems), "problem")
    if check.unavailable:
        return "UNCHECKED"
    if check.drift is None:
        return "probed" if check.is_probed else "not compared"
    outside = len(check.drift.outside)
    if outside and not check.problems:
        return f"drifted, {outside} outside"
    has_drifted = outside or check.drift.findings or check.accepted
    return "drifted" if has_drifted else "the same"


def _operations(check: DomainCheck) -> str:
    if check.problems:
        return count_of(len(check.problems), "problem")
    if check.refused:
        return f"{len(check.refused)} of {check.operations} refused"
    if check.schema_problems:
        return "unchecked"
    return f"{check.operations} ok"


def _recorded(check: DomainCheck) -> str:
    if not check.recorded:
        return "-"
    times = sum(one.count for one in check.recorded)
    return f"{count_of(len(check.recorded), 'value')}, {count_of(times, 'time')}"


def _worst(check: DomainCheck) -> str:
    findings = check.drift.findings if check.drift else ()
    if findings and findings[0].level is check.worst:
        return level_text(findings[0].level, findings[0].certainty)
    if check.worst is not None:
        return check.worst.value
    return "accepted" if check.accepted else "-"
