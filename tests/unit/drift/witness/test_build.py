"""A witness is as small as possible, and unusual in one place only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from graphql import Source, build_schema, parse

from udacity_client.codegen.custom_scalars import mark_typed
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.drift.impact.assess import drift_between
from udacity_client.drift.impact.findings import Witness
from udacity_client.drift.witness.build import with_witnesses
from udacity_client.schema.documents import Documents


def witnesses(
    old: str, new: str, text: str, *, scalars: Mapping[str, ScalarType] | None = None
) -> dict[str, str]:
    """Return the JSON that shows each finding, by its coordinate."""
    before, after = build_schema(old), build_schema(new)
    mark_typed(before, scalars or {})
    documents = Documents({"ops": text}, parse(Source(text, "ops")).definitions)
    drift = drift_between(
        before,
        after,
        domain="shop",
        operations=documents.operations,
        fragments=documents.fragments,
    )

    def no_replay(asked: Sequence[Witness]) -> Sequence[str]:
        return [""] * len(asked)

    found = with_witnesses(
        drift, old=before, new=after, documents=documents, replay=no_replay
    )
    return {
        finding.coordinate: finding.witness.content
        for finding in found.findings
        if finding.witness
    }


ANSWERS = [
    pytest.param(
        "type Query { a: Int! b: Int! }",
        "type Query { a: Int b: Int }",
        "query Q { a b }",
        {
            "Query.a": '{"data":{"a":null,"b":0}}',
            "Query.b": '{"data":{"a":0,"b":null}}',
        },
        id="each of two changes alone",
    ),
    pytest.param(
        "type Query { a: A } type A { x: Int! y: [A!] }",
        "type Query { a: A } type A { x: Int y: [A!] }",
        "query Q { a { ...F y { x } } } fragment F on A { z: x }",
        {"A.x": '{"data":{"a":{"z":null,"y":null}}}'},
        id="the nearest of two places",
    ),
    pytest.param(
        "type Query { a: Int! b: Int! c: Int! }",
        "type Query { a: Int! b: Int! c: Int }",
        "query Q($x: Boolean!, $y: Boolean!)"
        " { a @include(if: $x) b @skip(if: $x) c d: c @skip(if: $y) }",
        {"Query.c": '{"data":{"b":0,"c":null,"d":0}}'},
        id="what is on a condition stays away where it can",
    ),
    pytest.param(
        "type Query { a: A } type A { x: Int }",
        "type Query { a: B } type B { x: [Int] }",
        "query Q { a { x } }",
        {"Query.a": '{"data":{"a":{"x":[]}}}'},
        id="another type, odd inside",
    ),
    pytest.param(
        "type Query { a: U } union U = A | B type A { x: Int! } type B { x: Int! }",
        "type Query { a: U } union U = A | B type A { x: Int! } type B { x: Int }",
        "query Q { a { ... on A { x } ... on B { y: x } } }",
        {"B.x": '{"data":{"a":{"__typename":"B","y":null}}}'},
        id="the member that has it",
    ),
    pytest.param(
        "type Query { a: [E!]! } enum E { X }",
        "type Query { a: [E!]! } enum E { X Y Z }",
        "query Q { a }",
        {"E.Y": '{"data":{"a":["Y"]}}', "E.Z": '{"data":{"a":["Z"]}}'},
        id="each of two new values",
    ),
    pytest.param(
        "type Query { a: Int! } type Mutation { b: Int! }",
        "type Query { a: Int! } type Mutation { b: Int }",
        "query Q { a } mutation M { b }",
        {"Mutation.b": '{"data":{"b":null}}'},
        id="a mutation",
    ),
]

VARIABLES = [
    pytest.param(
        "type Query { a(in: [In!]): Int } input In { x: Int }",
        "type Query { a(in: [In!]): Int } input In { x: Int! }",
        "query Q($in: [In!]) { a(in: $in) }",
        {"In.x": '{"in":[{}]}'},
        id="in a list",
    ),
    pytest.param(
        "type Query { a(in: In!): Int } input In { all: [In!]! x: Int }",
        "type Query { a(in: In!): Int } input In { all: [In!]! }",
        "query Q($in: In!) { a(in: $in) }",
        {"In.x": '{"in":{"all":[],"x":null}}'},
        id="an input of itself",
    ),
    pytest.param(
        "type Query { a(in: In): Int } input In { all: Mid y: Int }"
        " input Mid { deep: Deep! } input Deep { e: E = X } enum E { X Y }",
        "type Query { a(in: In): Int } input In { all: Mid y: Int }"
        " input Mid { deep: Deep! } input Deep { e: E = X } enum E { X }",
        "query Q($in: In) { a(in: $in) }",
        {"E.Y": '{"in":{"all":{"deep":{"e":"Y"}}}}'},
        id="deep inside",
    ),
    pytest.param(
        "type Query { a(in: In!): Int } input In @oneOf { x: Int y: Int }",
        "type Query { a(in: In!): Int } input In @oneOf { x: Int }",
        "query Q($in: In!) { a(in: $in) }",
        {"In.y": '{"in":{"y":0}}'},
        id="one of several",
    ),
    pytest.param(
        "type Query { a(in: In!): Int } input In { x: Int y: Int z: String }",
        "type Query { a(in: In!): Int } input In { x: Int y: Int z: String! }",
        "query Q($in: In!, $n: Int! = 3) { a(in: $in) b: a(in: {x: $n}) }",
        {},
        id="an operation that is refused has none",
    ),
    pytest.param(
        "type Query { a(x: Int = 1): Int }",
        "type Query { a(x: Int! = 1): Int }",
        "query Q($x: Int) { a(x: $x) }",
        {"Query.a(x:)": '{"x":null}'},
        id="null for an argument",
    ),
    pytest.param(
        "directive @d(x: Int = 1) on FIELD type Query { a: Int }",
        "directive @d(x: Int! = 1) on FIELD type Query { a: Int }",
        "query Q($x: Int) { a @d(x: $x) }",
        {"@d(x:)": '{"x":null}'},
        id="null for a directive's argument",
    ),
]


@pytest.mark.parametrize(("old", "new", "text", "expected"), [*ANSWERS, *VARIABLES])
def test_the_smallest_json(
    old: str, new: str, text: str, expected: dict[str, str]
) -> None:
    assert witnesses(old, new, text) == expected


def test_scalars_with_a_type_hold_what_their_type_reads() -> None:
    scalars = {
        "Date": ScalarType("datetime.date"),
        "Key": ScalarType("uuid.UUID"),
        "Odd": ScalarType("datetime.date", parse="app.parse"),
    }
    shape = (
        "scalar Date scalar Key scalar Odd type Query { %s d: Date! k: Key! o: Odd! }"
    )
    assert witnesses(
        shape % "a: Int!", shape % "a: Int", "query Q { a d k o }", scalars=scalars
    ) == {
        "Query.a": '{"data":{"a":null,"d":"2026-01-01",'
        '"k":"00000000-0000-0000-0000-000000000000","o":"x"}}'
    }


@pytest.mark.slow
def test_inputs_may_be_nested_deeper_than_the_stack() -> None:
    types = (f"input I{n} {{ next: I{n + 1} }}" for n in range(1_000))
    old = f"type Query {{ a(i: I0!): Int }} {' '.join(types)} input I1000 {{ a: Int }}"
    new = old.replace("{ a: Int }", "{ a: Int! }")
    assert witnesses(old, new, "query Q($i: I0!) { a(i: $i) }") == {}
