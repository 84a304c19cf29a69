"""Invalid live schemas are compared; incomplete responses are reported."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, build_schema

from support.drift.reported_schema import drift_of, load_reported
from support.drift.sample_schema import DOCUMENTS, SCHEMA
from support.introspection_server import Mangle, Server, field_of, types_of
from udacity_client.schema.capabilities import Capability

KNOWN = (frozenset[Capability](), frozenset(Capability))
INVALID = {
    "an interface that is not kept": ("type Course implements Node {\n  id: ID!", "ID"),
    "an object without fields": ("type Lonely { x: Int }", "type Lonely"),
    "an enum without values": ("enum Idle { ON OFF }", "enum Idle"),
    "a union without members": ("union Found = User | Course", "union Found"),
    "an input that never ends": ("input Idler { x: Int }", "input Idler { x: Idler! }"),
    "a reserved name": ("type Film { minutes", "type Film { __minutes"),
    "an interface of its own": ("interface Node {", "interface Node implements Node {"),
}


def invalid(name: str) -> GraphQLSchema:
    old, new = INVALID[name]
    assert old in SCHEMA
    if new == "ID":
        new = old.replace("ID!", "ID")
    return build_schema(SCHEMA.replace(old, new), assume_valid=True)


@pytest.mark.parametrize("unknown", KNOWN, ids=["all known", "nothing known"])
@pytest.mark.parametrize("name", INVALID)
def test_a_schema_that_is_not_valid_is_compared(
    name: str, unknown: frozenset[Capability]
) -> None:
    snapshot = load_reported(SCHEMA, Server(invalid(name), unknown=unknown))
    drift = drift_of(snapshot, DOCUMENTS)
    assert "not valid GraphQL" in snapshot.notes[-1]
    assert drift.findings or drift.outside


def cut_a_wrapper(answer: dict[str, object]) -> None:
    field_of(answer, "A", "id")["type"]["ofType"] = None


def drop_a_type(answer: dict[str, object]) -> None:
    types = types_of(answer)
    assert types.pop("A")
    schema = answer["data"]
    assert isinstance(schema, dict)
    schema["__schema"]["types"] = list(types.values())


def drop_the_query(answer: dict[str, object]) -> None:
    data = answer["data"]
    assert isinstance(data, dict)
    data["__schema"]["queryType"] = None


@pytest.mark.parametrize(
    ("mangle", "words"),
    [
        (cut_a_wrapper, "wraps a type in more lists than were asked for"),
        (drop_a_type, "types that it does not describe, 'A'"),
        (drop_the_query, "names no query type in its schema"),
    ],
)
def test_an_incomplete_response_is_never_drift(mangle: Mangle, words: str) -> None:
    server = Server("type A { id: ID! } type Query { a: A }", mangle=mangle)
    snapshot = load_reported("type Query { a: Int }", server)
    assert snapshot.other is None
    assert words in snapshot.unavailable[0]
