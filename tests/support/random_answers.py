"""Valid answers to any query or mutation, drawn at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Final, TypeAlias, cast

from graphql import (
    ExecutionResult,
    GraphQLEnumType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    get_named_type,
    is_abstract_type,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
)
from hypothesis import strategies as st

from support.drift.request_variables import every_variables
from udacity_client.schema.graphql_types import inside, is_list, is_non_null

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

NEW: Final = "NEW"
"""An enum value and a type that no schema here has."""

_RARELY: Final = st.sampled_from([False] * 7 + [True])
_TEXTS: Final = st.text('aé"\\\x00\U0001f600', max_size=3)
_WHOLE: Final = st.integers(-(2**31), 2**31 - 1)
_REAL: Final = st.floats(allow_nan=False, allow_infinity=False) | _WHOLE
_TIMES: Final = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}{}".format,
    *(st.integers(2, 9998), st.integers(1, 12), st.integers(1, 28)),
    st.sampled_from("TTTt "),
    *(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)),
    st.sampled_from(["", ".5", ".123456", ".123456789"]),
    st.sampled_from(["Z", "Z", "Z", "z", "+00:00", "+0200", "-11:30"]),
)
_SCALARS: Final[dict[str, st.SearchStrategy[Any]]] = {
    "Boolean": st.booleans(),
    "Duration": st.sampled_from(["P1M", "PT2H30M", "-P1D", "PT0.5S"]),
    "Float": _REAL,
    "ID": _TEXTS,
    "Int": _WHOLE,
    "String": _TEXTS,
    "Time": _TIMES,
}
_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | _REAL | _TEXTS | _TIMES,
    lambda below: (
        st.lists(below, max_size=2) | st.dictionaries(_TEXTS, below, max_size=2)
    ),
    max_leaves=4,
).filter(lambda value: value is not None)


@st.composite
def answers(draw: Draw, sdl: str, document: str) -> bytes:
    """Draw the JSON of an answer to *document*, which holds one operation.

    It is what a server with the schema *sdl* may send, or with one that has got new
    enum values and new types.
    """
    schema, parsed = _schema(sdl), parse(document)
    operation = next(
        one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)
    )
    executed = execute_sync(
        schema,
        parsed,
        variable_values=draw(st.sampled_from(every_variables(schema, operation))),
        field_resolver=partial(_resolve, draw),
        type_resolver=lambda name, _info, _type: cast("str", name),
    )
    assert isinstance(executed, ExecutionResult)
    assert executed.errors is None, executed.errors
    return json.dumps({"data": _with_new_types(draw, executed.data)}).encode()


@cache
def _schema(sdl: str) -> GraphQLSchema:
    """Return a schema whose leaves are sent as they are, also if it knows them not."""
    schema = build_schema(sdl)
    for type_ in schema.type_map.values():
        # The others are one object for all schemas.
        own = not (is_introspection_type(type_) or is_specified_scalar_type(type_))
        if own and isinstance(type_, GraphQLEnumType | GraphQLScalarType):
            setattr(type_, "serialize", _as_it_is)  # noqa: B010 - graphql-core types it as a method
    return schema


def _as_it_is(value: object) -> object:
    return value


def _resolve(
    draw: Draw, _parent: object, info: GraphQLResolveInfo, **_arguments: object
) -> object:
    return _value(draw, info.schema, cast("Any", info).return_type)


def _value(draw: Draw, schema: GraphQLSchema, type_: GraphQLType) -> object:
    """Draw a value of *type_*. An object is the name of its type."""
    if is_non_null(type_):
        type_ = inside(type_)
    elif draw(_RARELY):
        return None
    if is_list(type_):
        count = draw(st.integers(0, 3))
        return [_value(draw, schema, inside(type_)) for _ in range(count)]
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return draw(st.sampled_from([*named.values, NEW]))
    if isinstance(named, GraphQLScalarType):
        return draw(_SCALARS.get(named.name, _JSON))
    if is_abstract_type(named):
        members = schema.get_possible_types(cast("Any", named))
        return draw(st.sampled_from([member.name for member in members]))
    return named.name


def _with_new_types(draw: Draw, value: object) -> object:
    """Return *value* with some objects that tell their type in place of others'."""
    if isinstance(value, list):
        return [_with_new_types(draw, item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    given = cast("dict[str, object]", value)
    if "__typename" in given and draw(_RARELY):
        return {"__typename": NEW, "deep": [1.5, None]}
    return {key: _with_new_types(draw, item) for key, item in given.items()}
