"""Assess each change for each operation, and make findings of the impacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphql import GraphQLError, GraphQLSchema, Node, OperationDefinitionNode

from udacity_client.drift.diff.change import Change, Element
from udacity_client.drift.diff.compare import changes_between
from udacity_client.drift.diff.rename_hints import rename_hint
from udacity_client.drift.impact.findings import AffectedOperation, Finding
from udacity_client.drift.impact.fixes import DEFAULT_FIXES, FixCommands
from udacity_client.drift.impact.impact import (
    NEW_VALUE_RULES,
    Impact,
    Level,
    NewValues,
    as_breaking,
    documentation_changed,
    impact_of,
    rejected,
    unsendable,
)
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
from udacity_client.drift.usage.usage_index import UsageIndex
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
        refused: The names of operations that the new schema refuses.
    """

    findings: tuple[Finding, ...]
    outside: tuple[Change, ...]
    refused: frozenset[str] = frozenset()


def drift_between(
    old: GraphQLSchema,
    new: GraphQLSchema,
    *,
    domain: str,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
    fixes: FixCommands = DEFAULT_FIXES,
    new_values: NewValues = "types",
    are_valid: bool = False,
) -> AssessedDrift:
    """Return what the changes from *old* to *new* do to *operations*.

    Operations that are not valid for *old* are left out: that is another problem.

    Args:
        old: The schema that the operations were written for.
        new: The schema that the server has.
        domain: The API domain, which findings name.
        operations: The operations, read from files.
        fragments: The fragments that they spread, by name.
        fixes: The commands that findings name.
        new_values: What new enum values and members of unions count as.
        are_valid: Whether all operations are known to be valid for *old*.
    """
    changes = changes_between(old, new)
    checked = check_operations(
        old, new, operations, fragments, changes=changes, are_valid=are_valid
    )
    findings: list[Finding] = []
    outside: list[Change] = []
    index = UsageIndex(operation.usage for operation in checked)
    for change in changes:
        users = (checked[number] for number in index.users(change))
        impacts = list(_impacts(change, users, new_values))
        if impacts:
            finding = _finding(change, impacts, domain, fixes)
            findings.append(replace(finding, guess=rename_hint(change, old, new)))
        else:
            outside.append(change)
    for operation in checked:
        findings += _unexplained(operation, domain, fixes)
    return AssessedDrift(
        tuple(sorted(findings, key=lambda finding: finding.rank)),
        tuple(outside),
        frozenset(one.usage.name for one in checked if one.errors),
    )


def _impacts(
    change: Change, users: Iterable[CheckedOperation], new_values: NewValues
) -> Iterator[tuple[CheckedOperation, Impact]]:
    """Yield each of *users* that *change* affects, with the impact."""
    for operation in users:
        impact = assess(change, operation)
        if impact is not None:
            yield operation, _counted(change, impact, new_values)


def _counted(change: Change, impact: Impact, new_values: NewValues) -> Impact:
    """Return *impact*, as the project counts what brings new values."""
    is_new_value = change.rule in NEW_VALUE_RULES and (
        (impact.level, impact.certainty) == (Level.TYPES, "sometimes")
    )
    return as_breaking(impact) if is_new_value and new_values != "types" else impact


def assess(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of *change* on *operation*, or `None` if there is none."""
    if change.rule in _RESPONSE_RULES:
        operation.reads_responses()
    impact = _ASSESSORS[change.element](change, operation)
    if impact is None or impact.level is not Level.RUNTIME:
        return impact
    if impact.certainty == "always":
        return impact
    # Changes that each break some calls may together break all.
    lost = [one for one in impact.nodes if id(one) in operation.unsendable_variables]
    return unsendable(tuple(lost), certainty="always") if lost else impact


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
"""The rules of changes that may make responses differ."""


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
    change: Change,
    impacts: Sequence[tuple[CheckedOperation, Impact]],
    domain: str,
    fixes: FixCommands,
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
        effect=_with_reasons(worst, impacts),
        fix=fixes.fix(worst, domain),
        affected=tuple(_affected(operation, impact) for operation, impact in impacts),
    )


def _affected(operation: CheckedOperation, impact: Impact) -> AffectedOperation:
    return AffectedOperation(
        operation.usage.name, impact.level, impact.certainty, _places(impact.nodes)
    )


def _places(nodes: Iterable[Node]) -> tuple[Location, ...]:
    places = (location(node) for node in nodes if node.loc is not None)
    return tuple(sorted(dict.fromkeys(places)))


def _unexplained(
    operation: CheckedOperation, domain: str, fixes: FixCommands
) -> Iterator[Finding]:
    """Yield a finding for errors and effects that no assessed change explains."""
    errors, effects = operation.unexplained, operation.unexplained_effects
    if errors:
        nodes = tuple(node for error in errors for node in error.nodes or ())
        reasons = " ".join(map(_reason, errors[:_REASONS]))
        found = UNEXPLAINED, rejected(nodes), reasons
        yield _about_operation(*found, operation, domain, fixes)
    if effects:
        causes = sorted({cause for effect in effects for cause in effect.causes})
        impact = impact_of(effects, (operation.usage.operation,))
        found = UNEXPLAINED_RESPONSE, impact, f"It is about {', '.join(causes)}."
        yield _about_operation(*found, operation, domain, fixes)


def _about_operation(
    rule: str,
    impact: Impact,
    reasons: str,
    operation: CheckedOperation,
    domain: str,
    fixes: FixCommands,
) -> Finding:
    return Finding(
        rule=rule,
        domain=domain,
        coordinate=operation.usage.name,
        old=None,
        new=None,
        level=impact.level,
        certainty=impact.certainty,
        effect=f"{impact.words} {reasons}",
        fix=fixes.fix(impact, domain),
        affected=(_affected(operation, impact),),
    )


_REASONS: Final = 2
"""How many of the server's messages a finding has; the first ones say enough."""


def _with_reasons(
    impact: Impact, impacts: Sequence[tuple[CheckedOperation, Impact]]
) -> str:
    """Return the words of *impact*, with the server's messages if it rejects some."""
    if impact.fixed_by != "operations":
        return impact.words
    errors = (
        error
        for operation, one in impacts
        if one.fixed_by == "operations"
        for error in operation.errors_at(one.nodes)
    )
    reasons = tuple(dict.fromkeys(map(_reason, errors)))[:_REASONS]
    return " ".join((impact.words, *reasons))


def _reason(error: GraphQLError) -> str:
    """Return what a server says, with the places of selections that conflict."""
    places = _places(error.nodes or ())
    message = f"It says: {error.message}"
    if len(places) < _CONFLICTING:
        return message
    return f"{message} ({' and '.join(map(str, places[:_CONFLICTING]))})"


_CONFLICTING: Final = 2
"""How many selections conflict with each other."""
