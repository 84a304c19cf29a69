"""Render a report as JSON, as `report.schema.json` describes it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Final

from udacity_client.drift.check import DomainCheck
from udacity_client.drift.impact.findings import (
    AcceptedFinding,
    AffectedOperation,
    Finding,
    Witness,
)
from udacity_client.drift.report.report import Report
from udacity_client.drift.report.summary import summary_row
from udacity_client.drift.sources.recorded_events import RecordedDrift
from udacity_client.errors import Location, Problem
from udacity_client.schema.hidden_characters import escape_runner_commands

JSON_VERSION: Final = 1
"""The version of the JSON report, which grows if a key goes or changes its meaning."""


def json_report(report: Report) -> str:
    """Return *report* as JSON."""
    content = {
        "version": JSON_VERSION,
        "tool": {"name": "udacity-client", "version": report.version},
        "fail_on": report.fail_on.value,
        "exit_code": report.exit_code,
        "domains": [_domain(check) for check in report.checks],
    }
    # ASCII, because not every pipe accepts other characters.
    return escape_runner_commands(json.dumps(content, indent=2)) + "\n"


def json_schema() -> str:
    """Return the JSON Schema of the JSON report."""
    place = resources.files("udacity_client.drift.report") / "report.schema.json"
    return place.read_text(encoding="utf-8")


def finding_json(finding: Finding) -> dict[str, object]:
    """Return *finding* as JSON."""
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "level": finding.level.value,
        "certainty": finding.certainty,
        "coordinate": finding.coordinate,
        "declared": _place(finding.declared),
        "old": finding.old,
        "new": finding.new,
        "effect": finding.effect,
        "fix": finding.fix,
        "guess": finding.guess,
        "witness": _witness(finding.witness) if finding.witness else None,
        "operations": [_affected(one) for one in finding.affected],
    }


def _domain(check: DomainCheck) -> dict[str, object]:
    drift = check.drift
    return {
        "domain": check.domain,
        "verdict": summary_row(check)._asdict(),
        "compared": drift is not None,
        "unseen": list(check.unavailable),
        "notes": [*map(str, check.invalid_parts), *check.notes],
        "operations": check.operations,
        "problems": [
            _problem(problem) for problem in (*check.schema_problems, *check.problems)
        ],
        "refused": [_problem(problem) for problem in check.refused],
        "ledger": [_problem(problem) for problem in check.acceptance_problems],
        "generated": check.code,
        "findings": [finding_json(one) for one in (drift.findings if drift else ())],
        "accepted": [_accepted(one) for one in check.accepted],
        "recorded": [_recorded(one) for one in check.recorded],
        "outside": len(drift.outside) if drift else 0,
    }


def _place(place: Location | None) -> dict[str, object] | None:
    return place._asdict() if place else None


def _problem(problem: Problem) -> dict[str, object]:
    return {
        **problem.location._asdict(),
        "message": problem.message,
        "hint": problem.hint,
    }


def _affected(affected: AffectedOperation) -> dict[str, object]:
    return {
        "name": affected.operation,
        "level": affected.level.value,
        "certainty": affected.certainty,
        "places": [_place(place) for place in affected.places],
        "symbols": [
            {"name": symbol.name, "place": _place(symbol.place)}
            for symbol in affected.symbols
        ],
    }


def _witness(witness: Witness) -> dict[str, object]:
    return {
        "kind": witness.kind,
        "operation": witness.operation,
        "content": witness.content,
        "outcome": witness.outcome,
    }


def _accepted(accepted: AcceptedFinding) -> dict[str, object]:
    return {
        "finding": finding_json(accepted.finding),
        "reason": accepted.reason,
        "until": accepted.until.isoformat(),
    }


def _recorded(recorded: RecordedDrift) -> dict[str, object]:
    return {
        "kind": recorded.kind,
        "operation": recorded.operation,
        "type": recorded.type_name,
        "value": recorded.value,
        "count": recorded.count,
    }
