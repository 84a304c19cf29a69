"""`udacity schema check --live` compares with a server, over real HTTP."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from graphql import GraphQLSchema, build_schema

from support.clock import VirtualClock
from support.drift.live_check import (
    CheckLive,
    credential_of,
    domain_request,
    open_live_source,
)
from support.edited_sdl import edit_sdl
from support.introspection_server import Server
from support.loopback_server import Loopback, Seen
from support.paths import ROOT
from udacity_client import StaticToken
from udacity_client.drift.impact.assess import AssessedDrift, drift_between
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
def changed_schemas(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that copies the schemas and changes one of them."""

    def change(domain: str, *swaps: tuple[str, str]) -> Path:
        folder = tmp_path / "moved"
        shutil.copytree(ROOT / "schema", folder)
        path = folder / f"{domain}.graphql"
        text = path.read_text(encoding="utf-8")
        for old, new in swaps:
            text = edit_sdl(text, old, new)
        path.write_text(text, encoding="utf-8")
        return folder

    return change


def drift_of(domain: str, snapshot: SchemaSnapshot) -> AssessedDrift:
    assert snapshot.other is not None, snapshot.unavailable
    documents = domain_request(domain).documents
    return drift_between(
        snapshot.committed,
        snapshot.other,
        domain=domain,
        operations=documents.operations,
        fragments=documents.fragments,
    )


def load_snapshot(emulator: Emulator, domain: str) -> SchemaSnapshot:
    clock = VirtualClock()
    with open_live_source(
        emulator.base_url, credential_of(emulator), clock=clock
    ) as source:
        return source(domain_request(domain))


def test_an_api_that_did_not_change_is_clean(
    check_live: CheckLive, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(learners=1) as emulator:
        assert check_live(emulator, "--fail-on", "cosmetic") == 0
        assert emulator.count(operation="GenerateToken") == 1
        for domain in DOMAINS:
            sent = emulator.count(domain=domain) - (domain == "tokens")
            assert sent == 2
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.count("the same") == 5
    assert "No change was found. Exit 0" in output.out


@pytest.mark.parametrize("year", get_args(IntrospectionYear))
def test_no_edition_of_introspection_causes_false_drift(
    year: IntrospectionYear,
) -> None:
    with Emulator(learners=1, introspection_year=year) as emulator:
        snapshots = {domain: load_snapshot(emulator, domain) for domain in DOMAINS}
    for domain, snapshot in snapshots.items():
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
    year: IntrospectionYear, changed_schemas: Callable[..., Path]
) -> None:
    folder = changed_schemas("catalog", ("  title: String!\n", ""))
    with Emulator(learners=1, introspection_year=year, schemas=folder) as emulator:
        drift = drift_of("catalog", load_snapshot(emulator, "catalog"))
    (finding,) = drift.findings
    assert (finding.rule, finding.coordinate) == (
        "field-removed",
        "CatalogAssessment.title",
    )


def test_the_command_reports_drift(
    check_live: CheckLive,
    changed_schemas: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = changed_schemas("catalog", ("  PRACTICE\n", "  PRACTICE\n  VIVA\n"))
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
    output = capsys.readouterr().out
    assert "UNCHECKED" in output
    assert "catalog: the server refuses introspection: " in output


def test_types_deeper_than_asked_for_are_no_shorter_types(
    changed_schemas: Callable[..., Path],
) -> None:
    deep = "[" * 10 + "String" + "]" * 10
    folder = changed_schemas("catalog", ("  title: String!\n", f"  title: {deep}\n"))
    with Emulator(learners=1, schemas=folder) as emulator:
        snapshot = load_snapshot(emulator, "catalog")
    assert snapshot.other is None
    assert "wraps a type in more lists than were asked for" in snapshot.unavailable[0]


def test_what_another_identity_sees_is_not_taken_for_drift(
    check_live: CheckLive,
    changed_schemas: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (ROOT / "schema/catalog.graphql").read_text(encoding="utf-8")
    shrunk = "type Query {\n  catalog: Int\n}\n"
    folder = changed_schemas("catalog", (text, shrunk))
    with Emulator(learners=1, schemas=folder) as emulator:
        assert check_live(emulator, "catalog", "program-progress") == 3
    output = capsys.readouterr().out
    assert "catalog: the server leaves out " in output
    assert "not treated as drift" in output
    assert "No change was found" in output


def committed(sdl: str) -> DomainRequest:
    documents = domain_request("catalog").documents
    return DomainRequest(domain="shop", schema=build_schema(sdl), documents=documents)


def invalid_schema() -> GraphQLSchema:
    """Return a schema as some servers have: its interface is deprecated in part."""
    sdl = "interface Node { id: ID! } type A implements Node { id: ID } type Query {}"
    return build_schema(
        sdl.replace("Query {}", "Query { a: A b: Int c: Int }"), assume_valid=True
    )


def test_a_live_schema_that_is_not_valid_is_compared_and_reported() -> None:
    server = Server(invalid_schema())
    with (
        Loopback(answering(server)) as loopback,
        open_live_source(
            loopback.base_url, StaticToken("t"), clock=VirtualClock()
        ) as source,
    ):
        valid = "interface Node { id: ID! } type A implements Node { id: ID! }"
        snapshot = source(committed(valid + " type Query { a: A b: Int c: Int }"))
    (note,) = snapshot.notes
    assert "schema that is not valid GraphQL, 'Interface field Node.id " in note
    drift = drift_of("catalog", snapshot)
    changes = [change.coordinate for change in drift.outside]
    assert changes == ["A.id"]


def answering(server: Server) -> Callable[[Seen], RawResponse]:
    return lambda request: RawResponse(
        200, {}, server("shop", request.content), received_at=0.0
    )
