"""Assess each change for each operation, and make findings of the impacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphql import GraphQLSchema, Node, OperationDefinitionNode

from udacity_client.drift.diff.change import Change, Element
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.diff.rename_hints import rename_hint
from udacity_client.drift.impact.findings import AffectedOperation, Finding
from udacity_client.drift.impact.impact import Impact, documentation_changed, rejected
from udacity_client.drift.impact.inputs import assess_argument, assess_input_field
from udacity_client.drift.impact.operation import CheckedOperation, check_operations
from udacity_client.drift.impact.outputs import (
    assess_enum_value,
    assess_field,
    assess_member,
    assess_root,
    assess_type,
    impact_of,
)
from udacity_client.drift.usage.operation_usage import Fragments
from udacity_client.errors import Location
from udacity_client.schema.documents import location

UNEXPLAINED: Final = "operation-refused"
"""The rule of a rejection that no change explains. Its coordinate is the operation."""

UNEXPLAINED_RESPONSE: Final = "response-changed"
"""The rule of responses that change although no change explains it."""


@dataclass(frozen=True)
class AssessedDrift:
    """The changes of one domain's schema, assessed.

    Attributes:
        findings: The changes that affect operations, the worst first.
        outside: The changes that affect none.
    """

    findings: tuple[Finding, ...]
    outside: tuple[Change, ...]


def drift_between(
    old: GraphQLSchema,
    new: GraphQLSchema,
    *,
    domain: str,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
) -> AssessedDrift:
    """Return what the changes from *old* to *new* do to *operations*.

    Operations that are not valid for *old* are left out: that is another problem.

    Args:
        old: The schema that the operations were written for.
        new: The schema that the server has.
        domain: The API domain, which findings name.
        operations: The operations, read from files.
        fragments: The fragments that they spread, by name.
    """
    checked = list(check_operations(old, new, operations, fragments))
    findings: list[Finding] = []
    outside: list[Change] = []
    users = _by_name(checked)
    for change in changes_between(old, new):
        found = [
            (operation, assess(change, operation))
            for operation in _users(change, users)
        ]
        impacts = [(operation, impact) for operation, impact in found if impact]
        if impacts:
            finding = _finding(change, impacts, domain)
            findings.append(replace(finding, guess=rename_hint(change, old, new)))
        else:
            outside.append(change)
    for operation in checked:
        findings += _unexplained(operation, domain)
    return AssessedDrift(
        tuple(sorted(findings, key=lambda finding: finding.rank)), tuple(outside)
    )


def _by_name(
    checked: Iterable[CheckedOperation],
) -> dict[str, dict[int, CheckedOperation]]:
    """Return the operations, by number, that use each name; the empty name has all."""
    users: dict[str, dict[int, CheckedOperation]] = {}
    for number, operation in enumerate(checked):
        for name in operation.usage.names | {""}:
            users.setdefault(name, {})[number] = operation
    return users


def _users(
    change: Change, users: Mapping[str, Mapping[int, CheckedOperation]]
) -> Iterator[CheckedOperation]:
    """Yield, in order, the operations that use a name of *change*."""
    names = {change.coordinate, change.owner, change.member, change.field} - {""}
    if change.element in {"root", "schema"}:
        names = {""}
    found: dict[int, CheckedOperation] = {}
    for name in names:
        found.update(users.get(name, {}))
    yield from (found[number] for number in sorted(found))


def assess(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of *change* on *operation*, or `None` if there is none."""
    if change.rule in _RESPONSE_RULES:
        operation.reads_responses()
    return _ASSESSORS[change.element](change, operation)


_RESPONSE_RULES: Final = frozenset(
    {
        "argument-default-changed",
        "argument-type-changed",
        "field-removed",
        "field-type-changed",
        "implementation-added",
        "implementation-removed",
        "root-renamed",
        "type-kind-changed",
        "union-member-added",
        "union-member-removed",
    }
)
"""The rules of changes because of which responses may differ."""


def _assess_schema(change: Change, operation: CheckedOperation) -> Impact | None:
    return documentation_changed(change, (operation.usage.operation,))


def _assess_directive(change: Change, operation: CheckedOperation) -> Impact | None:
    nodes = operation.usage.directives.of(change.owner)
    if not nodes:
        return None
    if operation.is_rejected_at(nodes):
        return rejected(nodes)
    return (
        documentation_changed(change, nodes)
        if change.kind == "description-changed"
        else None
    )


_ASSESSORS: Final[
    Mapping[Element, Callable[[Change, CheckedOperation], Impact | None]]
] = {
    "argument": assess_argument,
    "directive": _assess_directive,
    "directive-argument": assess_argument,
    "enum-value": assess_enum_value,
    "field": assess_field,
    "implementation": assess_member,
    "input-field": assess_input_field,
    "root": assess_root,
    "schema": _assess_schema,
    "type": assess_type,
    "union-member": assess_member,
}


def _finding(
    change: Change, impacts: Sequence[tuple[CheckedOperation, Impact]], domain: str
) -> Finding:
    worst = min((impact for _, impact in impacts), key=lambda impact: impact.rank)
    return Finding(
        rule=change.rule,
        domain=domain,
        coordinate=change.coordinate,
        old=change.old,
        new=change.new,
        level=worst.level,
        certainty=worst.certainty,
        effect=worst.words,
        fix=_fix(worst, domain),
        affected=tuple(_affected(operation, impact) for operation, impact in impacts),
    )


def _fix(impact: Impact, domain: str) -> str:
    accept = f"udacity schema accept {domain}, with --live or --against as here"
    match impact.fixed_by:
        case "operations":
            return f"Change the operations at the places above, then: {accept}"
        case "callers":
            return (
                f"Run: udacity schema pull {domain} && udacity generate; then change "
                "every call to send what is required now"
            )
        case "readers":
            return (
                f"Run: udacity schema pull {domain} && udacity generate; then change "
                "the code that uses these values"
            )
        case _:
            return accept


def _affected(operation: CheckedOperation, impact: Impact) -> AffectedOperation:
    return AffectedOperation(
        operation.usage.name, impact.level, impact.certainty, _places(impact.nodes)
    )


def _places(nodes: Iterable[Node]) -> tuple[Location, ...]:
    places = (location(node) for node in nodes if node.loc is not None)
    return tuple(sorted(dict.fromkeys(places)))


def _unexplained(operation: CheckedOperation, domain: str) -> Iterator[Finding]:
    """Yield a finding for errors and effects that no assessed change explains."""
    if errors := operation.unexplained:
        nodes = tuple(node for error in errors for node in error.nodes or ())
        reasons = " ".join(dict.fromkeys(error.message for error in errors))
        yield _about_operation(UNEXPLAINED, operation, rejected(nodes), domain, reasons)
    if effects := operation.unexplained_effects:
        impact = impact_of(effects, (operation.usage.operation,))
        causes = sorted({cause for effect in effects for cause in effect.causes})
        reasons = f"It is about {', '.join(causes)}." if causes else ""
        yield _about_operation(UNEXPLAINED_RESPONSE, operation, impact, domain, reasons)


def _about_operation(
    rule: str, operation: CheckedOperation, impact: Impact, domain: str, reasons: str
) -> Finding:
    return Finding(
        rule=rule,
        domain=domain,
        coordinate=operation.usage.name,
        old=None,
        new=None,
        level=impact.level,
        certainty=impact.certainty,
        effect=f"{impact.words} {reasons}".rstrip(),
        fix=_fix(impact, domain),
        affected=(_affected(operation, impact),),
    )
