"""Find the parts of responses and variables that a finding affects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
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
    for node, trail in _walk(operation.selection_set, fragments, ()):
        if not _is_at(node, places):
            continue
        # The type condition of a fragment shows in the field that has the type.
        fields = (*trail, node) if isinstance(node, FieldNode) else trail
        nodes |= set(map(id, fields))
        targets |= set(map(id, fields[-1:]))
        for field in fields:
            flags = {**dict(_flags(field)), **flags}
    if _is_at(operation, places):
        targets.add(id(operation))
    target = WitnessTarget(
        frozenset(nodes), frozenset(targets), flags, _new_member(finding)
    )
    return target if targets else None


def is_included(node: FieldNode, flags: Mapping[str, bool]) -> bool:
    """Return whether a response has *node*, if variables are *flags* or else false."""
    return all(
        condition.value is wanted
        if isinstance(condition, BooleanValueNode)
        else flags.get(condition.name.value, False) is wanted
        for condition, wanted in _conditions(node)
    )


def _flags(node: FieldNode) -> Iterator[tuple[str, bool]]:
    """Yield the variables, with values, for which responses contain *node*."""
    for condition, wanted in _conditions(node):
        if isinstance(condition, VariableNode):
            yield condition.name.value, wanted


def _conditions(
    node: FieldNode,
) -> Iterator[tuple[BooleanValueNode | VariableNode, bool]]:
    """Yield the condition of each `@include` and `@skip`, with the value it needs."""
    for directive in node.directives:
        if directive.name.value in {"include", "skip"}:
            for argument in directive.arguments:
                if isinstance(argument.value, BooleanValueNode | VariableNode):
                    yield argument.value, directive.name.value == "include"


def _walk(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    trail: tuple[FieldNode, ...],
) -> Iterator[tuple[Node, tuple[FieldNode, ...]]]:
    """Yield the selected nodes, each with the fields around it, the innermost last."""
    for node in selection_set.selections:
        yield node, trail
        if isinstance(node, FragmentSpreadNode):
            yield from _walk(fragments[node.name.value].selection_set, fragments, trail)
        elif isinstance(node, InlineFragmentNode):
            yield from _walk(node.selection_set, fragments, trail)
        elif isinstance(node, FieldNode):
            below: SelectionSetNode | None = node.selection_set
            if below is not None:
                yield from _walk(below, fragments, (*trail, node))


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
