"""Do values and defaults mean the same to a server with another schema?

What counts is the JSON that resolvers see, not how it is written: the enum value `ASC`
and the string `"ASC"` are equal, and so are `1` and `[1]` in a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
)

from udacity_client.drift.compatibility.samples import nullable
from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import inside, is_list, type_of


def has_same_default(old: InputValue, new: InputValue) -> bool:
    """Return whether resolvers see the same if the input is left out."""
    before: object = old.default_value
    after: object = new.default_value
    if before is Undefined or after is Undefined:
        return before is after
    return _is_same(before, type_of(old), after, type_of(new))


def means_the_same(node: ValueNode, old: GraphQLType, new: GraphQLType) -> bool:
    """Return whether a value in a document, valid for both types, means the same.

    What it leaves out may have another default.
    """
    before, after = nullable(old), nullable(new)
    if isinstance(node, ListValueNode):
        types = _item(before), _item(after)
        return all(means_the_same(one, *types) for one in node.values)
    if is_list(before) or is_list(after):
        return means_the_same(node, _item(before), _item(after))
    types = get_named_type(before), get_named_type(after)
    if not isinstance(node, ObjectValueNode) or types[0].name == types[1].name:
        return True
    given = {field.name.value: field.value for field in node.fields}
    return all(
        has_same_default(*fields)
        if name not in given or isinstance(given[name], VariableNode)
        else means_the_same(given[name], *map(type_of, fields))
        for name, fields in _common_fields(*types)
    )


def _is_same(
    old: object, old_type: GraphQLType, new: object, new_type: GraphQLType
) -> bool:
    if old is None or new is None:
        return old is new
    before, after = nullable(old_type), nullable(new_type)
    if _is_list(old) or _is_list(new):
        items = _items(old), _items(new)
        types = _item(before), _item(after)
        return len(items[0]) == len(items[1]) and all(
            _is_same(one, types[0], other, types[1])
            for one, other in zip(*items, strict=True)
        )
    fields = _fields(old), _fields(new)
    named = get_named_type(before), get_named_type(after)
    if fields[0] is not None and fields[1] is not None:
        return _are_same_objects(fields[0], fields[1], named)
    if "ID" in {named[0].name, named[1].name}:
        return _text(old) == _text(new)
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _text(value: object) -> str:
    """Return an ID as text, also if it is written as a number."""
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _are_same_objects(
    old: Mapping[str, object],
    new: Mapping[str, object],
    types: tuple[GraphQLType, GraphQLType],
) -> bool:
    for name, (before, after) in _common_fields(*types):
        if (name in old) != (name in new):
            return False
        if name in old and not _is_same(
            old[name], type_of(before), new[name], type_of(after)
        ):
            return False
    return True


def _common_fields(
    old: GraphQLType, new: GraphQLType
) -> Iterator[tuple[str, tuple[InputValue, InputValue]]]:
    """Yield the fields that both input objects have."""
    if isinstance(old, GraphQLInputObjectType) and isinstance(
        new, GraphQLInputObjectType
    ):
        for name, field in old.fields.items():
            if name in new.fields:
                yield name, (field, new.fields[name])


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _items(value: object) -> list[object]:
    return cast("list[object]", value) if _is_list(value) else [value]


def _fields(value: object) -> Mapping[str, object] | None:
    """Return the fields of an object; `None` for other values."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _item(type_: GraphQLType) -> GraphQLType:
    """Return the type of the items; a single value counts as a list of one."""
    return nullable(inside(type_)) if is_list(type_) else type_
