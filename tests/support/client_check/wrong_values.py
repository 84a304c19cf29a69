"""Values that an argument does not take, as a caller may write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import inf, nan
from typing import Any, Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLType,
    get_named_type,
)

from support.client_check.compiled_client import CompiledClient
from udacity_client.codegen.naming import field_names
from udacity_client.runtime import Input
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

_SCALARS: Final[Mapping[str, tuple[object, ...]]] = {
    "Boolean": (0, "true"),
    "Duration": ("P1D", 1),
    "Float": ("1.5", True, nan, inf),
    "ID": (1, b"1", True),
    "Int": ("1", 1.5, True, 2**31, -(2**31) - 1),
    "String": (1, b"text", ["text"]),
    "Time": (datetime(2026, 3, 1), "2026-03-01T10:00:00Z", 0),  # noqa: DTZ001 - it is wrong
}
_NOT_JSON: Final = (object(), {1}, nan, {"a": b"1"})


def wrong_values(
    client: CompiledClient, type_: GraphQLType, right: Any
) -> Iterator[Any]:
    """Yield values that a place of *type_* does not take, some like *right*.

    Args:
        client: Whose classes are used.
        type_: The type in the schema.
        right: A value that the place takes, as a caller writes it.
    """
    if is_non_null(type_):
        type_ = inside(type_)
        yield None
    if is_list(type_):
        yield from _wrong_lists(client, inside(type_), right)
        return
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        yield from _wrong_inputs(client, named, right)
    elif isinstance(named, GraphQLEnumType):
        enum = getattr(client.module, client.names.types[named.name])
        yield from (next(iter(named.values)), enum("NEVER_SEEN"), 1)
    else:
        yield from _SCALARS.get(named.name, _NOT_JSON)


def _wrong_lists(
    client: CompiledClient, inner: GraphQLType, right: Any
) -> Iterator[Any]:
    items: list[Any] = right or []
    yield from (tuple(items), {"a": 1}, 1)
    for wrong in wrong_values(client, inner, next(iter(items), None)):
        yield [*items, wrong]


def _wrong_inputs(
    client: CompiledClient, type_: GraphQLInputObjectType, right: Any
) -> Iterator[Any]:
    yield from (1, "text", {"no_such_field": 1}, client.module)
    if right is None:
        return
    yield right.model_copy(update={"no_such_field": 1})
    names = field_names(type_.fields)
    for wire in type_.fields:
        if names[wire] in right.model_fields_set:
            held, field = getattr(right, names[wire]), type_of(type_.fields[wire])
            for wrong in wrong_values(client, field, held):
                # These two check nothing.
                yield right.model_copy(update={names[wire]: wrong})
                given = {name: getattr(right, name) for name in right.model_fields_set}
                model = cast("type[Input]", type(right))
                yield model.model_construct(**{**given, names[wire]: wrong})
            return
