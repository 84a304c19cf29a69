"""Only the defaults that contain themselves are left out of a schema."""

from __future__ import annotations

import pytest
from graphql import Undefined, parse

from udacity_client.schema.elements import input_values
from udacity_client.schema.valid_part import build_valid_part


@pytest.mark.parametrize(
    ("inputs", "removed"),
    [
        ("input A { x: Int = 1, y: A = { x: 2 } }", {"A.y"}),
        ("input A { x: Int = 1, y: [A!] = [{ x: 2 }] }", {"A.y"}),
        # GraphQL allows it; graphql-core cannot read it.
        ("input A { x: Int = 1, y: A = { y: null } }", {"A.y"}),
        ("input A { x: Int = 1, y: A = null }", set[str]()),
        ("input A { x: Int = 1 } extend input A { y: A = {} }", {"A.y"}),
        ("input A { b: B = {} } input B { a: A = {}, x: Int = 1 }", {"A.b", "B.a"}),
        (
            "input A { b: B = { c: {} } } input B { c: C } input C { a: A! = {} }",
            {"A.b", "C.a"},
        ),
        # What leads to such a default, and what is next to one, stays.
        (
            "input A { b: B = {} } input B { b: B = {}, c: C = {} } "
            "input C { x: Int = 1 }",
            {"B.b"},
        ),
        ("scalar J input A { j: J = { a: {} }, x: Int = 1 }", set[str]()),
    ],
)
def test_defaults_that_contain_themselves_are_left_out(
    inputs: str, removed: set[str]
) -> None:
    document = parse(f"type Query {{ f(a: A = {{}}): Int }} {inputs}")
    defaults = inputs.count("=") + 1
    part = build_valid_part(document)
    assert {error.message for error in part.errors} == {
        f"The default value of {one} contains itself, or another object of {one[0]}."
        for one in removed
    }
    assert part.schema is not None
    values = [value for _, value in input_values(part.schema)]
    kept = [one for one in values if one.default_value is not Undefined]
    assert len(kept) == defaults - len(removed)
