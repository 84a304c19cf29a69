"""Tell what of answers and variables a finding strikes, without making any."""

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
    """Say where in an answer the one odd value stands, and which may be odd there.

    Attributes:
        nodes: The fields of the document that lead there, by identity.
        targets: The fields, or the operation, where the odd value stands.
        flags: What the variables of `@include` and `@skip` have to be for it to come.
        member: The enum value or the member type that has to be odd; any if `None`.
    """

    nodes: frozenset[int]
    targets: frozenset[int]
    flags: Mapping[str, bool]
    member: str | None = None


@dataclass(frozen=True)
class ChangedInput:
    """Name what of an input changed.

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
    """Return where in answers to *operation* *finding* strikes, if it does."""
    nodes, targets, flags = set[int](), set[int](), dict[str, bool]()
    for node, trail in _walk(operation.selection_set, fragments, ()):
        if not _is_at(node, places):
            continue
        # What a fragment asks of a type shows in the field whose type it is.
        steps = (*trail, node) if isinstance(node, FieldNode) else trail
        nodes |= set(map(id, steps))
        targets |= set(map(id, steps[-1:]))
        for step in steps:
            flags = {**dict(_flags(step)), **flags}
    if _is_at(operation, places):
        targets.add(id(operation))
    target = WitnessTarget(
        frozenset(nodes), frozenset(targets), flags, _new_member(finding)
    )
    return target if targets else None


def is_included(node: FieldNode, flags: Mapping[str, bool]) -> bool:
    """Return whether an answer has *node*, where variables are *flags* or false."""
    return all(
        condition.value is wanted
        if isinstance(condition, BooleanValueNode)
        else flags.get(condition.name.value, False) is wanted
        for condition, wanted in _conditions(node)
    )


def _flags(node: FieldNode) -> Iterator[tuple[str, bool]]:
    """Yield what variables have to be for answers to have *node*."""
    for condition, wanted in _conditions(node):
        if isinstance(condition, VariableNode):
            yield condition.name.value, wanted


def _conditions(
    node: FieldNode,
) -> Iterator[tuple[BooleanValueNode | VariableNode, bool]]:
    """Yield what each `@include` and `@skip` of *node* asks, and what has to be so."""
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
    """Yield what is selected, each with the fields around it, the innermost last."""
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
    """Return what of an input *finding* says has changed."""
    owner, _, member = finding.coordinate.partition(".")
    return ChangedInput(owner, member or None)


def variables_at(
    places: Collection[Location], operation: OperationDefinitionNode, whole: Node
) -> tuple[list[VariableDefinitionNode], list[VariableDefinitionNode]]:
    """Return the variables that stand at *places*, and those that are used there.

    Args:
        places: Where a finding strikes.
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
