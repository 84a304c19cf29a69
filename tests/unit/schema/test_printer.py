from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import (
    build_schema,
    introspection_from_schema,
    lexicographic_sort_schema,
    print_schema,
)

from udacity_client.errors import Problem, SourceError
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import read_schema, read_sdl
from udacity_client.schema.shipped import schema_directory

ORDINARY = '''
"""Everything that SDL can say, and both printers say alike."""
schema { query: Root mutation: Change subscription: News }

"""Marks what costs more."""
directive @cost(
  """In points."""
  points: Int! = 1
  old: Int @deprecated(reason: "use points")
) repeatable on FIELD_DEFINITION | ENUM

directive @internal on OBJECT

"A point in time."
scalar Time @specifiedBy(url: "https://example.com/time")

interface Node { id: ID! }
interface Named implements Node { id: ID! name: String }

"""
A learner,
  who learns.
"""
type Learner implements Node & Named @internal {
  name: String @cost(points: 3) @deprecated
  """Told apart from names, which repeat."""
  id: ID!
  friends(first: Int = 10, names: [String!]! = ["a", "b"]): [[Learner!]]!
  since(
    "Not before."
    from: Time
    until: Time
  ): Time @deprecated(reason: "say \\"from\\"")
}

type Course { title: String! }
union Found = Learner | Course

enum Level {
  LOW
  """The highest."""
  HIGH @deprecated(reason: "too high")
}

input Pick @oneOf { byName: String byId: ID }
input Filter {
  levels: [Level!] = [LOW]
  """Nested."""
  inner: Filter
  many: Int = 3 @deprecated
}

type Root { find(filter: Filter = {levels: [HIGH], many: null}, pick: Pick): [Found] }
type Change { nothing: Boolean }
type News { level: Level }
'''


@pytest.mark.parametrize(
    "path", sorted(schema_directory().glob("*.graphql")), ids=lambda path: path.stem
)
def test_shipped_schemas_are_canonical(path: Path) -> None:
    assert canonical_sdl(read_sdl(path)) == path.read_text(encoding="utf-8")


def test_ordinary_schemas_are_printed_as_graphql_core_prints_them() -> None:
    schema = build_schema(ORDINARY)
    expected = print_schema(lexicographic_sort_schema(schema)) + "\n"
    assert canonical_sdl(schema) == expected


def test_the_order_of_definitions_does_not_show() -> None:
    one = build_schema("type Query { a(x: Int, y: Int): E b: Int } enum E { C D }")
    other = build_schema("enum E { D C } type Query { b: Int a(y: Int, x: Int): E }")
    assert canonical_sdl(one) == canonical_sdl(other)


@pytest.mark.parametrize(
    ("type_", "literal", "expected"),
    [
        ("Float", "1.0", "1"),
        ("Float", "1", "1"),
        ("Float", "2.50", "2.5"),
        ("ID", '"5"', "5"),
        ("ID", '"a5"', '"a5"'),
        ("String", '"""block"""', '"block"'),
        ("[Int]", "1", "[1]"),
        ("[[Int]]", "[[1], null]", "[[1], null]"),
        ("[Int!]!", "[]", "[]"),
        ("Boolean", "false", "false"),
        ("String", "null", "null"),
        ("Level", "LOW", "LOW"),
        ("Range", "{to: 2, from: 1}", "{from: 1, to: 2}"),
        ("Range", "{from: 1}", "{from: 1, to: 9}"),
        ("[Range]", "{from: 1.0}", "[{from: 1, to: 9}]"),
        ("Anything", "{b: [1, {d: null, c: true}], a: 1.0}", None),
        ("Anything", "[]", "[]"),
        ("Range", "{any: {z: 1, y: 2}}", "{any: {y: 2, z: 1}, to: 9}"),
    ],
)
def test_defaults_are_printed_by_their_types(
    type_: str, literal: str, expected: str | None
) -> None:
    schema = build_schema(
        f"""
        scalar Anything
        enum Level {{ LOW }}
        input Range {{ from: Float to: Float = 9.0 any: Anything }}
        type Query {{ field(argument: {type_} = {literal}): Int }}
        """
    )
    text = canonical_sdl(schema)
    expected = expected or "{a: 1, b: [1, {c: true, d: null}]}"
    assert f"(argument: {type_} = {expected})" in text
    assert canonical_sdl(build_schema(text)) == text


