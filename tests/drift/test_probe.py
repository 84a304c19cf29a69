"""Operations validated by a server that does not tell its schema."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from graphql import build_schema

from support.clock import VirtualClock
from support.paths import ROOT
from support.schema_check import CheckLive, asked, credential_of, looking_at
from udacity_client.drift.sources.live import REQUESTS
from udacity_client.drift.sources.probe import probe
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.emulator import (
    Answer,
    Dialect,
    Emulator,
    IntrospectionWords,
    server_error,
)
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


def test_a_refusal_without_a_place_is_told_at_the_first_file(
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
def test_what_tells_nothing_of_the_operations_is_not_clean(
    shop: DomainRequest, answer: object, words: str
) -> None:
    with pytest.raises(IntrospectionError) as caught:
        probe(shop, answering(answer, []))
    assert words in str(caught.value)


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """Return a folder of schemas without two fields that operations select."""
    shutil.copytree(ROOT / "schema", tmp_path / "moved")
    path = tmp_path / "moved/catalog.graphql"
    text = path.read_text(encoding="utf-8")
    for line in ("  title: String!\n", "  companyId: ID!\n"):
        assert line in text
        text = text.replace(line, "", 1)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "moved"


def look(emulator: Emulator, domain: str) -> SchemaSnapshot:
    clock = VirtualClock()
    with looking_at(
        emulator.base_url, credential_of(emulator), clock=clock, instead=probe
    ) as seer:
        return seer(asked(domain))


@pytest.mark.parametrize("words", get_args(IntrospectionWords))
@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_refusals_come_back_to_their_lines_over_http(
    moved: Path,
    words: IntrospectionWords,
    dialect: Dialect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    with Emulator(
        learners=1,
        dialect=dialect,
        introspection=False,
        introspection_words=words,
        schemas=moved,
    ) as emulator:
        snapshot = look(emulator, "catalog")
        assert look(emulator, "program-progress").refused == ()
        asks = [one.operation_name for one in emulator.requests if one.has_token]
    assert asks == ["IntrospectionProbe", "DriftProbe"] * 2
    assert [str(problem.location) for problem in snapshot.refused] == [
        "queries/catalog/fragments.graphql:2:3",
        "queries/catalog/fragments.graphql:53:3",
    ]
    assert "companyId" in snapshot.refused[0].message


def test_no_operation_runs_not_even_a_mutation() -> None:
    with Emulator(learners=1, introspection=False) as emulator:
        snapshot = look(emulator, "tokens")
        kinds = [one.operation_name for one in emulator.requests]
    assert (snapshot.refused, snapshot.unavailable) == ((), ())
    assert kinds == ["GenerateToken", "IntrospectionProbe", "DriftProbe"]


def test_the_command_tells_what_was_probed(
    check_live: CheckLive, moved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator = Emulator(learners=1, introspection=False, schemas=moved)
    with emulator:
        assert check_live(emulator, "program-progress", "--probe") == 0
        assert "program-progress  probed" in capsys.readouterr().out
        assert check_live(emulator, "catalog", "--probe") == 1
        told = capsys.readouterr().out
        assert check_live(emulator, "catalog") == 3
        capsys.readouterr()
        assert check_live(emulator, "catalog", "--probe", "--format", "json") == 1
    assert "queries/catalog/fragments.graphql:53:3: The server refuses this" in told
    assert "This does not show new enum values" in told
    (domain,) = json.loads(capsys.readouterr().out)["domains"]
    assert [problem["line"] for problem in domain["refused"]] == [2, 53]
    assert (domain["compared"], domain["unseen"]) == (False, [])


def test_a_server_that_tells_its_schema_is_not_probed(check_live: CheckLive) -> None:
    with Emulator(learners=1) as emulator:
        assert check_live(emulator, "catalog", "--probe") == 0
        assert emulator.count(operation="DriftProbe") == 0


def test_a_403_that_speaks_of_introspection_is_its_refusal() -> None:
    said = json.dumps({"errors": [{"message": "introspection needs another role"}]})
    forbidden = Answer(403, said.encode(), "application/json")
    with Emulator(learners=1) as emulator:
        emulator.faults.add(forbidden, domain="catalog")
        snapshot = look(emulator, "catalog")
    assert (snapshot.unavailable, snapshot.refused) == ((), ())


def test_where_no_request_is_left_nothing_is_probed() -> None:
    refused = (
        b'{"data": {"__schema": null}, "errors": [{"message": "__schema is off"}]}'
    )
    known = b'{"data": {"schema": null}}'
    with Emulator(learners=1) as emulator:
        for answer in (server_error(), Answer(200, known), Answer(200, refused)):
            emulator.faults.add(answer, domain="catalog")
        snapshot = look(emulator, "catalog")
        assert emulator.count(domain="catalog") == REQUESTS
    assert "no request is left" in snapshot.unavailable[0]


def test_a_third_request_probes_where_the_second_was_refused() -> None:
    refused = b'{"data": {"__schema": null}}'
    known = b'{"data": {"schema": null}}'
    with Emulator(learners=1) as emulator:
        for answer in (Answer(200, known), Answer(200, refused)):
            emulator.faults.add(answer, domain="catalog")
        snapshot = look(emulator, "catalog")
        assert emulator.count(domain="catalog") == REQUESTS
    assert (snapshot.unavailable, snapshot.refused) == ((), ())
    assert snapshot.notes
