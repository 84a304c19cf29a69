"""Render a report as workflow commands, which GitHub shows as annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from udacity_client.drift.report.entry import LabelledLocation, ReportEntry
from udacity_client.drift.report.report import Report, Repository
from udacity_client.drift.report.text import summary_lines

_DATA: Final = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY: Final = (*_DATA, (":", "%3A"), (",", "%2C"))


def github_report(report: Report) -> str:
    """Return *report* as annotations, the worst first.

    GitHub shows ten errors, ten warnings and ten notices of a step, so the summary is
    the first of the notices.
    """
    entries = report.worst_first
    loud = [entry for entry in entries if _name(entry) != "notice"]
    summary = (*report.verdict, *summary_lines(report.rows), *report.total)
    title = {"title": "udacity schema check"}
    commands = [
        *(_annotation(entry, report.repository) for entry in loud),
        command("notice", title, "\n".join(summary)),
        *(_annotation(one, report.repository) for one in entries[len(loud) :]),
    ]
    return "".join(f"{line}\n" for line in commands)


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """Return a workflow command. No text can end it or start another."""
    text = ",".join(
        f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items()
    )
    return f"::{name} {text}::{_escaped(message, _DATA)}"


def _escaped(text: str, codes: tuple[tuple[str, str], ...]) -> str:
    for char, code in codes:
        text = text.replace(char, code)
    return text


def _annotation(entry: ReportEntry, repository: Repository) -> str:
    properties = {**_where(entry.locations[0], repository), "title": entry.code}
    return command(_name(entry), properties, f"{entry.label}: {entry.message}")


def _name(entry: ReportEntry) -> str:
    return "notice" if entry.accepted else entry.severity


def _where(location: LabelledLocation, repository: Repository) -> dict[str, str]:
    if location.place is None:
        return {}
    return {
        "file": repository.path(location.place.path),
        "line": str(location.place.line),
        "col": str(location.place.column),
        "endLine": str(location.place.line),
    }
