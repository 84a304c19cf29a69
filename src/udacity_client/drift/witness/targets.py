"""Find the parts of responses and variables that a finding affects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
)

from udacity_client.codegen.documents.conditions import (
    UNCONDITIONAL,
    Conditions,
    both,
    conditions_of,
)
from udacity_client.drift.impact.findings import Finding
from udacity_client.errors import Location
from udacity_client.schema.documents import descendants, location


@dataclass(frozen=True)
class WitnessTarget:
    """Where in a response the one unusual value goes, and what it is.

    Attributes:
        nodes: The fields of the document that lead there, by identity.
        targets: The fields, or the operation, where the unusual value goes.
        flags: Values of `@include` and `@skip` variables with which it is included.
        member: The enum value or the member type to use; any if `None`.
    """

    nodes: frozenset[int]
    targets: frozenset[int]
    flags: Mapping[str, bool]
    member: str | None = None


@dataclass(frozen=True)
class ChangedInput:
    """The part of an input that changed.

    Attributes:
        owner: The input object, enum or scalar.
        member: The input field or the enum value; the whole type if `None`.
    """

    owner: str
    member: str | None = None


def target_at(
    places: Collection[Location],
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    finding: Finding,
) -> WitnessTarget | None:
    """Return where in responses to *operation* a *finding* takes effect, if it does."""
    nodes, targets, flags = set[int](), set[int](), dict[str, bool]()
    for node, trail, conditions in _walk(
        operation.selection_set, fragments, (), UNCONDITIONAL
    ):
        if not _is_at(node, places):
            continue
        # The type condition of a fragment shows in the field that has the type.
        fields = (*trail, node) if isinstance(node, FieldNode) else trail
        nodes |= set(map(id, fields))
        targets |= set(map(id, fields[-1:]))
        flags = {**dict(conditions), **flags}
    if _is_at(operation, places):
        targets.add(id(operation))
    target = WitnessTarget(
        frozenset(nodes), frozenset(targets), flags, _new_member(finding)
    )
    return target if targets else None


def is_included(conditions: Conditions, flags: Mapping[str, bool]) -> bool:
    """Return whether *conditions* hold, if variables are *flags* or else false."""
    return all(flags.get(variable, False) is wanted for variable, wanted in conditions)


def _walk(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    trail: tuple[FieldNode, ...],
    outer: Conditions,
) -> Iterator[tuple[Node, tuple[FieldNode, ...], Conditions]]:
    """Yield the selected nodes, each with what leads to it.

    That are the fields around it, the innermost last, and the conditions on the way.
    What can never be included is left out.
    """
    for node in selection_set.selections:
        conditions = both(outer, conditions_of(node))
        if conditions is None:
            continue
        yield node, trail, conditions
        below, around = getattr(node, "selection_set", None), trail
        if isinstance(node, FragmentSpreadNode):
            below = fragments[node.name.value].selection_set
        elif isinstance(node, FieldNode):
            around = (*trail, node)
        if below is not None:
            yield from _walk(below, fragments, around, conditions)


def _is_at(node: Node, places: Collection[Location]) -> bool:
    return node.loc is not None and location(node) in places


def _new_member(finding: Finding) -> str | None:
    """Return the enum value or the member type that *finding* is about, if any."""
    kind, coordinate = finding.rule, finding.coordinate
    if kind == "enum-value-added":
        return coordinate.partition(".")[2]
    if kind.startswith("union-member-"):
        return coordinate.partition(" | ")[2]
    if kind.startswith("implementation-"):
        return coordinate.partition(" implements ")[0]
    return None


def changed_input(finding: Finding) -> ChangedInput:
    """Return the part of an input that *finding* is about."""
    owner, _, member = finding.coordinate.partition(".")
    return ChangedInput(owner, member or None)


def variables_at(
    places: Collection[Location], operation: OperationDefinitionNode, whole: Node
) -> tuple[list[VariableDefinitionNode], list[VariableDefinitionNode]]:
    """Return the variables that are defined at *places*, and those that are used there.

    Args:
        places: Where a finding takes effect.
        operation: The operation.
        whole: The operation and its fragments.
    """
    used = {
        part.name.value
        for node in descendants(whole)
        if isinstance(node, ArgumentNode | ObjectFieldNode) and _is_at(node, places)
        for part in descendants(node.value)
        if isinstance(part, VariableNode)
    }
    variables = operation.variable_definitions
    return (
        [node for node in variables if _is_at(node, places)],
        [node for node in variables if node.variable.name.value in used],
    )
