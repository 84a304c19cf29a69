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
    Effect,
    Nodes,
    newcomer,
    offered,
    refused,
    shifted,
    stale,
    told,
    unreadable,
    unsendable,
)
from udacity_client.drift.impact.operation import Caller
from udacity_client.drift.impact.output_compatibility import Reading


def judge_root(change: Change, caller: Caller) -> Effect | None:
    """Return what a change of a root operation type does to *caller*."""
    operation = caller.contract.operation
    if change.owner != operation.operation.value:
        return None
    before, after = (
        schema.get_root_type(operation.operation) for schema in caller.schemas
    )
    if before is None or after is None:
        return refused((operation,))
    is_renamed = before.name not in caller.schemas[1].type_map and (
        after.name not in caller.schemas[0].type_map
    )
    if is_renamed:
        return None  # its fields are compared by themselves
    reading = caller.reader.reads(before, after, (operation.selection_set,))
    return _OF_READING[reading]((operation,))


def judge_field(change: Change, caller: Caller) -> Effect | None:
    """Return what a change of an output field does to *caller*."""
    contract = caller.contract
    if change.manner == "added":
        return offered(contract.types.of(change.owner))
    nodes = contract.fields.of(change.coordinate)
    if not nodes:
        return None
    if change.manner == "removed":
        # Where nothing is refused, the field was of a member that is no longer one.
        return refused(nodes) if caller.refused(nodes) else stale(nodes)
    if change.types is None:
        return told(change, nodes)
    before, after = map(get_named_type, change.types)
    is_refused = caller.refused(nodes)
    if before.name != after.name:
        is_refused |= caller.refused_below(nodes)
    if is_refused:
        return refused(nodes)
    reading = caller.reader.reads(*change.types, _selected_in(nodes))
    return _OF_READING[reading](nodes)


_OF_READING: Final[Mapping[Reading, Callable[[Nodes], Effect]]] = {
    Reading.FINE: stale,
    Reading.OTHERWISE: shifted,
    Reading.FAILS: unreadable,
}


def _selected_in(nodes: Nodes) -> tuple[SelectionSetNode | None, ...]:
    return tuple(node.selection_set for node in nodes if isinstance(node, FieldNode))


def judge_member(change: Change, caller: Caller) -> Effect | None:
    """Return what it does to *caller* that a type enters or leaves an abstract one."""
    contract = caller.contract
    selected = contract.positions.of(change.owner)
    asked = contract.conditions.of(change.owner)
    own = contract.types.of(change.member)
    if change.manner == "added":
        apart = caller.read_apart(selected, change.owner)
        if apart and not caller.knew_member(change.owner, change.member):
            return newcomer(apart, "`UnknownMember`")
        return stale(asked) if asked and own else offered((*selected, *own))
    named = contract.named.of(change.member, change.owner)
    if caller.refused((*named, *asked)):
        return refused(named or asked)
    if asked and own and _is_still_met(change.member, caller):
        # Its members no longer match the fragment, whose fields they then lack.
        return unreadable(asked)
    nodes = (*selected, *(asked if own else ()))
    return stale(nodes) if nodes else None


def _is_still_met(member: str, caller: Caller) -> bool:
    """Return whether *member* still may stand where a union or an interface does."""
    new = caller.schemas[1]
    names = [name for name in caller.contract.positions if name in new.type_map]
    positions = [new.type_map[name] for name in names]
    return any(
        type_.name == member
        for position in positions
        if isinstance(position, GraphQLInterfaceType | GraphQLUnionType)
        for type_ in new.get_possible_types(position)
    )


def judge_enum_value(change: Change, caller: Caller) -> Effect | None:
    """Return what a change of an enum's value does to *caller*."""
    contract = caller.contract
    read = contract.leaves.of(change.owner)
    sent = contract.inputs.of(change.owner)
    if change.manner == "added":
        reader = "a member with `is_known` false"
        return newcomer(read, reader) if read else offered(sent)
    if change.manner == "removed":
        spelled = contract.spelled.of(change.coordinate)
        if caller.refused(spelled):
            return refused(spelled)
        if sent:
            return unsendable(sent)
        return stale(read) if read else None
    return told(change, read or sent or contract.spelled.of(change.coordinate))


def judge_type(change: Change, caller: Caller) -> Effect | None:
    """Return what a change of a whole type does to *caller*."""
    contract, name = caller.contract, change.owner
    read = (*contract.types.of(name), *contract.leaves.of(name))
    sent = (*contract.inputs.of(name), *contract.literals.of(name))
    nodes = (*read, *sent)
    if change.manner == "description-changed":
        return told(change, nodes)
    if change.manner == "kind-changed":
        return _judge_kind(change, caller)
    if change.manner == "became-one-of":
        return _judge_one_of(change, caller)
    if change.manner == "removed" and caller.refused(contract.named.of(name)):
        return refused(contract.named.of(name))
    return stale(nodes) if nodes else None


def _judge_one_of(change: Change, caller: Caller) -> Effect | None:
    literals = caller.contract.literals.of(change.owner)
    if caller.refused(literals):
        return refused(literals)
    reached = caller.contract.inputs.of(change.owner)
    return unsendable(reached) if reached else None


def _judge_kind(change: Change, caller: Caller) -> Effect | None:
    contract, name = caller.contract, change.owner
    read = (*contract.types.of(name), *contract.leaves.of(name))
    sent = (*contract.inputs.of(name), *contract.literals.of(name))
    nodes, named = (*read, *sent), contract.named.of(name)
    if caller.refused((*named, *sent)) or caller.refused_below(read):
        return refused(named or read or sent)
    before, after = (schema.type_map[name] for schema in caller.schemas)
    is_wider = isinstance(before, GraphQLEnumType) and isinstance(
        after, GraphQLScalarType
    )
    if sent and not is_wider:
        return unsendable(nodes)
    selected = _selected_in(contract.types.of(name))
    if read:
        reading = caller.reader.reads_named(before, after, selected)
        return _OF_READING[reading](read if reading else nodes)
    return stale(nodes) if nodes else None
