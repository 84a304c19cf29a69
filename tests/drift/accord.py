"""Compare the findings for an operation with the outcome of real calls."""

from __future__ import annotations

from collections.abc import Iterator

from drift.verdict import Verdict
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import AffectedOperation
from udacity_client.drift.impact.impact import Level


def untold(drift: AssessedDrift, name: str, verdict: Verdict) -> Iterator[str]:
    """Yield what calls of the operation *name* met, and *drift* says nothing of."""
    levels = {one.level for one in _of(drift, name)}
    if verdict.has_failed and Level.RUNTIME not in levels:
        yield f"{name}: {verdict.refused} refused, unread: {verdict.unreadable[:1]}"
    if verdict.shifted and not levels & {Level.RUNTIME, Level.BEHAVIOUR}:
        yield f"{name}: shifted: {verdict.shifted}"


def unmet(drift: AssessedDrift, name: str, verdict: Verdict) -> Iterator[str]:
    """Yield what *drift* says of the operation *name*, and no call of it met."""
    for one in _of(drift, name):
        if one.level is Level.RUNTIME and not verdict.has_failed:
            yield f"{name}: none of {verdict.sent} calls failed"
        if one.level is Level.BEHAVIOUR and not (verdict.shifted or verdict.has_failed):
            yield f"{name}: none of {verdict.sent} calls means something else"
        if _is_certain(one) and not verdict.always_fails:
            yield f"{name}: {verdict.sent - verdict.refused} calls are not refused"


def understated(drift: AssessedDrift, name: str, verdict: Verdict) -> Iterator[str]:
    """Yield where every call was refused, and *drift* calls that uncertain."""
    if verdict.always_fails and not any(map(_is_certain, _of(drift, name))):
        yield f"{name}: all of {verdict.sent} calls are refused"


def _is_certain(one: AffectedOperation) -> bool:
    return one.level is Level.RUNTIME and one.certainty == "always"


def _of(drift: AssessedDrift, name: str) -> list[AffectedOperation]:
    return [
        one
        for finding in drift.findings
        for one in finding.affected
        if one.operation == name
    ]
