"""SDL for Apollo Federation is read as its clients see it, or refused with advice."""

from __future__ import annotations

import pytest

from udacity_client.errors import Problem
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import parse_schema

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: '


def read(text: str) -> tuple[str, list[str]]:
    """Return the schema without blank lines, and what is reported."""
    problems = list[Problem]()
    found = parse_schema(text, "shop.graphql", problems)
    reported = [*problems, *(found.invalid if found else ())]
    sdl = canonical_sdl(found.schema) if found else ""
    return " ".join(sdl.split()), [one.message for one in reported]


@pytest.mark.parametrize(
    "text",
    [
        "extend type Query { a: Int }",
        'extend type Query @key(fields: "a") { a: Int @external }',
        f'{LINK}["@key"])\ntype Query @key(fields: "a") {{ a: Int }}',
        f'{LINK}[{{ name: "@key", as: "@id" }}]) type Query @id {{ a: Int }}',
        "type Query @federation__shareable { a: Int @link__x }",
        'schema @core(feature: "https://specs.apollo.dev/core/v0.1") { query: Query } '
        "type Query { a: Int @core__x }",
        "extend type Query { a: Int } extend type Query @tag(name: 1)",
    ],
)
def test_directives_and_missing_bases(text: str) -> None:
    assert read(text) == ("type Query { a: Int }", [])


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("type", "{ a: Int }"),
        ("interface", "{ a: Int }"),
        ("input", "{ a: Int }"),
        ("enum", "{ A }"),
        ("union", "= Query"),
        ("scalar", ""),
    ],
)
def test_each_kind_of_extension_becomes_a_definition(kind: str, members: str) -> None:
    text = f"type Query @shareable {{ a: Int }} extend {kind} X @tag {members}"
    sdl, reported = read(text)
    assert f"{kind} X {members}".strip() in sdl
    assert reported == []


def test_what_servers_add_is_there_if_it_is_named() -> None:
    sdl, reported = read(
        "type Query { _service: _Service! _entities(of: [_Any!]!): [_Entity]! }"
        'type A @key(fields: "a") { a: ID } extend type B @key(fields: "b") { b: ID }'
    )
    assert reported == []
    assert "union _Entity = A | B" in sdl
    assert "scalar _Any" in sdl
    assert "type _Service { sdl: String }" in sdl
    assert "FieldSet" not in sdl


def test_what_a_schema_defines_itself_stays() -> None:
    text = (
        "directive @key(fields: String) on OBJECT type Query @key { a: _Any } "
        'scalar _Any @specifiedBy(url: "https://a") type T @shareable { a: Int }'
    )
    sdl, reported = read(text)
    assert reported == []
    assert sdl.startswith("directive @key(fields: String) on OBJECT")
    assert '@specifiedBy(url: "https://a")' in sdl


def test_a_schema_without_a_federation_is_read_as_before() -> None:
    sdl, reported = read("type Query { a: Int @odd } extend type Gone { a: Int }")
    assert sdl == "type Query { a: Int }"
    assert sorted(reported) == [
        "Cannot extend type 'Gone' because it is not defined.",
        "Unknown directive '@odd'.",
    ]


def test_a_subgraph_without_queries_is_refused_with_advice() -> None:
    problems = list[Problem]()
    text = 'extend type User @key(fields: "id") { id: ID! @external }'
    assert parse_schema(text, "shop.graphql", problems) is None
    [problem] = problems
    assert problem.message == "Query root type must be provided."
    assert "Give the schema that clients see: the router's" in (problem.hint or "")
