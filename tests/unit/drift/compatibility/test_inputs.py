"""What a server accepts does not depend on which type was compared first."""

from __future__ import annotations

import pytest
from graphql import GraphQLNamedType, build_schema

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
