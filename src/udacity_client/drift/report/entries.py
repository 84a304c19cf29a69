"""Make the entries of a report from the results of a check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from udacity_client.codegen.package.package_tree import MANIFEST
from udacity_client.drift.check import DomainCheck
from udacity_client.drift.generated.state import CodeState
from udacity_client.drift.impact.findings import (
    AcceptedFinding,
    Finding,
    GeneratedSymbol,
    Witness,
)
from udacity_client.drift.impact.impact import Level, level_text
from udacity_client.drift.report.entry import (
    DetailLine,
    LabelledLocation,
    ReportEntry,
    Severity,
    one_line,
    visible,
)
from udacity_client.drift.report.summary import count_of
from udacity_client.drift.sources.recorded_events import RecordedDrift
from udacity_client.errors import Location, Problem

_PLACES: Final = 4
"""How many places of one operation are shown; JSON has all."""


def entries_of(
    check: DomainCheck, *, package: str, command: str
) -> Iterator[ReportEntry]:
    """Yield an entry for everything in *check*.

    Args:
        check: The result for a domain.
        package: The folder of the generated package, as paths are shown.
        command: The command that generates code.
    """
    domain = check.domain
    code = Location(f"{package}/{domain.replace('-', '_')}/{MANIFEST}")
    for reason in check.unavailable:
        yield _schema("schema-unseen", "UNCHECKED", "error", reason, domain, code)
    # They are the likely cause of the problems in operations, if there are any.
    causes = check.invalid_parts if check.problems else ()
    for rule, label, problems in (
        ("schema-invalid", "invalid", (*check.schema_problems, *causes)),
        ("operation-invalid", "invalid", check.problems),
        ("operation-refused", "refused", check.refused),
        ("acceptance-invalid", "acceptance", check.acceptance_problems),
    ):
        for problem in problems:
            yield _problem(problem, domain, code, rule=rule, label=label)
    if check.code in _CODE_PROBLEMS:
        yield _code(check.code, domain, code, command)
    for finding in check.drift.findings if check.drift else ():
        yield _finding(finding, code)
    for recorded in check.recorded:
        yield _recorded(recorded, check, code)
    rest = () if causes else map(str, check.invalid_parts)
    for note in (*rest, *check.notes):
        yield _schema("schema-partly-unseen", "note", "notice", note, domain, code)
    for accepted in check.accepted:
        yield _finding(accepted.finding, code, accepted)


def _schema(
    rule: str, label: str, severity: Severity, text: str, domain: str, code: Location
) -> ReportEntry:
    """Return an entry on the schema to compare with, which is in no file."""
    return ReportEntry(
        rule=rule,
        domain=domain,
        severity=severity,
        label=label,
        subject=one_line(text),
        lines=(),
        locations=(LabelledLocation("generated code", code),),
    )


def _problem(
    problem: Problem, domain: str, code: Location, *, rule: str, label: str
) -> ReportEntry:
    place = problem.location
    is_file = not place.path.startswith("<")
    return ReportEntry(
        rule=rule,
        domain=domain,
        severity="error",
        label=label,
        subject=one_line(f"{place}: {problem.message}"),
        lines=(DetailLine("hint", one_line(problem.hint)),) if problem.hint else (),
        locations=(LabelledLocation(label, place if is_file else code),),
    )


_CODE_PROBLEMS: Final[dict[CodeState, tuple[str, str]]] = {
    "stale": ("Generated code is older than its sources.", ""),
    "edited": (
        "Generated code was edited by hand.",
        "Move the edits to another file, then: ",
    ),
    "other-tool": (
        "Generated code was written by another version of the generator.",
        "",
    ),
    "missing": ("Generated code is missing.", ""),
}


def _code(state: CodeState, domain: str, place: Location, command: str) -> ReportEntry:
    sentence, first = _CODE_PROBLEMS[state]
    return ReportEntry(
        rule=f"code-{state}",
        domain=domain,
        severity="error",
        label=state,
        subject=sentence,
        lines=(DetailLine("fix", f"{first}{command}"),),
        locations=(LabelledLocation("generated code", place),),
    )


def _recorded(
    recorded: RecordedDrift, check: DomainCheck, place: Location
) -> ReportEntry:
    times = count_of(recorded.count, "time")
    return ReportEntry(
        rule="drift-recorded",
        domain=check.domain,
        severity="warning",
        label="recorded",
        subject=one_line(f"{recorded.type_name}.{recorded.value}"),
        lines=(
            DetailLine("met", f"{one_line(recorded.kind)}, {times}"),
            DetailLine("in", f"responses to {one_line(recorded.operation)}"),
            DetailLine("fix", check.accept_command),
        ),
        locations=(LabelledLocation(recorded.operation, place),),
    )


_SEVERITY: Final[dict[Level, Severity]] = {
    Level.RUNTIME: "error",
    Level.BEHAVIOUR: "warning",
    Level.TYPES: "warning",
    Level.CAPABILITY: "notice",
    Level.COSMETIC: "notice",
}


def _finding(
    finding: Finding, code: Location, accepted: AcceptedFinding | None = None
) -> ReportEntry:
    grade = level_text(finding.level, finding.certainty)
    places = (
        LabelledLocation(one.operation, place)
        for one in finding.affected
        for place in one.places
    )
    related = [LabelledLocation(one.name, one.place) for one in _symbols(finding)]
    if finding.declared:
        related.append(LabelledLocation("the committed schema", finding.declared))
    return ReportEntry(
        rule=finding.rule,
        domain=finding.domain,
        severity=_SEVERITY[finding.level],
        label=f"accepted, {grade}" if accepted else grade,
        subject=one_line(finding.coordinate),
        lines=tuple(_finding_lines(finding, accepted)),
        locations=tuple(places) or (LabelledLocation("generated code", code),),
        related=tuple(related),
        finding=finding,
        accepted=accepted,
    )


def _finding_lines(
    finding: Finding, accepted: AcceptedFinding | None
) -> Iterator[DetailLine]:
    if finding.old is not None or finding.new is not None:
        old, new = finding.old or "nothing", finding.new or "nothing"
        yield DetailLine("change", one_line(f"{old} -> {new}"))
    yield from affected_lines(finding)
    if finding.declared:
        yield DetailLine("schema", visible(str(finding.declared)))
    yield DetailLine("effect", one_line(finding.effect))
    if finding.witness:
        yield from _witness(finding.witness)
    if finding.guess:
        yield DetailLine("guess", one_line(finding.guess))
    yield DetailLine("fix", finding.fix)
    if accepted:
        yield DetailLine(
            "accepted", f"until {accepted.until}: {one_line(accepted.reason)}"
        )


def _witness(witness: Witness) -> Iterator[DetailLine]:
    what = {"answer": "a response to", "variables": "variables of"}[witness.kind]
    # JSON has line feeds only between its strings, so spaces mean the same.
    yield DetailLine("witness", visible(witness.content.replace("\n", " ")))
    yield DetailLine("", f"{what} {witness.operation}: {one_line(witness.outcome)}")


def affected_lines(finding: Finding) -> Iterator[DetailLine]:
    """Yield the affected operations with their places, then the affected symbols."""
    for one in finding.affected:
        places = ", ".join(map(str, one.places[:_PLACES]))
        if left := len(one.places[_PLACES:]):
            places = f"{places}, and {left:,} more"
        places = places or "no location in its document"
        grade = level_text(one.level, one.certainty)
        yield DetailLine("in", visible(f"{one.operation} ({grade})  {places}"))
    for symbol in _symbols(finding):
        place = f"  {symbol.place}" if symbol.place else ""
        yield DetailLine("symbol", visible(f"{symbol.name}{place}"))


def _symbols(finding: Finding) -> Iterator[GeneratedSymbol]:
    """Yield each symbol once; several operations may share it."""
    yield from dict.fromkeys(
        symbol for one in finding.affected for symbol in one.symbols
    )
