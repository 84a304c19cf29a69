"""What is said about input types is what graphql-core does with their values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import cast

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    is_required_input_field,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from udacity_client.drift.compatibility.inputs import InputCompatibility
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

LEAVES: dict[str, object] = {"Int": 1, "Boolean": True}
"""One value of each: the other refuses it."""

DEFAULTS = {"Int": "2", "Boolean": "false", "[Int]": "[2]"}

TYPES = [*LEAVES, "A", "B", "[A!]", "[Int]"]
DEPTH = 5
MOST_VALUES = 300


@st.composite
def input_types(draw: st.DrawFn) -> str:
    """Return the SDL of two input types, which may be inside themselves."""
    return " ".join(_input_type(draw, name) for name in "AB")


def _input_type(draw: st.DrawFn, name: str) -> str:
    is_one_of = draw(st.booleans())
    names = draw(st.sampled_from(["x", "xy", "yz"]))
    fields = [f"{field}: {_field_type(draw, is_one_of=is_one_of)}" for field in names]
    return f"input {name} {'@oneOf ' * is_one_of}{{ {' '.join(fields)} }}"


def _field_type(draw: st.DrawFn, *, is_one_of: bool) -> str:
    type_ = draw(st.sampled_from(TYPES))
    if is_one_of:
        return type_
    default = (
        f" = {DEFAULTS[type_]}" if type_ in DEFAULTS and draw(st.booleans()) else ""
    )
    return type_ + ("!" if draw(st.booleans()) else "") + default


def schema_with(types: str) -> GraphQLSchema:
    return build_schema(f"type Query {{ find(by: A!): Int }} {types}")


def values_of(type_: GraphQLType, depth: int) -> Iterator[object]:
    """Yield values of *type_* that are nested at most *depth* deep."""
    if is_non_null(type_):
        yield from values_of_present(inside(type_), depth)
    else:
        yield None
        yield from values_of_present(type_, depth)


def values_of_present(type_: GraphQLType, depth: int) -> Iterator[object]:
    if is_list(type_):
        yield []
        yield from ([item] for item in values_of(inside(type_), depth - 1))
    elif isinstance(type_, GraphQLInputObjectType):
        if depth > 0:
            yield from values_of_object(type_, depth)
    else:
        yield LEAVES[str(type_)]


def values_of_object(
    type_: GraphQLInputObjectType, depth: int
) -> Iterator[dict[str, object]]:
    if type_.is_one_of:
        for name, field in type_.fields.items():
            for value in values_of_present(type_of(field), depth - 1):
                yield {name: value}
        return
    given_fields = list[list[dict[str, object]]]()
    for name, field in type_.fields.items():
        found = values_of(type_of(field), depth - 1)
        given = [{name: value} for value in islice(found, MOST_VALUES)]
        given_fields.append(given if is_required_input_field(field) else [{}, *given])
    for parts in product(*given_fields):
        yield {name: value for part in parts for name, value in part.items()}


def coerced(type_: GraphQLInputObjectType, value: object) -> dict[str, object] | None:
    """Return what resolvers see; `None` if a server refuses the value."""
    errors = list[GraphQLError]()
    found = coerce_input_value(
        value, type_, lambda _path, _value, error: errors.append(error)
    )
    return None if errors else cast("dict[str, object]", found)


def means_the_same(
    old: object, old_type: GraphQLType, new: object, new_type: GraphQLType
) -> bool:
    """Return whether resolvers see the same in the fields that both types have."""
    if old is None or new is None:
        return old is new
    types = [inside(one) if is_non_null(one) else one for one in (old_type, new_type)]
    if any(map(is_list, types)):
        items = items_of(old), items_of(new)
        inner = [inside(one) if is_list(one) else one for one in types]
        return len(items[0]) == len(items[1]) and all(
            means_the_same(was, inner[0], now, inner[1])
            for was, now in zip(*items, strict=True)
        )
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return old == new
    seen = cast("dict[str, object]", old), cast("dict[str, object]", new)
    before, after = (cast("GraphQLInputObjectType", one).fields for one in types)
    common = before.keys() & after.keys()
    return common & seen[0].keys() == common & seen[1].keys() and all(
        means_the_same(
            seen[0][name], type_of(before[name]), seen[1][name], type_of(after[name])
        )
        for name in common & seen[0].keys()
    )


def items_of(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(input_types(), input_types())
@example("input A @oneOf { x: Int y: Int }", "input A { x: Int! = 2 y: Int }")
@example("input A @oneOf { x: Int }", "input A { x: Int! = 2 }")
@example("input A { x: Int! y: Int = 2 }", "input A @oneOf { x: Int }")
@example("input A @oneOf { x: A y: Int }", "input A @oneOf { x: A y: Boolean }")
@example(
    "input A @oneOf { x: B y: Int } input B { x: A! }",
    "input A @oneOf { x: B y: Boolean } input B { x: A! }",
)
def test_what_is_accepted_is_what_graphql_core_accepts(old: str, new: str) -> None:
    schemas = schema_with(old), schema_with(new)
    before, after = (schema.type_map["A"] for schema in schemas)
    assert isinstance(before, GraphQLInputObjectType)
    assert isinstance(after, GraphQLInputObjectType)
    values = list(islice(values_of_present(before, DEPTH), MOST_VALUES))
    seen = [(coerced(before, value), coerced(after, value)) for value in values]
    accepted = [now is not None for _, now in seen]
    is_same = all(
        means_the_same(was, before, now, after) for was, now in seen if now is not None
    )
    found = InputCompatibility(schemas, together=True).of_named(before, after)
    assert found.some or not any(accepted)
    assert not found.all or all(accepted)
    assert not found.same or is_same
    if 0 < len(values) < MOST_VALUES:  # all that are not nested deeper
        assert any(accepted) or not found.some
        assert found.same or not found.all or not is_same
