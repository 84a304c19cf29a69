"""Judge what changes of arguments and input fields do to what an operation sends."""

from __future__ import annotations

from graphql import GraphQLInputObjectType

from udacity_client.drift.diff.change import Change
from udacity_client.drift.diff.compare import is_required
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


def judge_argument(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of a field's or directive's argument does to *caller*."""
    contract, place = caller.contract, change.coordinate
    passed, omitted = contract.given_arguments.of(place), contract.omitted.of(place)
    users = _users(change, caller)
    match change.kind:
        case "added":
            return new_capability(users)
        case "required-added" | "removed":
            nodes = passed if change.kind == "removed" else users
            return _refused_or_none(nodes, caller)
        case "default-changed" | "type-changed":
            given = passed if change.types else ()
            if caller.is_rejected_at(
                (*given, *(users if change.makes_required else ()))
            ):
                return rejected(passed or omitted)
            return _judge_given(change, caller)
        case _:
            return documentation_changed(change, passed)


def _users(change: Change, caller: CheckedOperation) -> Nodes:
    """Return what uses the field or the directive that the argument belongs to."""
    if change.element == "directive-argument":
        return caller.contract.directives.of(change.owner)
    return caller.contract.fields.of(change.field)


def _refused_or_none(nodes: Nodes, caller: CheckedOperation) -> Impact | None:
    """Return that *nodes* are refused; elsewhere their document is not touched."""
    if not nodes:
        return None
    return rejected(nodes) if caller.is_rejected_at(nodes) else unsendable(nodes)


def _judge_given(change: Change, caller: CheckedOperation) -> Impact | None:
    contract, place = caller.contract, change.coordinate
    if change.types is None:
        omitted = contract.omitted.of(place)
        return default_changed(omitted) if omitted else None
    old, new = change.types
    nullable = contract.nullable.of(place)
    has_lost_null = is_non_null(new) and not is_non_null(old)
    return unsendable(nullable) if nullable and has_lost_null else None


def judge_input_field(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of an input object's field does to *caller*."""
    contract, place = caller.contract, change.coordinate
    spelled = contract.literals.of(change.owner)
    if change.kind in _REFUSABLE:
        named = (*spelled, *contract.given_arguments.of(place))
        if caller.is_rejected_at(named):
            return rejected(named)
    return _judge_sent(change, caller)


def _judge_sent(change: Change, caller: CheckedOperation) -> Impact | None:
    contract, place = caller.contract, change.coordinate
    reached = contract.inputs.of(change.owner)
    spelled = contract.literals.of(change.owner)
    certain = contract.always_sent_inputs.of(change.owner)
    match change.kind:
        case "added":
            return new_capability(reached or spelled)
        case "required-added" | "removed":
            is_sent = change.kind != "removed" or change.was_required
            return _missing(certain if is_sent else (), reached)
        case "default-changed":
            return _judge_default(change, caller)
        case "type-changed":
            return _judge_input_type(change, caller)
        case _:
            return documentation_changed(
                change, reached or contract.given_arguments.of(place)
            )


_REFUSABLE = {"default-changed", "removed", "required-added", "type-changed"}


def _missing(certain: Nodes, reached: Nodes) -> Impact | None:
    if certain:
        return unsendable(certain, certainty="always")
    return unsendable(reached) if reached else None


def _judge_default(change: Change, caller: CheckedOperation) -> Impact | None:
    contract = caller.contract
    reached = contract.inputs.of(change.owner)
    if change.makes_required and reached:
        return unsendable(reached)
    left_out = (
        *contract.omitted_input_fields.of(change.coordinate),
        *contract.omitted.of(change.coordinate),
    )
    if _was_required(change, caller):
        return stale(reached) if reached else None
    nodes = (*reached, *left_out)
    return default_changed(nodes) if nodes else None


def _was_required(change: Change, caller: CheckedOperation) -> bool:
    """Return whether nobody could leave out the input field, whatever its default."""
    owner = caller.schemas[0].type_map[change.owner]
    return isinstance(owner, GraphQLInputObjectType) and is_required(
        owner.fields[change.member]
    )


def _judge_input_type(change: Change, caller: CheckedOperation) -> Impact | None:
    contract = caller.contract
    reached = contract.inputs.of(change.owner)
    if change.types and reached:
        is_taken = accepts(caller.schemas, *change.types) and not change.makes_required
        return stale(reached) if is_taken else unsendable(reached)
    nullable = contract.nullable.of(change.coordinate)
    if change.types and nullable and not accepts(caller.schemas, *change.types):
        return unsendable(nullable)
    return None
