"""Write what was found as text or JSON, both of the same findings, without judging."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from udacity_client.drift.check import DomainCheck, exit_code
from udacity_client.drift.effects import Level
from udacity_client.drift.findings import Affected, Finding
from udacity_client.errors import Problem

JSON_VERSION: Final = 1
"""The version of the JSON report; it grows where a key goes or means another thing."""

_HEADINGS: Final = ("domain", "schema", "operations", "generated", "worst")


def text_report(checks: Sequence[DomainCheck], *, fail_on: Level, command: str) -> str:
    """Return what *checks* found, for people.

    Args:
        checks: What was found, by domain.
        fail_on: The least level that fails.
        command: What generates code again.
    """
    blocks = [_table(checks)]
    for check in checks:
        blocks += map(str, (*check.problems, *check.refused, *check.unseen))
        blocks += check.notes
        blocks += _code_block(check, command)
        blocks += map(_finding, check.drift.findings if check.drift else ())
    blocks.append(_total(checks, fail_on))
    return "\n\n".join(blocks) + "\n"


def json_report(checks: Sequence[DomainCheck], *, fail_on: Level) -> str:
    """Return what *checks* found, for programs."""
    report = {
        "version": JSON_VERSION,
        "fail_on": fail_on.value,
        "exit_code": exit_code(checks, fail_on),
        "domains": [_domain_json(check) for check in checks],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


# Text


def _table(checks: Sequence[DomainCheck]) -> str:
    rows = [_HEADINGS, *(_row(check) for check in checks)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _row(check: DomainCheck) -> tuple[str, str, str, str, str]:
    problems = len(check.problems)
    operations = f"{check.operations} ok" if not problems else f"{problems} problems"
    worst = check.drift.findings[0] if check.drift and check.drift.findings else None
    return (
        check.domain,
        _schema_state(check),
        operations,
        check.code,
        _level(worst) if worst else "-",
    )


def _schema_state(check: DomainCheck) -> str:
    if check.unseen:
        return "UNCHECKED"
    if check.drift is None:
        return "probed" if check.notes else "not compared"
    has_changed = check.drift.findings or check.drift.outside
    return "drifted" if has_changed else "the same"


def _level(item: Finding | Affected) -> str:
    if item.level is Level.RUNTIME:
        return f"{item.level} ({item.certainty})"
    return item.level.value


def _code_block(check: DomainCheck, command: str) -> Iterator[str]:
    sentences = {
        "stale": "Generated code is older than its sources.",
        "edited": "Generated code was edited, or made by another generator.",
        "missing": "Generated code is not there.",
    }
    if check.code in sentences:
        yield f"{check.domain}: {sentences[check.code]} Run: {command}"


def _finding(finding: Finding) -> str:
    change = f"{finding.old or 'nothing'} -> {finding.new or 'nothing'}"
    lines = [
        f"{_level(finding)}  {finding.domain}  {finding.coordinate}"
        f"  [{finding.rule} {finding.fingerprint}]",
        f"  change  {' '.join(change.split())}",
    ]
    for affected in finding.affected:
        places = ", ".join(map(str, affected.places))
        lines.append(f"  in      {affected.operation} ({_level(affected)})  {places}")
    lines += [f"  effect  {finding.effect}", f"  fix     {finding.fix}"]
    return "\n".join(lines)


def _total(checks: Sequence[DomainCheck], fail_on: Level) -> str:
    findings = [f for check in checks if check.drift for f in check.drift.findings]
    outside = sum(len(check.drift.outside) for check in checks if check.drift)
    counts = [f"{sum(f.level is level for f in findings)} {level}" for level in Level]
    code = exit_code(checks, fail_on)
    return (
        f"{', '.join(counts)}; {outside} outside your operations. "
        f"Exit {code}, failing on {fail_on} and worse."
    )


# JSON


def _domain_json(check: DomainCheck) -> dict[str, object]:
    drift = check.drift
    return {
        "domain": check.domain,
        "compared": drift is not None,
        "unseen": list(check.unseen),
        "notes": list(check.notes),
        "refused": [_problem_json(problem) for problem in check.refused],
        "operations": check.operations,
        "problems": [_problem_json(problem) for problem in check.problems],
        "generated": check.code,
        "findings": [_finding_json(one) for one in (drift.findings if drift else ())],
        "outside": len(drift.outside) if drift else 0,
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        **problem.location._asdict(),
        "message": problem.message,
        "hint": problem.hint,
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "level": finding.level.value,
        "certainty": finding.certainty,
        "coordinate": finding.coordinate,
        "old": finding.old,
        "new": finding.new,
        "effect": finding.effect,
        "fix": finding.fix,
        "operations": [_affected_json(one) for one in finding.affected],
    }


def _affected_json(affected: Affected) -> dict[str, object]:
    return {
        "name": affected.operation,
        "level": affected.level.value,
        "certainty": affected.certainty,
        "places": [place._asdict() for place in affected.places],
    }
