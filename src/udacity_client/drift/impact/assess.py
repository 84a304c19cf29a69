"""Turn changes into findings for the operations they strike, without reading files."""

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
)
from udacity_client.drift.usage.operation_usage import Fragments
from udacity_client.errors import Location
from udacity_client.schema.documents import location

UNEXPLAINED: Final = "operation-refused"
"""The rule of a refusal that no change accounts for; its coordinate is an operation."""


@dataclass(frozen=True)
class AssessedDrift:
    """Hold what the change of one domain's schema does.

    Attributes:
        findings: What strikes operations, the worst first.
        outside: The changes that strike none.
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
    """Return what the way from *old* to *new* does to *operations*.

    Operations that do not fit *old* are left out: theirs is another mistake.

    Args:
        old: The schema that the operations were written for.
        new: The schema that the server has.
        domain: The API domain, which findings name.
        operations: The operations, read from files.
        fragments: The fragments that they spread, by name.
    """
    callers = list(check_operations(old, new, operations, fragments))
    findings: list[Finding] = []
    outside: list[Change] = []
    users = _by_name(callers)
    for change in changes_between(old, new):
        found = [(caller, assess(change, caller)) for caller in _users(change, users)]
        struck = [(caller, effect) for caller, effect in found if effect]
        if struck:
            finding = _finding(change, struck, domain)
            findings.append(replace(finding, guess=rename_hint(change, old, new)))
        else:
            outside.append(change)
    for caller in callers:
        findings += _unexplained(caller, domain)
    return AssessedDrift(
        tuple(sorted(findings, key=lambda finding: finding.rank)), tuple(outside)
    )


def _by_name(
    callers: Iterable[CheckedOperation],
) -> dict[str, dict[int, CheckedOperation]]:
    """Return who uses what, by name; under no name are all callers, by number."""
    users: dict[str, dict[int, CheckedOperation]] = {}
    for number, caller in enumerate(callers):
        for name in caller.usage.names | {""}:
            users.setdefault(name, {})[number] = caller
    return users


def _users(
    change: Change, users: Mapping[str, Mapping[int, CheckedOperation]]
) -> Iterator[CheckedOperation]:
    """Yield, in order, those whom *change* may strike: who use any of its names."""
    names = {change.coordinate, change.owner, change.member, change.field} - {""}
    if change.element in {"root", "schema"}:
        names = {""}
    found: dict[int, CheckedOperation] = {}
    for name in names:
        found.update(users.get(name, {}))
    yield from (found[number] for number in sorted(found))


def assess(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what *change* does to *caller*, or nothing where it is not struck."""
    return _ASSESSORS[change.element](change, caller)


def _assess_schema(change: Change, caller: CheckedOperation) -> Impact | None:
    return documentation_changed(change, (caller.usage.operation,))


def _assess_directive(change: Change, caller: CheckedOperation) -> Impact | None:
    nodes = caller.usage.directives.of(change.owner)
    if not nodes:
        return None
    if caller.is_rejected_at(nodes):
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
    change: Change, struck: Sequence[tuple[CheckedOperation, Impact]], domain: str
) -> Finding:
    worst = min((effect for _, effect in struck), key=lambda effect: effect.rank)
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
        affected=tuple(_affected(caller, effect) for caller, effect in struck),
    )


def _fix(effect: Impact, domain: str) -> str:
    accept = f"udacity schema accept {domain}, with --live or --against as here"
    match effect.fixed_by:
        case "operations":
            return f"Change the operations at the places above, then: {accept}"
        case "callers":
            return (
                f"Run: udacity schema pull {domain} && udacity generate; then let "
                "every call send what is wanted now"
            )
        case _:
            return accept


def _affected(caller: CheckedOperation, effect: Impact) -> AffectedOperation:
    return AffectedOperation(
        caller.usage.name, effect.level, effect.certainty, _places(effect.nodes)
    )


def _places(nodes: Iterable[Node]) -> tuple[Location, ...]:
    places = (location(node) for node in nodes if node.loc is not None)
    return tuple(sorted(dict.fromkeys(places)))


def _unexplained(caller: CheckedOperation, domain: str) -> Iterator[Finding]:
    """Yield one finding for what the server refuses for no reason judged so far."""
    errors = caller.unexplained
    if not errors:
        return
    nodes = tuple(node for error in errors for node in error.nodes or ())
    effect = rejected(nodes)
    reasons = " ".join(dict.fromkeys(error.message for error in errors))
    yield Finding(
        rule=UNEXPLAINED,
        domain=domain,
        coordinate=caller.usage.name,
        old=None,
        new=None,
        level=effect.level,
        certainty=effect.certainty,
        effect=f"{effect.words} {reasons}",
        fix=_fix(effect, domain),
        affected=(_affected(caller, effect),),
    )
