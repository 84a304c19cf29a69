"""Rules for changes of arguments and input fields."""

from __future__ import annotations

from typing import cast

from graphql import (
    ArgumentNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    Node,
    NullValueNode,
    ObjectFieldNode,
    VariableNode,
)

from udacity_client.drift.compatibility.defaults import (
    has_same_default,
    means_the_same,
)
from udacity_client.drift.diff.change import Change
from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.drift.impact.impact import (
    Impact,
    Nodes,
    default_changed,
    documentation_changed,
    impact_of,
    new_capability,
    rejected,
    stale,
    unsendable,
)
from udacity_client.drift.impact.operation import CheckedOperation
from udacity_client.schema.graphql_types import is_non_null


def assess_argument(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of an argument of a field or directive."""
    usage, place = operation.usage, change.coordinate
    given, users = usage.given_arguments.of(place), _users(change, operation)
    match change.kind:
        case "added":
            return new_capability(users)
        case "required-added" | "removed":
            nodes = given if change.kind == "removed" else users
            return _rejected_or_unsendable(nodes, operation)
        case "default-changed" | "type-changed":
            given = given if change.types else ()
            required = users if change.makes_required else ()
            if operation.is_rejected_at((*given, *required)):
                return rejected(given or usage.omitted_arguments.of(place))
            return _assess_given(change, operation)
        case _:
            return documentation_changed(change, given)


def _users(change: Change, operation: CheckedOperation) -> Nodes:
    """Return the uses of the field or directive that the argument belongs to."""
    if change.element == "directive-argument":
        return operation.usage.directives.of(change.owner)
    return operation.usage.fields.of(change.field)


def _rejected_or_unsendable(nodes: Nodes, operation: CheckedOperation) -> Impact | None:
    """Return the impact on *nodes*: the document is rejected, or only some values."""
    if not nodes:
        return None
    return rejected(nodes) if operation.is_rejected_at(nodes) else unsendable(nodes)


def _assess_given(change: Change, operation: CheckedOperation) -> Impact | None:
    usage, place = operation.usage, change.coordinate
    if change.types is None:
        omitted = usage.omitted_arguments.of(place)
        return _assess_omitted(change, omitted, operation) if omitted else None
    old, new = change.types
    if change.makes_required and (effects := operation.effects_of(place)):
        return impact_of(effects, usage.omitted_arguments.of(place))
    nullable = usage.nullable_arguments.of(place)
    if nullable and is_non_null(new) and not is_non_null(old):
        return unsendable(nullable)
    given = usage.given_arguments.of(place)
    if literals := _unknown(given, change, operation):
        return unsendable(literals)
    shifted = _shifted(given, change)
    return default_changed(shifted) if shifted else None


def _assess_omitted(
    change: Change, omitted: Nodes, operation: CheckedOperation
) -> Impact | None:
    """Return the impact of another default, or of none, on what leaves it out.

    Servers take the default from the field of the object's type, never from that of an
    interface.
    """
    owner = operation.schemas[0].type_map.get(change.owner)
    was_required = change.inputs is not None and is_required(change.inputs[0])
    if isinstance(owner, GraphQLInterfaceType) or was_required:
        return stale(omitted)
    if not operation.still_omitted(omitted, change.coordinate):
        return stale(omitted)
    if change.makes_required and (effects := operation.effects_of(change.coordinate)):
        return impact_of(effects, omitted)
    is_same = change.inputs is not None and has_same_default(*change.inputs)
    is_unused = is_same or (change.makes_required and not operation.errors)
    return stale(omitted) if is_unused else default_changed(omitted)


def _unknown(nodes: Nodes, change: Change, operation: CheckedOperation) -> Nodes:
    """Return those of *nodes* whose literal only the server can judge."""
    if change.types is None or not operation.inputs.is_unknown(*change.types):
        return ()
    return tuple(node for node in nodes if _has_literal(node))


def _has_literal(node: Node) -> bool:
    return isinstance(node, ArgumentNode | ObjectFieldNode) and not isinstance(
        node.value, NullValueNode | VariableNode
    )


def _shifted(nodes: Nodes, change: Change) -> Nodes:
    """Return those of *nodes* whose literal means something else with the new type."""
    if change.types is None:
        return ()
    return tuple(
        node
        for node in nodes
        if isinstance(node, ArgumentNode | ObjectFieldNode)
        and not isinstance(node.value, VariableNode)
        and not means_the_same(node.value, *change.types)
    )


def assess_input_field(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of a field of an input object."""
    usage, place = operation.usage, change.coordinate
    literals = usage.object_literals.of(change.owner)
    if change.kind in _REFUSABLE:
        named = (*literals, *usage.given_arguments.of(place))
        if operation.is_rejected_at(named):
            return rejected(named)
    return _assess_sent(change, operation)


def _assess_sent(change: Change, operation: CheckedOperation) -> Impact | None:
    usage, place = operation.usage, change.coordinate
    variables = usage.input_types.of(change.owner)
    literals = usage.object_literals.of(change.owner)
    always_sent = operation.sent_variables(change.owner, always=True)
    match change.kind:
        case "added":
            return new_capability(variables or literals)
        case "required-added" | "removed":
            is_sent = change.kind != "removed" or change.was_required
            still = operation.sent_variables(change.owner)
            if variables and not still:
                return stale(variables)
            return _missing(always_sent if is_sent else (), still)
        case "default-changed":
            return _assess_default(change, operation)
        case "type-changed":
            return _assess_input_type(change, operation)
        case _:
            return documentation_changed(
                change, variables or usage.given_arguments.of(place)
            )


_REFUSABLE = {"default-changed", "removed", "required-added", "type-changed"}


def _missing(always_sent: Nodes, variables: Nodes) -> Impact | None:
    if always_sent:
        return unsendable(always_sent, certainty="always")
    return unsendable(variables) if variables else None


def _assess_default(change: Change, operation: CheckedOperation) -> Impact | None:
    usage = operation.usage
    variables = operation.sent_variables(change.owner)
    if change.makes_required and variables:
        return unsendable(variables)
    omitted = (
        *usage.omitted_input_fields.of(change.coordinate),
        *usage.omitted_arguments.of(change.coordinate),
    )
    left_out = variables if _may_be_left_out(change, operation) else ()
    nodes = (*left_out, *operation.still_omitted(omitted, change.coordinate))
    if not nodes:
        unused = (*usage.input_types.of(change.owner), *omitted)
        return stale(unused) if unused else None
    is_same = change.inputs is not None and has_same_default(*change.inputs)
    return stale(nodes) if is_same else default_changed(nodes)


def _may_be_left_out(change: Change, operation: CheckedOperation) -> bool:
    """Return whether a default of the input field may apply to what callers send."""
    owners = _owners(change, operation)
    if is_required(owners[0].fields[change.member]):
        return False
    return operation.inputs.accepts_without(*owners, change.member)


def _owners(
    change: Change, operation: CheckedOperation
) -> tuple[GraphQLInputObjectType, GraphQLInputObjectType]:
    """Return the input object that an input field belongs to, before and after."""
    old, new = (schema.type_map[change.owner] for schema in operation.schemas)
    return cast("GraphQLInputObjectType", old), cast("GraphQLInputObjectType", new)


def _assess_input_type(change: Change, operation: CheckedOperation) -> Impact | None:
    if change.types is None or change.inputs is None:
        return None
    usage, place = operation.usage, change.coordinate
    if unsent := _refused(change, operation):
        return unsent
    is_same = operation.inputs.of_types(*change.types).same
    nodes = () if is_same else operation.sent_variables(change.owner)
    nodes += _shifted(usage.given_arguments.of(place), change)
    if nodes:
        return default_changed(nodes)
    variables = usage.input_types.of(change.owner)
    return stale(variables) if variables else None


def _refused(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of values of the old type that the server refuses, if any."""
    if change.types is None or change.inputs is None:
        return None
    usage, place = operation.usage, change.coordinate
    whole = operation.inputs.of_field(*_owners(change, operation), change.member)
    always_sent = operation.sent_variables(change.owner, always=True)
    if always_sent and not whole.some:
        return unsendable(always_sent, certainty="always")
    refused = () if whole.all else operation.sent_variables(change.owner)
    if not refused and not operation.inputs.of_types(*change.types).all:
        refused = usage.nullable_arguments.of(place)
    if not refused:
        refused = _unknown(usage.given_arguments.of(place), change, operation)
    return unsendable(refused) if refused else None
