"""Schemas and operations of others are read, or refused with an error of ours."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from graphql import build_schema

from support.drift.reported_schema import drift_of
from support.drift.sample_schema import DOCUMENTS, SCHEMA
from support.hostile_bytes import HARD_GRAPHQL, HARD_JSON, withstands
from support.introspection_server import EVERY_FEATURE, Server
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.sources.live import LiveSource
from udacity_client.drift.sources.probe import probe
from udacity_client.drift.sources.source import DomainRequest, file_source
from udacity_client.errors import SourceError
from udacity_client.schema.documents import Documents, read_documents
from udacity_client.schema.introspection import introspect
from udacity_client.schema.introspection_errors import IntrospectionError
from udacity_client.schema.printer import canonical_sdl

EXAMPLES: Final = pytest.mark.parametrize(
    "examples",
    [
        2,
        pytest.param(40, marks=pytest.mark.slow),
        pytest.param(400, marks=pytest.mark.long),
    ],
)
CASES: Final = Path(__file__).parents[1] / "golden/codegen/cases"
SDL: Final = [
    SCHEMA.encode(),
    EVERY_FEATURE.encode(),
    *(
        (CASES / name / "schema.graphql").read_bytes()
        for name in ("federation", "one_of", "interfaces", "custom_scalars")
    ),
]
QUERIES: Final = [
    DOCUMENTS.encode(),
    b'query Find($text: String = "x") { find(text: $text) { __typename } }',
]


def request() -> DomainRequest:
    return DomainRequest(
        domain="shop", schema=build_schema(SCHEMA), documents=Documents({}, ())
    )


def introspection_of(schema: str) -> list[bytes]:
    """Return what a server of *schema* answers to both questions."""
    answers: list[bytes] = []
    server = Server(schema)

    def post(domain: str, body: bytes) -> bytes:
        answers.append(server(domain, body))
        return answers[-1]

    introspect("shop", post)
    return answers


@EXAMPLES
@pytest.mark.parametrize("is_json", [False, True], ids=["SDL", "introspection"])
def test_a_file_to_compare_with(tmp_path: Path, examples: int, is_json: bool) -> None:  # noqa: FBT001 - a parameter of the test
    path = tmp_path / "other.graphql"
    load, asked = file_source(path), request()

    def read(content: bytes) -> None:
        path.write_bytes(content)
        snapshot = load(asked)
        if snapshot.other is None:
            assert snapshot.unavailable
        else:
            canonical_sdl(snapshot.other).encode()
            drift_of(snapshot, DOCUMENTS)

    valid = [introspection_of(one)[1] for one in (SCHEMA, EVERY_FEATURE)]
    withstands(
        read,
        valid if is_json else SDL,
        hard=HARD_JSON if is_json else HARD_GRAPHQL,
        is_json=is_json,
        examples=examples,
    )


@EXAMPLES
@pytest.mark.parametrize("question", [0, 1], ids=["capabilities", "schema"])
def test_the_answer_to_introspection(examples: int, question: int) -> None:
    answers, asked = introspection_of(SCHEMA), request()

    def read(content: bytes) -> None:
        given = [*answers]
        given[question] = content
        left = iter(given)
        source = LiveSource(lambda _domain, _body, _most: (next(left), 1))
        snapshot = source(asked)
        if snapshot.other is None:
            assert snapshot.unavailable
        else:
            drift_of(snapshot, DOCUMENTS)

    withstands(
        read, [answers[question]], hard=HARD_JSON, is_json=True, examples=examples
    )


@EXAMPLES
def test_the_answer_of_a_server_that_validates(examples: int, tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text(DOCUMENTS, encoding="utf-8")
    documents = read_documents(tmp_path, [])
    asked = DomainRequest(
        domain="shop", schema=build_schema(SCHEMA), documents=documents
    )
    valid = json.dumps(
        {
            "errors": [
                {
                    "message": "no",
                    "locations": [{"line": 3, "column": 1}],
                    "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
                }
            ]
        }
    ).encode()

    def read(content: bytes) -> None:
        with suppress(IntrospectionError):
            probe(asked, lambda _domain, _body: content)

    withstands(
        read,
        [valid, b'{"data":{"__typename":"Query"}}'],
        hard=HARD_JSON,
        is_json=True,
        examples=examples,
    )


def compiling(folder: Path, changed: Path) -> None:
    """Compile what is in *folder*, whatever the file *changed* holds."""
    for name, content in (("s/shop.graphql", SCHEMA), ("q/shop/a.graphql", DOCUMENTS)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path != changed:
            path.write_text(content, encoding="utf-8")
    with suppress(SourceError):
        compile_tree(
            Sources(folder / "s", folder / "q"), package="ops", command="generate"
        )


@EXAMPLES
@pytest.mark.parametrize("name", ["s/shop.graphql", "q/shop/a.graphql"])
def test_what_is_generated_from(tmp_path: Path, examples: int, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)

    def read(content: bytes) -> None:
        path.write_bytes(content)
        compiling(tmp_path, path)

    valid = SDL[:1] if name.startswith("s") else QUERIES
    withstands(read, valid, hard=HARD_GRAPHQL, examples=examples)
