"""Compare the argument values that two schemas give the same request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias, cast

from graphql import (
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLResolveInfo,
    GraphQLType,
    get_named_type,
)
from graphql.execution.values import get_argument_values

from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import type_of

Arguments: TypeAlias = dict[str, tuple[GraphQLType, object]]
Resolved: TypeAlias = dict[tuple[str, str], Arguments]
"""The arguments of fields and directives, by path and parent type."""

RETURNED = ""
"""The key of what the field returns, next to its arguments."""

NOTHING = object()
"""Marks an argument that has no value, not even null."""


def field_arguments(info: GraphQLResolveInfo, given: Mapping[str, object]) -> Arguments:
    """Return all arguments of the field being resolved, also those without a value."""
    definition = cast("Any", info.parent_type).fields[info.field_name]
    found = _arguments(definition.args, given)
    return {**found, RETURNED: (info.return_type, NOTHING)}  # pyright: ignore[reportUnknownMemberType] - graphql-core's generics


def directive_arguments(path: str, info: GraphQLResolveInfo) -> Resolved:
    """Return the arguments of the directives at the field and at the operation."""
    nodes = [*info.operation.directives]
    nodes += [one for field in info.field_nodes for one in field.directives]
    found: Resolved = {}
    for node in nodes:
        directive = info.schema.get_directive(node.name.value)
        assert directive
        given = get_argument_values(directive, node, info.variable_values)
        place = f"{path}@{directive.name}", info.parent_type.name
        found[place] = _arguments(directive.args, given)
    return found


def _arguments(
    defined: Mapping[str, InputValue], given: Mapping[str, object]
) -> Arguments:
    return {
        name: (type_of(definition), given.get(name, NOTHING))
        for name, definition in defined.items()
    }


def changed_arguments(
    old: Resolved, new: Resolved, seen: Collection[tuple[str, str]]
) -> Iterator[str]:
    """Yield each argument that both have, with different values.

    *seen* are the places of all answers of the new server, to the same request.
    """
    for place, after in new.items():
        before = old.get(place)
        if before is None:
            around = [_returned(place[0], one) for one in (old, new)]
            is_other = not around[1] or around[0] != around[1]
            before = _alone_at(place[0], old, seen) if is_other else {}
        for name in before.keys() & after.keys():
            if not _same(*before[name], *after[name]):
                yield f"{place[0]}({name}:)"


def _alone_at(path: str, old: Resolved, seen: Collection[tuple[str, str]]) -> Arguments:
    """Return the arguments at *path*, if another type replaced the only one there."""
    found = [place for place in old if place[0] == path]
    return old[found[0]] if len(found) == 1 and found[0] not in seen else {}


def _returned(path: str, resolved: Resolved) -> set[str]:
    """Return the types of the field around *path*."""
    steps = path.split("/")[:-1]
    while steps and steps[-1].isdigit():
        steps.pop()
    return {
        get_named_type(arguments[RETURNED][0]).name
        for (at, _), arguments in resolved.items()
        if at == "/".join(steps) and RETURNED in arguments
    }


def _same(
    old_type: GraphQLType, old: object, new_type: GraphQLType, new: object
) -> bool:
    types = get_named_type(old_type), get_named_type(new_type)
    if GraphQLID in types and _text(old) == _text(new):
        return True  # an ID is text, even if it was written as a number
    before, after = _items(old), _items(new)
    if (before or after) and None not in (old, new):
        # GraphQL coerces a single value to a list of one.
        return _same_items(old_type, before or [old], new_type, after or [new])
    if isinstance(old, dict) and isinstance(new, dict):
        fields = cast("dict[str, object]", old), cast("dict[str, object]", new)
        return _same_fields(old_type, fields[0], new_type, fields[1])
    return old == new


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _items(value: object) -> list[object]:
    """Return the items of a list; nothing if it is not a list."""
    return cast("list[object]", value) if isinstance(value, list) else []


def _same_items(
    old_type: GraphQLType,
    old: list[object],
    new_type: GraphQLType,
    new: list[object],
) -> bool:
    return len(old) == len(new) and all(
        _same(old_type, one, new_type, other)
        for one, other in zip(old, new, strict=True)
    )


def _same_fields(
    old_type: GraphQLType,
    old: Mapping[str, object],
    new_type: GraphQLType,
    new: Mapping[str, object],
) -> bool:
    before, after = get_named_type(old_type), get_named_type(new_type)
    if not isinstance(before, GraphQLInputObjectType) or not isinstance(
        after, GraphQLInputObjectType
    ):
        # A scalar has no fields of its own, so what both values have is compared.
        return all(old[name] == new[name] for name in old.keys() & new.keys())
    return all(
        _same(
            type_of(before.fields[name]),
            old.get(name, NOTHING),
            type_of(after.fields[name]),
            new.get(name, NOTHING),
        )
        for name in before.fields.keys() & after.fields.keys()
    )