def test_types_that_only_look_like_roots_stay_plain_types() -> None:
    schema = build_schema(
        "schema { query: Query } type Query { a: Int } type Mutation { b: Int }"
    )
    text = canonical_sdl(schema)
    assert text.startswith("schema {\n  query: Query\n}\n\ntype Mutation {")
    assert build_schema(text).mutation_type is None


def test_the_usual_roots_are_not_printed() -> None:
    schema = build_schema("schema { query: Query } type Query { a: Int }")
    assert canonical_sdl(schema) == "type Query {\n  a: Int\n}\n"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (r'"one\r\ntwo  \rthree\n"', '"""\none\ntwo\nthree\n"""\n'),
        (r'"\n\nfirst\n\n  second\n"', '"""\nfirst\n\n  second\n"""\n'),
        ('""', ""),
        (r'" \n "', ""),
        (r'"  indented"', '"""  indented"""\n'),
        (r'"a \"\"\" b"', '"""a \\""" b"""\n'),
    ],
)
def test_descriptions_lose_blanks_that_do_not_show(
    description: str, expected: str
) -> None:
    schema = build_schema(f"type Query {{ a: Int }} {description} scalar Zone")
    text = canonical_sdl(schema)
    assert text == f"type Query {{\n  a: Int\n}}\n\n{expected}scalar Zone\n"
    assert canonical_sdl(build_schema(text)) == text


def test_blank_lines_of_a_description_are_empty() -> None:
    schema = build_schema(r'type Query { "one\n\ntwo" a: Int }')
    assert canonical_sdl(schema).splitlines() == [
        "type Query {",
        '  """',
        "  one",
        "",
        "  two",
        '  """',
        "  a: Int",
        "}",
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("type Query {\n  a: Int\n  b Int }", 3, 5, "Expected ':', found Name 'Int'"),
        ("", 1, 1, "Unexpected <EOF>"),
        ('{"data": {}}', 1, 1, "it has no `__schema`"),
        ("<!doctype html>", 1, 1, "Unexpected character"),
        ("type Query { a: Nope }", 1, 17, "Unknown type 'Nope'"),
        ("type Query { a: Int }\n\nquery Q { a }", 3, 1, "An operation or fragment"),
        ("type A { a: Int }", 1, 1, "Query root type must be provided"),
        ("type A { a: Int }\ntype Query", 2, 1, "must define one or more fields"),
        ("input I { a: Int }\ntype Query { a: I }", 2, 1, "must be an output type"),
        ("type Query { a(x: Query): Int }", 1, 1, "must be a GraphQL input type"),
        ('type Query { a(x: Int = "1"): Int }', 1, 25, 'default "1" of Query.a(x:)'),
        ("type Query { a(x: Float = 1e400): Int }", 1, 27, "holds 1e400, and JSON has"),
        ("type Query { a: Int }\ninput I { i: I = {} }", 2, 18, "contains itself"),
    ],
)
def test_an_invalid_schema_is_refused_with_its_place(
    tmp_path: Path, text: str, line: int, column: int, message: str
) -> None:
    path = tmp_path / "catalog.graphql"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_sdl(path)
    problem = caught.value.problems[0]
    assert str(problem.location) == f"{path}:{line}:{column}"
    assert message in problem.message
    assert problem.hint is not None


def test_a_default_that_is_too_large_is_named_in_json_as_well(tmp_path: Path) -> None:
    schema = build_schema("input I { f: [Float] = [1] } type Query { a(i: I): Int }")
    text = json.dumps(introspection_from_schema(schema))
    path = tmp_path / "catalog.graphql"
    path.write_text(text.replace('"[1]"', '"[1, 1e400]"'), encoding="utf-8")
    problems: list[Problem] = []
    read = read_schema(path, problems)
    assert read is not None
    assert problems == []
    assert [problem.message for problem in read.invalid] == [
        "The default value of I.f holds 1e400, and JSON has no number that large."
    ]
    assert "a(i: I): Int" in read.text


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "catalog.graphql"
    path.write_text("type Query {\n  a: No\n  b: Nor\n}\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_sdl(path)
    assert [problem.location.line for problem in caught.value.problems] == [2, 3]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"absent\.graphql:1:1: The file cannot be read: No"
    ):
        read_sdl(tmp_path / "absent.graphql")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalog.graphql"
    path.write_bytes(b"type Query { a: Int } # \xff\xfe")
    with pytest.raises(SourceError, match="not UTF-8 text, from byte 24 on"):
        read_sdl(path)
