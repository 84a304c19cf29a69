"""A file with an introspection is read as the answer of a server is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema

from udacity_client.drift.generated.schema_locations import find_declaration
from udacity_client.errors import Problem
from udacity_client.schema.sdl import SchemaFile, read_schema

SDL = 'type Query { a: Int @deprecated(reason: "Use b.") b: Int }'


@pytest.fixture
def answer() -> dict[str, Any]:
    return {"data": {**introspection_from_schema(build_schema(SDL))}}


def read(folder: Path, answer: dict[str, Any], encoding: str = "utf-8") -> SchemaFile:
    path = folder / "shop.json"
    path.write_text(json.dumps(answer), encoding=encoding)
    problems: list[Problem] = []
    found = read_schema(path, problems)
    assert found is not None, problems
    return found


def described_query(answer: dict[str, Any]) -> dict[str, Any]:
    types = answer["data"]["__schema"]["types"]
    found: dict[str, Any] = next(one for one in types if one["name"] == "Query")
    return found


def test_a_file_may_begin_with_a_byte_order_mark(
    tmp_path: Path, answer: dict[str, Any]
) -> None:
    assert "Query" in read(tmp_path, answer, "utf-8-sig").schema.type_map


def test_a_field_is_deprecated_without_a_reason(
    tmp_path: Path, answer: dict[str, Any]
) -> None:
    described_query(answer)["fields"][0]["deprecationReason"] = None
    root = read(tmp_path, answer).schema.query_type
    assert root is not None
    assert root.fields["a"].deprecation_reason == "No longer supported"


def test_introspection_types_of_a_server_are_left_out(
    tmp_path: Path, answer: dict[str, Any]
) -> None:
    own = {**described_query(answer), "name": "__Extra"}
    answer["data"]["__schema"]["types"].append(own)
    found = read(tmp_path, answer)
    assert (found.invalid, "__Extra" in found.schema.type_map) == ((), False)


def test_introspection_types_of_a_server_that_are_used_are_kept_with_a_note(
    tmp_path: Path, answer: dict[str, Any]
) -> None:
    query = described_query(answer)
    own = {**query, "name": "__Extra", "fields": [{**query["fields"][1]}]}
    answer["data"]["__schema"]["types"].append(own)
    type_ = {"kind": "OBJECT", "name": "__Extra", "ofType": None}
    query["fields"].append({**query["fields"][1], "name": "extra", "type": type_})
    found = read(tmp_path, answer)
    assert found.schema.query_type is not None
    assert "extra" in found.schema.query_type.fields
    assert "'__Extra' must not begin with '__'" in found.invalid[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"data": {"__schema": []}}', "its `__schema` is not an object"),
        ('{"data": {"__schema": {"types": []}}}', "it names no query type"),
        (
            '{"data": null, "errors": [{"message": "Not allowed"}]}',
            "the server answered with an error, 'Not allowed'",
        ),
        ("[1]", "it has no `__schema`"),
        ('{"data":\n  {"__sch', "it is not JSON beyond line 2, column 4"),
    ],
)
def test_what_is_no_introspection_is_refused_in_plain_words(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in refused(tmp_path, text).message


def refused(folder: Path, text: str) -> Problem:
    path, problems = folder / "shop.json", list[Problem]()
    path.write_text(text, encoding="utf-8")
    assert read_schema(path, problems) is None
    (problem,) = problems
    assert (problem.location.line, problem.location.column) == (1, 1)
    return problem


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("name", ["Query"], "it lists something in `types` that has no name"),
        ("name", None, "it lists something in `types` that has no name"),
        ("kind", ["OBJECT"], "it gives Query no kind that GraphQL has"),
        ("fields", [None], "it lists something in `fields` of Query that has no name"),
        ("fields", [{"name": "{a}"}], "it gives Query.{a} no type"),
        ("interfaces", ["Node"], "it lists something in `interfaces` of Query that"),
    ],
)
def test_what_is_malformed_is_named_in_plain_words(
    tmp_path: Path, answer: dict[str, Any], key: str, value: object, message: str
) -> None:
    described_query(answer)[key] = value
    assert message in refused(tmp_path, json.dumps(answer)).message


@pytest.mark.parametrize("entry", [None, "Query", 1])
def test_a_type_that_is_not_an_object_is_refused_in_plain_words(
    tmp_path: Path, answer: dict[str, Any], entry: object
) -> None:
    answer["data"]["__schema"]["types"].append(entry)
    message = "it lists something in `types` that has no name"
    assert message in refused(tmp_path, json.dumps(answer)).message


def test_json_has_no_lines_of_sdl(tmp_path: Path, answer: dict[str, Any]) -> None:
    described_query(answer)["fields"][1]["name"] = "__b"
    found = read(tmp_path, answer)
    assert [str(one.location) for one in found.invalid] == [
        f"{tmp_path / 'shop.json'}:1:1"
    ]
    query = found.schema.query_type
    assert query is not None
    assert find_declaration(found.schema, "Query.a") == found.invalid[0].location
