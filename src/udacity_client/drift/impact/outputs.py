"""Rules for changes of output types, fields, enum values and members."""

from __future__ import annotations

from graphql import get_named_type

from udacity_client.drift.diff.change import Change
from udacity_client.drift.impact.impact import (
    Impact,
    Level,
    Nodes,
    documentation_changed,
    impact_of,
    new_capability,
    new_value,
    rejected,
    stale,
    unsendable,
)
from udacity_client.drift.impact.operation import CheckedOperation


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
    # Changes of its fields are separate changes, but its name is in responses.
    cause = f"{before.name}.__typename" if is_renamed else change.coordinate
    effects = operation.effects_of(cause)
    if is_renamed and not effects:
        return None
    return impact_of(effects, operation.usage.fields.of(cause) or (definition,))


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
    return impact_of(operation.effects_of(change.coordinate), nodes)


def assess_member(change: Change, operation: CheckedOperation) -> Impact | None:
    """Return the impact of a type that joins or leaves a union or an interface."""
    usage = operation.usage
    selected = usage.abstract_selections.of(change.owner)
    conditions = usage.type_conditions.of(change.owner)
    own = usage.selected_types.of(change.member)
    nodes = (*selected, *(conditions if own else ()))
    if change.kind == "added":
        effects = operation.effects_of(change.member) if nodes or own else ()
        if effects:
            return impact_of(effects, nodes or own)
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
    # Its objects no longer match a fragment, so they lack the fragment's fields.
    effects = operation.effects_of(change.member)
    if effects:
        return impact_of(effects, conditions or nodes or own)
    return stale(nodes) if nodes else None


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
            return _unsendable(change.owner, sent, operation)
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
    return _unsendable(change.owner, reached, operation) if reached else None


def _unsendable(name: str, sent: Nodes, operation: CheckedOperation) -> Impact:
    """Return the impact of a type that *sent* can hold and that accepts less now."""
    before, after = (schema.type_map[name] for schema in operation.schemas)
    if not operation.sent_variables(name):
        return stale(sent)
    acceptance = operation.inputs.of_named(before, after)
    always_sent = operation.sent_variables(name, always=True)
    if always_sent and not acceptance.some:
        return unsendable(always_sent, certainty="always")
    return stale(sent) if acceptance.all else unsendable(sent)


def _assess_kind(change: Change, operation: CheckedOperation) -> Impact | None:
    usage, name = operation.usage, change.owner
    read = (*usage.selected_types.of(name), *usage.leaf_types.of(name))
    variables = usage.input_types.of(name)
    sent = (*variables, *usage.object_literals.of(name))
    nodes, named = (*read, *sent), usage.named_types.of(name)
    if operation.is_rejected_at((*named, *sent)) or operation.is_rejected_below(read):
        return rejected(named or read or sent)
    found = [impact_of(operation.effects_of(name), read)] if read else []
    if variables:
        found.append(_unsendable(name, variables, operation))
    if not found:
        return stale(nodes) if nodes else None
    worst = min(found, key=lambda impact: impact.rank)
    return worst if worst.level is not Level.TYPES else stale(nodes)
