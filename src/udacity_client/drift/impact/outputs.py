"""Rules for changes of output types, fields, enum values and members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLScalarType,
    GraphQLUnionType,
    SelectionSetNode,
    get_named_type,
)

from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.impact import (
    Impact,
    Nodes,
    default_changed,
    documentation_changed,
    new_capability,
    new_value,
    rejected,
    stale,
    unreadable,
    unsendable,
)
from udacity_client.drift.impact.operation import CheckedOperation
from udacity_client.drift.impact.output_compatibility import Readability


def assess_root(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of a root operation type."""
    definition = operation.usage.operation
    if change.owner != definition.operation.value:
        return None
    before, after = (
        schema.get_root_type(definition.operation) for schema in operation.schemas
    )
    if before is None or after is None:
        return rejected((definition,))
    is_renamed = before.name not in operation.schemas[1].type_map and (
        after.name not in operation.schemas[0].type_map
    )
    if is_renamed:
        return None  # changes of its fields are separate changes
    readability = operation.decoder.can_decode(
        before, after, (definition.selection_set,)
    )
    return _IMPACT_OF[readability]((definition,))


def assess_field(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of an output field."""
    usage = operation.usage
    if change.kind == "added":
        return new_capability(usage.selected_types.of(change.owner))
    nodes = usage.fields.of(change.coordinate)
    if not nodes:
        return None
    if change.kind == "removed":
        # If nothing is rejected, the field was of a type that is no longer a member.
        return rejected(nodes) if operation.is_rejected_at(nodes) else stale(nodes)
    if change.types is None:
        return documentation_changed(change, nodes)
    before, after = map(get_named_type, change.types)
    is_refused = operation.is_rejected_at(nodes)
    if before.name != after.name:
        is_refused |= operation.is_rejected_below(nodes)
    if is_refused:
        return rejected(nodes)
    readability = operation.decoder.can_decode(*change.types, _selected_in(nodes))
    return _IMPACT_OF[readability](nodes)


_IMPACT_OF: Final[Mapping[Readability, Callable[[Nodes], Impact]]] = {
    Readability.FINE: stale,
    Readability.CHANGED_MEANING: default_changed,
    Readability.FAILS: unreadable,
}


def _selected_in(nodes: Nodes) -> tuple[SelectionSetNode | None, ...]:
    return tuple(node.selection_set for node in nodes if isinstance(node, FieldNode))


def assess_member(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a type that joins or leaves a union or an interface."""
    usage = operation.usage
    selected = usage.abstract_selections.of(change.owner)
    conditions = usage.type_conditions.of(change.owner)
    own = usage.selected_types.of(change.member)
    if change.kind == "added":
        apart = operation.with_unknown_members(selected, change.owner)
        if apart and not operation.knew_member(change.owner, change.member):
            return new_value(apart, "`UnknownMember`")
        return (
            stale(conditions)
            if conditions and own
            else new_capability((*selected, *own))
        )
    named = usage.named_types.of(change.member, change.owner)
    if operation.is_rejected_at((*named, *conditions)):
        return rejected(named or conditions)
    if conditions and own and _is_still_returned(change.member, operation):
        # Its objects no longer match the fragment, so they lack the fragment's fields.
        return unreadable(conditions)
    nodes = (*selected, *(conditions if own else ()))
    return stale(nodes) if nodes else None


def _is_still_returned(member: str, operation: CheckedOperation) -> bool:
    """Return whether a selected union or interface may still return *member*."""
    new = operation.schemas[1]
    names = [
        name for name in operation.usage.abstract_selections if name in new.type_map
    ]
    positions = [new.type_map[name] for name in names]
    return any(
        type_.name == member
        for position in positions
        if isinstance(position, GraphQLInterfaceType | GraphQLUnionType)
        for type_ in new.get_possible_types(position)
    )


def assess_enum_value(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of an enum value."""
    usage = operation.usage
    read = usage.leaf_types.of(change.owner)
    sent = usage.input_types.of(change.owner)
    if change.kind == "added":
        reader = "a member with `is_known` false"
        return new_value(read, reader) if read else new_capability(sent)
    if change.kind == "removed":
        literals = usage.enum_literals.of(change.coordinate)
        if operation.is_rejected_at(literals):
            return rejected(literals)
        if sent:
            return unsendable(sent)
        return stale(read) if read else None
    return documentation_changed(
        change, read or sent or usage.enum_literals.of(change.coordinate)
    )


def assess_type(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a change of a whole type."""
    usage, name = operation.usage, change.owner
    read = (*usage.selected_types.of(name), *usage.leaf_types.of(name))
    sent = (*usage.input_types.of(name), *usage.object_literals.of(name))
    nodes = (*read, *sent)
    if change.kind == "description-changed":
        return documentation_changed(change, nodes)
    if change.kind == "kind-changed":
        return _assess_kind(change, operation)
    if change.kind == "became-one-of":
        return _assess_one_of(change, operation)
    if change.kind == "removed" and operation.is_rejected_at(
        usage.named_types.of(name)
    ):
        return rejected(usage.named_types.of(name))
    return stale(nodes) if nodes else None


def _assess_one_of(change: Change, operation: CheckedOperation) -> Impact | None:
    literals = operation.usage.object_literals.of(change.owner)
    if operation.is_rejected_at(literals):
        return rejected(literals)
    reached = operation.usage.input_types.of(change.owner)
    return unsendable(reached) if reached else None


def _assess_kind(change: Change, operation: CheckedOperation) -> Impact | None:
    usage, name = operation.usage, change.owner
    read = (*usage.selected_types.of(name), *usage.leaf_types.of(name))
    sent = (*usage.input_types.of(name), *usage.object_literals.of(name))
    nodes, named = (*read, *sent), usage.named_types.of(name)
    if operation.is_rejected_at((*named, *sent)) or operation.is_rejected_below(read):
        return rejected(named or read or sent)
    before, after = (schema.type_map[name] for schema in operation.schemas)
    is_wider = isinstance(before, GraphQLEnumType) and isinstance(
        after, GraphQLScalarType
    )
    if sent and not is_wider:
        return unsendable(nodes)
    selected = _selected_in(usage.selected_types.of(name))
    if read:
        readability = operation.decoder.can_decode_named(before, after, selected)
        return _IMPACT_OF[readability](read if readability else nodes)
    return stale(nodes) if nodes else None
