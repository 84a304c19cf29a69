"""Judge what changes of output types and fields do to what an operation reads."""

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


def assess_root(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of a root operation type does to *caller*."""
    operation = caller.usage.operation
    if change.owner != operation.operation.value:
        return None
    before, after = (
        schema.get_root_type(operation.operation) for schema in caller.schemas
    )
    if before is None or after is None:
        return rejected((operation,))
    is_renamed = before.name not in caller.schemas[1].type_map and (
        after.name not in caller.schemas[0].type_map
    )
    if is_renamed:
        return None  # its fields are compared by themselves
    reading = caller.decoder.can_decode(before, after, (operation.selection_set,))
    return _IMPACT_OF[reading]((operation,))


def assess_field(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of an output field does to *caller*."""
    contract = caller.usage
    if change.kind == "added":
        return new_capability(contract.selected_types.of(change.owner))
    nodes = contract.fields.of(change.coordinate)
    if not nodes:
        return None
    if change.kind == "removed":
        # Where nothing is refused, the field was of a member that is no longer one.
        return rejected(nodes) if caller.is_rejected_at(nodes) else stale(nodes)
    if change.types is None:
        return documentation_changed(change, nodes)
    before, after = map(get_named_type, change.types)
    is_refused = caller.is_rejected_at(nodes)
    if before.name != after.name:
        is_refused |= caller.is_rejected_below(nodes)
    if is_refused:
        return rejected(nodes)
    reading = caller.decoder.can_decode(*change.types, _selected_in(nodes))
    return _IMPACT_OF[reading](nodes)


_IMPACT_OF: Final[Mapping[Readability, Callable[[Nodes], Impact]]] = {
    Readability.FINE: stale,
    Readability.CHANGED_MEANING: default_changed,
    Readability.FAILS: unreadable,
}


def _selected_in(nodes: Nodes) -> tuple[SelectionSetNode | None, ...]:
    return tuple(node.selection_set for node in nodes if isinstance(node, FieldNode))


def assess_member(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what it does to *caller* that a type enters or leaves an abstract one."""
    contract = caller.usage
    selected = contract.abstract_selections.of(change.owner)
    asked = contract.type_conditions.of(change.owner)
    own = contract.selected_types.of(change.member)
    if change.kind == "added":
        apart = caller.polymorphic(selected, change.owner)
        if apart and not caller.knew_member(change.owner, change.member):
            return new_value(apart, "`UnknownMember`")
        return stale(asked) if asked and own else new_capability((*selected, *own))
    named = contract.named_types.of(change.member, change.owner)
    if caller.is_rejected_at((*named, *asked)):
        return rejected(named or asked)
    if asked and own and _is_still_returned(change.member, caller):
        # Its members no longer match the fragment, whose fields they then lack.
        return unreadable(asked)
    nodes = (*selected, *(asked if own else ()))
    return stale(nodes) if nodes else None


def _is_still_returned(member: str, caller: CheckedOperation) -> bool:
    """Return whether *member* still may stand where a union or an interface does."""
    new = caller.schemas[1]
    names = [name for name in caller.usage.abstract_selections if name in new.type_map]
    positions = [new.type_map[name] for name in names]
    return any(
        type_.name == member
        for position in positions
        if isinstance(position, GraphQLInterfaceType | GraphQLUnionType)
        for type_ in new.get_possible_types(position)
    )


def assess_enum_value(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of an enum's value does to *caller*."""
    contract = caller.usage
    read = contract.leaf_types.of(change.owner)
    sent = contract.input_types.of(change.owner)
    if change.kind == "added":
        reader = "a member with `is_known` false"
        return new_value(read, reader) if read else new_capability(sent)
    if change.kind == "removed":
        spelled = contract.enum_literals.of(change.coordinate)
        if caller.is_rejected_at(spelled):
            return rejected(spelled)
        if sent:
            return unsendable(sent)
        return stale(read) if read else None
    return documentation_changed(
        change, read or sent or contract.enum_literals.of(change.coordinate)
    )


def assess_type(change: Change, caller: CheckedOperation) -> Impact | None:
    """Return what a change of a whole type does to *caller*."""
    contract, name = caller.usage, change.owner
    read = (*contract.selected_types.of(name), *contract.leaf_types.of(name))
    sent = (*contract.input_types.of(name), *contract.object_literals.of(name))
    nodes = (*read, *sent)
    if change.kind == "description-changed":
        return documentation_changed(change, nodes)
    if change.kind == "kind-changed":
        return _assess_kind(change, caller)
    if change.kind == "became-one-of":
        return _assess_one_of(change, caller)
    if change.kind == "removed" and caller.is_rejected_at(
        contract.named_types.of(name)
    ):
        return rejected(contract.named_types.of(name))
    return stale(nodes) if nodes else None


def _assess_one_of(change: Change, caller: CheckedOperation) -> Impact | None:
    literals = caller.usage.object_literals.of(change.owner)
    if caller.is_rejected_at(literals):
        return rejected(literals)
    reached = caller.usage.input_types.of(change.owner)
    return unsendable(reached) if reached else None


def _assess_kind(change: Change, caller: CheckedOperation) -> Impact | None:
    contract, name = caller.usage, change.owner
    read = (*contract.selected_types.of(name), *contract.leaf_types.of(name))
    sent = (*contract.input_types.of(name), *contract.object_literals.of(name))
    nodes, named = (*read, *sent), contract.named_types.of(name)
    if caller.is_rejected_at((*named, *sent)) or caller.is_rejected_below(read):
        return rejected(named or read or sent)
    before, after = (schema.type_map[name] for schema in caller.schemas)
    is_wider = isinstance(before, GraphQLEnumType) and isinstance(
        after, GraphQLScalarType
    )
    if sent and not is_wider:
        return unsendable(nodes)
    selected = _selected_in(contract.selected_types.of(name))
    if read:
        reading = caller.decoder.can_decode_named(before, after, selected)
        return _IMPACT_OF[reading](read if reading else nodes)
    return stale(nodes) if nodes else None
