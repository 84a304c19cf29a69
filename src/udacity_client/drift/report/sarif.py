"""Render a report as SARIF 2.1.0, which code scanning shows as alerts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

from udacity_client.drift.diff.rules import RULES
from udacity_client.drift.report.causes import shortened
from udacity_client.drift.report.entry import LabelledLocation, ReportEntry, Severity
from udacity_client.drift.report.json_report import finding_json
from udacity_client.drift.report.report import Report, Repository
from udacity_client.drift.report.text import summary_lines
from udacity_client.schema.hidden_characters import escape_runner_commands

_Json: TypeAlias = dict[str, object]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_LEVELS: Final[dict[Severity, str]] = {
    "error": "error",
    "warning": "warning",
    "notice": "note",
}
_RUN_RULES: Final = frozenset({"schema-unseen", "schema-partly-unseen"})
"""Rules about the check itself, not about what is in the repository."""

MAX_RESULTS: Final = 25_000
"""The maximum number of results of a run that code scanning takes."""

MAX_SIZE: Final = 9_000_000
"""The maximum size of all results, compressed; code scanning takes 10 MB in all."""

_MAX_LOCATIONS: Final = 100
"""The maximum number of locations of a result that code scanning shows."""

_COMPACT: Final = (",", ":")

_INDEX: Final = {rule: index for index, rule in enumerate(RULES)}


def sarif_report(report: Report) -> str:
    """Return *report* as SARIF."""
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return escape_runner_commands(json.dumps(content, separators=_COMPACT)) + "\n"


def _run(report: Report) -> _Json:
    results = [one for one in report.shown if one.rule not in _RUN_RULES]
    notices = [one for one in report.shown if one.rule in _RUN_RULES]
    kept = _within_limits(_result(one, report.repository) for one in results)
    left_out = len(results) - len(kept)
    return {
        "tool": {"driver": _driver(report.version)},
        "automationDetails": {"id": "udacity-schema-check/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, notices, left_out)],
        "results": kept,
        "properties": {
            "failOn": report.fail_on.value,
            "verdicts": [row._asdict() for row in report.rows],
            "outside": report.outside,
        },
    }


def _within_limits(results: Iterable[_Json]) -> list[_Json]:
    """Return the first of *results*, as many as code scanning takes in one upload."""
    compressor, size = zlib.compressobj(), 0
    kept = list[_Json]()
    for result in results:
        text = json.dumps(result, separators=_COMPACT)
        size += len(compressor.compress(text.encode()))
        size += len(compressor.flush(zlib.Z_SYNC_FLUSH))
        if len(kept) == MAX_RESULTS or size > MAX_SIZE:
            break
        kept.append(result)
    return kept


def _driver(version: str) -> _Json:
    return {
        "name": "udacity-client",
        "version": version,
        "rules": [_rule(rule, words) for rule, words in RULES.items()],
    }


def _rule(rule: str, words: str) -> _Json:
    return {
        "id": rule,
        "shortDescription": {"text": words},
        # Optional in the standard, but code scanning requires them.
        "fullDescription": {"text": words},
        "help": {"text": "Each result says what to do, after `fix` or `hint`."},
    }


def _invocation(report: Report, notices: Sequence[ReportEntry], left_out: int) -> _Json:
    summary = "\n".join((*report.verdict, *summary_lines(report.rows), *report.total))
    if left_out:
        summary += (
            f"\n{left_out:,} results were left out, the least important ones: code "
            "scanning takes no more. --format json has all."
        )
    return {
        "executionSuccessful": not any(check.unavailable for check in report.checks),
        "exitCode": report.exit_code,
        "exitCodeDescription": " ".join(report.total),
        "toolExecutionNotifications": [
            *(_notification(one, report.repository) for one in notices),
            {"level": "note", "message": {"text": summary}},
        ],
    }


def _notification(entry: ReportEntry, repository: Repository) -> _Json:
    return {
        "descriptor": {"id": entry.rule, "index": _INDEX[entry.rule]},
        "level": _LEVELS[entry.severity],
        "message": _message(entry.message),
        "locations": [_location(spot, repository) for spot in entry.locations],
    }


def _result(entry: ReportEntry, repository: Repository) -> _Json:
    return {
        "ruleId": entry.rule,
        "ruleIndex": _INDEX[entry.rule],
        "level": _LEVELS[entry.severity],
        "message": _message(replace(entry, lines=shortened(entry.lines)).message),
        "locations": [
            _location(spot, repository) for spot in entry.locations[:_MAX_LOCATIONS]
        ],
        "relatedLocations": [
            {"id": number, **_location(spot, repository)}
            for number, spot in enumerate(entry.related[:_MAX_LOCATIONS])
        ],
        "suppressions": _suppressions(entry),
        **_identity(entry),
    }


def _message(text: str) -> _Json:
    """Return a message of *text*, in which `[…](…)` of a schema is not a link."""
    return {"text": text.replace("](", "] (")}


def _identity(entry: ReportEntry) -> _Json:
    """Return what identifies the result in each run, and its details."""
    if entry.finding is None:
        return {"properties": {"domain": entry.domain}}
    finding = entry.finding
    fingerprint, affected = finding.fingerprint, finding.affected[:_MAX_LOCATIONS]
    details = finding_json(replace(finding, affected=affected))
    return {
        # GitHub uses only the second. Without it, GitHub hashes the line; our findings
        # stay the same if that line is edited.
        "partialFingerprints": {
            "schemaChange/v1": fingerprint,
            "primaryLocationLineHash": fingerprint,
        },
        "properties": {"domain": entry.domain, **details},
    }


def _suppressions(entry: ReportEntry) -> list[_Json]:
    if entry.accepted is None:
        return []
    justification = f"{entry.accepted.reason} (until {entry.accepted.until})"
    return [
        {"kind": "external", "status": "accepted", "justification": justification},
    ]


def _location(spot: LabelledLocation, repository: Repository) -> _Json:
    named: _Json = {
        "logicalLocations": [{"fullyQualifiedName": spot.label}],
        "message": {"text": spot.label},
    }
    if spot.place is None:
        return named
    physical = {
        "artifactLocation": _artifact(repository.path(spot.place.path)),
        "region": {
            "startLine": spot.place.line,
            "startColumn": spot.place.column,
        },
    }
    return {"physicalLocation": physical, **named}


def _artifact(path: str) -> _Json:
    """Return *path* as a URI, relative to the root of the repository if possible."""
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
