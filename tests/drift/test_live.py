"""Live schemas, over real HTTP."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from graphql import GraphQLSchema, build_schema

from support.clock import VirtualClock
from support.introspection_server import Mangle, Server, field_of, types_of
from support.loopback_server import Loopback, Seen
from support.paths import ROOT
from support.schema_check import CheckLive, asked, credential_of, looking_at
from udacity_client import StaticToken
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
from udacity_client.drift.sources.live import LiveSource
from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.emulator import Emulator, IntrospectionWords, IntrospectionYear
from udacity_client.protocol.http_response import RawResponse

DOMAINS = (
    "assessment-progress",
    "catalog",
    "learning-plan-progress",
    "program-progress",
    "tokens",
)


@pytest.fixture
def moved(tmp_path: Path) -> Callable[..., Path]:
    """Return a folder of schemas in which one was changed."""

    def move(domain: str, *swaps: tuple[str, str]) -> Path:
        folder = tmp_path / "moved"
        shutil.copytree(ROOT / "schema", folder)
        path = folder / f"{domain}.graphql"
        text = path.read_text(encoding="utf-8")
        for old, new in swaps:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return folder

    return move


def drift_of(domain: str, snapshot: SchemaSnapshot) -> AssessedDrift:
    assert snapshot.other is not None, snapshot.unavailable
    documents = asked(domain).documents
    return drift_between(
        snapshot.committed,
        snapshot.other,
        domain=domain,
        operations=documents.operations,
        fragments=documents.fragments,
    )


def look(emulator: Emulator, domain: str) -> SchemaSnapshot:
    clock = VirtualClock()
    with looking_at(emulator.base_url, credential_of(emulator), clock=clock) as seer:
        return seer(asked(domain))


def test_an_api_that_did_not_change_is_clean(
    check_live: CheckLive, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(learners=1) as emulator:
        assert check_live(emulator, "--fail-on", "cosmetic") == 0
        assert emulator.count(operation="GenerateToken") == 1
        for domain in DOMAINS:
            asks = emulator.count(domain=domain) - (domain == "tokens")
            assert asks == 2
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.count("the same") == 5
    assert "0 outside your operations. Exit 0" in told.out


@pytest.mark.parametrize("year", get_args(IntrospectionYear))
def test_no_edition_of_introspection_makes_a_change_up(
    year: IntrospectionYear,
) -> None:
    with Emulator(learners=1, introspection_year=year) as emulator:
        sights = {domain: look(emulator, domain) for domain in DOMAINS}
    for domain, snapshot in sights.items():
        drift = drift_of(domain, snapshot)
        assert (drift.findings, drift.outside) == ((), ())
        assert bool(snapshot.notes) is (year < 2025)
        if year == 2021:
            (note,) = snapshot.notes
            assert note.startswith(f"{domain}: the server's introspection does not ")
            assert "__Type.isOneOf" in note
            assert "specifiedBy" not in note


@pytest.mark.parametrize("year", get_args(IntrospectionYear))
def test_drift_is_found_at_every_edition(
    year: IntrospectionYear, moved: Callable[..., Path]
) -> None:
    folder = moved("catalog", ("  title: String!\n", ""))
    with Emulator(learners=1, introspection_year=year, schemas=folder) as emulator:
        drift = drift_of("catalog", look(emulator, "catalog"))
    (finding,) = drift.findings
    assert (finding.rule, finding.coordinate) == (
        "field-removed",
        "CatalogAssessment.title",
    )


def test_the_command_tells_of_drift(
    check_live: CheckLive,
    moved: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = moved("catalog", ("  PRACTICE\n", "  PRACTICE\n  VIVA\n"))
    with Emulator(learners=1, introspection_year=2018, schemas=folder) as emulator:
        assert check_live(emulator, "catalog") == 0
        assert check_live(emulator, "catalog", "--fail-on", "types") == 1
        capsys.readouterr()
        assert check_live(emulator, "catalog", "--format", "json") == 0
    (domain,) = json.loads(capsys.readouterr().out)["domains"]
    assert [finding["rule"] for finding in domain["findings"]] == ["enum-value-added"]
    assert "__Schema.subscriptionType" not in domain["notes"][0]
    assert "__Directive.isRepeatable" in domain["notes"][0]


@pytest.mark.parametrize("words", get_args(IntrospectionWords))
def test_introspection_that_is_refused_is_known_in_all_words(
    check_live: CheckLive, words: IntrospectionWords, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator = Emulator(learners=1, introspection=False, introspection_words=words)
    with emulator:
        assert check_live(emulator, "catalog") == 3
        assert emulator.count(domain="catalog") == 1
    told = capsys.readouterr().out
    assert "UNCHECKED" in told
    assert "catalog: the server refuses introspection: " in told


def test_types_deeper_than_asked_for_are_no_shorter_types(
    moved: Callable[..., Path],
) -> None:
    deep = "[" * 10 + "String" + "]" * 10
    folder = moved("catalog", ("  title: String!\n", f"  title: {deep}\n"))
    with Emulator(learners=1, schemas=folder) as emulator:
        snapshot = look(emulator, "catalog")
    assert snapshot.other is None
    assert "wraps a type in more lists than were asked for" in snapshot.unavailable[0]


def test_what_another_identity_sees_is_not_taken_for_drift(
    check_live: CheckLive,
    moved: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (ROOT / "schema/catalog.graphql").read_text(encoding="utf-8")
    shrunk = "type Query {\n  catalog: Int\n}\n"
    folder = moved("catalog", (text, shrunk))
    with Emulator(learners=1, schemas=folder) as emulator:
        assert check_live(emulator, "catalog", "program-progress") == 3
    told = capsys.readouterr().out
    assert "catalog: the server leaves out " in told
    assert "not treated as drift" in told
    assert "0 outside your operations" in told


@pytest.mark.parametrize("root", ["mutation", "subscription"])
def test_a_root_that_is_missing_is_a_partial_view(root: str) -> None:
    name = root.title()
    server = Server(f"{OLD} type {name} {{ x: Int }} schema {{ query: Query }}")
    snapshot = LiveSource(sending(server))(committed(f"{OLD} type {name} {{ x: Int }}"))
    (told,) = snapshot.unavailable
    assert told.startswith(f"shop: the server has no {root} type, unlike the committed")


OLD = "type Query { a: Int b: Int c: Int d: E } enum E { X Y Z } input I { s: Int }"


@pytest.mark.parametrize(
    ("now", "gone"),
    [
        (OLD.replace("a: Int", ""), 0),
        (OLD.replace("Query", "Root") + " schema { query: Root }", 0),
        (OLD.replace("a: Int b: Int", ""), 2),
        (OLD.replace("input I { s: Int }", "").replace("X", ""), 2),
        (OLD.replace("enum E { X Y Z }", "union E = Query"), 3),
    ],
)
def test_more_than_a_fifth_gone_is_a_partial_view(now: str, gone: int) -> None:
    snapshot = LiveSource(sending(Server(now)))(committed(OLD))
    assert bool(snapshot.unavailable) is bool(gone)
    if gone:
        (told,) = snapshot.unavailable
        assert told.startswith(f"shop: the server leaves out {gone} of the 8 members")
        assert "udacity schema check --against now" in told


def committed(sdl: str) -> DomainRequest:
    documents = asked("catalog").documents
    return DomainRequest(domain="shop", schema=build_schema(sdl), documents=documents)


def sending(server: Server) -> Callable[[str, bytes, int], tuple[bytes, int]]:
    return lambda domain, body, _most: (server(domain, body), 1)


def invalid_schema() -> GraphQLSchema:
    """Return a schema as some servers have: its interface is deprecated in part."""
    sdl = "interface Node { id: ID! } type A implements Node { id: ID } type Query {}"
    return build_schema(
        sdl.replace("Query {}", "Query { a: A b: Int c: Int }"), assume_valid=True
    )


def test_a_live_schema_that_is_not_valid_is_compared_and_told_of() -> None:
    server = Server(invalid_schema())
    with (
        Loopback(answering(server)) as loopback,
        looking_at(loopback.base_url, StaticToken("t"), clock=VirtualClock()) as seer,
    ):
        valid = "interface Node { id: ID! } type A implements Node { id: ID! }"
        snapshot = seer(committed(valid + " type Query { a: A b: Int c: Int }"))
    (note,) = snapshot.notes
    assert "schema that is not valid GraphQL, 'Interface field Node.id " in note
    drift = drift_of("catalog", snapshot)
    changes = [change.coordinate for change in drift.outside]
    assert changes == ["A.id"]


def answering(server: Server) -> Callable[[Seen], RawResponse]:
    return lambda seen: RawResponse(
        200, {}, server("shop", seen.content), received_at=0.0
    )


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
def test_an_answer_with_a_hole_is_never_drift(mangle: Mangle, words: str) -> None:
    server = Server("type A { id: ID! } type Query { a: A }", mangle=mangle)
    snapshot = LiveSource(sending(server))(committed("type Query { a: Int }"))
    assert snapshot.other is None
    assert words in snapshot.unavailable[0]
