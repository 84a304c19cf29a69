"""Operations validated by a server that does not show its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import build_schema

from udacity_client.drift.sources.probe import probe
from udacity_client.drift.sources.source import DomainRequest
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import read_documents
from udacity_client.schema.introspection_errors import IntrospectionError

QUERIES = {
    "a.graphql": "# the first\n\nquery DriftProbe { name ...Part }\n",
    "b/c.graphql": "mutation Rename { rename(to: 1) }\nfragment Part on Query { mine }",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DomainRequest:
    monkeypatch.chdir(tmp_path)
    for name, text in QUERIES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    documents = read_documents(tmp_path, problems)
    assert not problems
    schema = build_schema("type Query { name: Int mine: Int }")
    return DomainRequest(domain="shop", schema=schema, documents=documents)


def answering(answer: object, sent: list[bytes]) -> Callable[[str, bytes], bytes]:
    def post(_domain: str, body: bytes) -> bytes:
        sent.append(body)
        return json.dumps(answer).encode()

    return post


def error(message: str, *places: tuple[int, int], code: str | None = None) -> object:
    locations = [{"line": line, "column": column} for line, column in places]
    found: dict[str, object] = {"message": message, "locations": locations}
    return found if code is None else {**found, "extensions": {"code": code}}


def test_one_operation_of_ours_is_to_run_and_all_are_there(shop: DomainRequest) -> None:
    sent: list[bytes] = []
    snapshot = probe(shop, answering({"data": {"__typename": "Query"}}, sent))
    (request,) = map(json.loads, sent)
    assert request["operationName"] == "DriftProbe_"
    lines = request["query"].split("\n")
    assert lines[0] == "query DriftProbe_ { __typename }"
    assert "mutation Rename { rename(to: 1) }" in lines
    assert (snapshot.other, snapshot.unavailable, snapshot.refused) == (None, (), ())
    (note,) = snapshot.notes
    assert note.startswith("shop: the server refuses introspection, so it validated")
    assert "new enum values" in note


def test_places_are_those_of_the_files(shop: DomainRequest) -> None:
    answer = {
        "data": None,
        "errors": [
            error("no name", (4, 20)),
            error("no rename", (6, 19)),
            error('no mine. Did you mean "secret"?', (7, 26), (4, 25)),
            error("no name", (4, 20)),
            error("Too many errors"),
        ],
    }
    refused = probe(shop, answering(answer, [])).refused
    assert [problem.location for problem in refused] == [
        Location("a.graphql", 3, 20),
        Location("b/c.graphql", 1, 19),
        Location("b/c.graphql", 2, 26),
    ]
    assert [problem.message for problem in refused] == [
        "The server refuses this: no name",
        "The server refuses this: no rename",
        "The server refuses this: no mine.",
    ]


def test_a_refusal_without_a_place_is_reported_at_the_first_file(
    shop: DomainRequest,
) -> None:
    answer = {"errors": [error("bad", code="GRAPHQL_VALIDATION_FAILED")]}
    (problem,) = probe(shop, answering(answer, [])).refused
    assert problem.location == Location("a.graphql", 1, 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"errors": [error("PersistedQueryNotFound")]},
            "'PersistedQueryNotFound'. Ask",
        ),
        ({"errors": [error("__typename is not allowed", (1, 22))]}, "'__typename is"),
        ({"errors": [error("far away", (99, 1))]}, "also to validate operations"),
        ({"data": None}, "it has no `data`"),
        ({"data": {}}, "it has no `data`"),
        ([], "it is not an object"),
    ],
)
def test_an_answer_that_says_nothing_of_the_operations_is_not_clean(
    shop: DomainRequest, answer: object, words: str
) -> None:
    with pytest.raises(IntrospectionError) as caught:
        probe(shop, answering(answer, []))
    assert words in str(caught.value)
