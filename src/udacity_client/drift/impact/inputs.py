"""Rules for changes of arguments and input fields."""

from __future__ import annotations

from graphql import GraphQLInputObjectType

from udacity_client.drift.diff.change import Change
from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.drift.impact.impact import (
    Impact,
    Nodes,
    default_changed,
    documentation_changed,
    new_capability,
    rejected,
    stale,
    unsendable,
)
from udacity_client.drift.impact.input_compatibility import accepts
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
        return default_changed(omitted) if omitted else None
    old, new = change.types
    nullable = usage.nullable_arguments.of(place)
    has_lost_null = is_non_null(new) and not is_non_null(old)
    return unsendable(nullable) if nullable and has_lost_null else None


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
    always_sent = usage.always_sent_inputs.of(change.owner)
    match change.kind:
        case "added":
            return new_capability(variables or literals)
        case "required-added" | "removed":
            is_sent = change.kind != "removed" or change.was_required
            return _missing(always_sent if is_sent else (), variables)
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
    variables = usage.input_types.of(change.owner)
    if change.makes_required and variables:
        return unsendable(variables)
    omitted = (
        *usage.omitted_input_fields.of(change.coordinate),
        *usage.omitted_arguments.of(change.coordinate),
    )
    if _was_required(change, operation):
        return stale(variables) if variables else None
    nodes = (*variables, *omitted)
    return default_changed(nodes) if nodes else None


def _was_required(change: Change, operation: CheckedOperation) -> bool:
    """Return whether the input field was required, so no default ever applied."""
    owner = operation.schemas[0].type_map[change.owner]
    return isinstance(owner, GraphQLInputObjectType) and is_required(
        owner.fields[change.member]
    )


def _assess_input_type(change: Change, operation: CheckedOperation) -> Impact | None:
    usage = operation.usage
    variables = usage.input_types.of(change.owner)
    if change.types and variables:
        is_accepted = (
            accepts(operation.schemas, *change.types) and not change.makes_required
        )
        return stale(variables) if is_accepted else unsendable(variables)
    nullable = usage.nullable_arguments.of(change.coordinate)
    if change.types and nullable and not accepts(operation.schemas, *change.types):
        return unsendable(nullable)
    return None
