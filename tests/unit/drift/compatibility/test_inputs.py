"""What a server accepts does not depend on which type was compared first."""

from __future__ import annotations

import pytest
from graphql import GraphQLNamedType, GraphQLSchema, build_schema

from udacity_client.drift.compatibility.inputs import Acceptance, InputCompatibility

OLD = build_schema("""
type Query { a(a: A, b: B, c: C): Int }
input A { b: B lost: Int }
input B { a: A c: C }
input C { b: B }
""")
NEW = build_schema("""
type Query { a(a: A2, b: B2, c: C2): Int }
input A2 { b: B2 }
input B2 { a: A2 c: C2 }
input C2 { b: B2 }
""")


def pair(name: str) -> tuple[GraphQLNamedType, GraphQLNamedType]:
    return OLD.type_map[name], NEW.type_map[f"{name}2"]


@pytest.mark.parametrize("order", ["ABC", "BCA", "CBA"])
def test_types_that_contain_each_other_are_compared_in_any_order(order: str) -> None:
    inputs = InputCompatibility((OLD, NEW))
    found = {name: inputs.of_named(*pair(name)) for name in order}
    assert set(found.values()) == {Acceptance(some=True, all=False)}


def chain(length: int, last: str) -> GraphQLSchema:
    """Return a schema with input types of which each contains the next."""
    types = (f"input I{n} {{ next: I{n + 1} a: Int }}" for n in range(length))
    end = f"input I{length} {{ a: {last} }}"
    return build_schema(f"type Query {{ a(i: I0): Int }} {' '.join(types)} {end}")


def test_types_may_be_nested_deeper_than_the_stack() -> None:
    schemas = chain(200, "Int"), chain(200, "Int!")
    inputs = InputCompatibility(schemas, together=True)
    old, new = (schema.type_map["I0"] for schema in schemas)
    assert inputs.of_named(old, new) == Acceptance(some=True, all=False)
