"""Judge what changes of output types and fields do to what an operation reads."""

from __future__ import annotations

from graphql import FieldNode, GraphQLEnumType, GraphQLScalarType, get_named_type

from udacity_client.drift.caller import Caller
from udacity_client.drift.change import Change
from udacity_client.drift.compatibility import reads
from udacity_client.drift.effects import (
    Effect,
    newcomer,
    offered,
    refused,
    stale,
    told,
    unreadable,
    unsendable,
)


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
    if before.name not in caller.schemas[1].type_map:
        # The fields of a root that was only renamed are compared by themselves.
        known = after.name in caller.schemas[0].type_map
        return unreadable((operation,)) if known else None
    if reads(caller.schemas, before, after, (operation.selection_set,)):
        return stale((operation,))
    return unreadable((operation,))


def judge_field(change: Change, caller: Caller) -> Effect | None:
    """Return what a change of an output field does to *caller*."""
    contract = caller.contract
    if change.manner == "added":
        return offered(contract.types.of(change.owner))
    nodes = contract.fields.of(change.coordinate)
    if not nodes:
        return None
    if change.manner == "removed":
        return refused(nodes) if caller.refused(nodes) else unreadable(nodes)
    if change.types is None:
        return told(change, nodes)
    before, after = map(get_named_type, change.types)
    is_refused = caller.refused(nodes)
    if before.name != after.name:
        is_refused |= caller.refused_below(nodes)
    if is_refused:
        return refused(nodes)
    selected = tuple(
        node.selection_set for node in nodes if isinstance(node, FieldNode)
    )
    is_readable = reads(caller.schemas, *change.types, selected)
    return stale(nodes) if is_readable else unreadable(nodes)


def judge_member(change: Change, caller: Caller) -> Effect | None:
    """Return what it does to *caller* that a type enters or leaves an abstract one."""
    contract = caller.contract
    selected = contract.positions.of(change.owner)
    asked = contract.conditions.of(change.owner)
    own = contract.types.of(change.member)
    if change.manner == "added":
        if selected:
            return newcomer(selected, "UnknownMember")
        return stale(asked) if asked and own else None
    named = contract.named.of(change.member, change.owner)
    if caller.refused((*named, *asked)):
        return refused(named or asked)
    if asked and own:
        # Its members no longer match the fragment, whose fields they then lack.
        return unreadable(asked)
    return stale(selected) if selected else None


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
    nodes = (*literals, *caller.contract.inputs.of(change.owner))
    return unsendable(nodes) if nodes else None


def _judge_kind(change: Change, caller: Caller) -> Effect | None:
    contract, name = caller.contract, change.owner
    read = (*contract.types.of(name), *contract.leaves.of(name))
    sent = (*contract.inputs.of(name), *contract.literals.of(name))
    named = contract.named.of(name)
    if caller.refused((*named, *sent)) or caller.refused_below(read):
        return refused(named or read or sent)
    before, after = (schema.type_map[name] for schema in caller.schemas)
    if read:
        return unreadable(read)
    is_wider = isinstance(before, GraphQLEnumType) and isinstance(
        after, GraphQLScalarType
    )
    if sent:
        return stale(sent) if is_wider else unsendable(sent)
    return None
