"""`--probe` lets a server without introspection validate operations, over HTTP."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import get_args

import pytest

from support.clock import VirtualClock
from support.drift.live_check import (
    CheckLive,
    credential_of,
    domain_request,
    open_live_source,
)
from support.edited_sdl import edit_sdl
from support.paths import ROOT
from udacity_client.drift.sources.live import REQUESTS
from udacity_client.drift.sources.probe import probe
from udacity_client.drift.sources.source import SchemaSnapshot
from udacity_client.emulator import (
    Answer,
    Dialect,
    Emulator,
    IntrospectionWords,
    server_error,
)


@pytest.fixture
def changed_schemas(tmp_path: Path) -> Path:
    """Return a folder of schemas without two fields that operations select."""
    shutil.copytree(ROOT / "schema", tmp_path / "moved")
    path = tmp_path / "moved/catalog.graphql"
    text = path.read_text(encoding="utf-8")
    for line in ("  title: String!\n", "  companyId: ID!\n"):
        text = edit_sdl(text, line, "")
    path.write_text(text, encoding="utf-8")
    return tmp_path / "moved"


def load_snapshot(emulator: Emulator, domain: str) -> SchemaSnapshot:
    clock = VirtualClock()
    with open_live_source(
        emulator.base_url, credential_of(emulator), clock=clock, fallback=probe
    ) as source:
        return source(domain_request(domain))


@pytest.mark.parametrize("words", get_args(IntrospectionWords))
@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_refusals_come_back_to_their_lines_over_http(
    changed_schemas: Path,
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
        schemas=changed_schemas,
    ) as emulator:
        snapshot = load_snapshot(emulator, "catalog")
        assert load_snapshot(emulator, "program-progress").refused == ()
        sent_operations = [
            one.operation_name for one in emulator.requests if one.has_token
        ]
    assert sent_operations == ["IntrospectionProbe", "DriftProbe"] * 2
    assert [str(problem.location) for problem in snapshot.refused] == [
        "queries/catalog/fragments.graphql:2:3",
        "queries/catalog/fragments.graphql:53:3",
    ]
    assert "companyId" in snapshot.refused[0].message


def test_no_operation_runs_not_even_a_mutation() -> None:
    with Emulator(learners=1, introspection=False) as emulator:
        snapshot = load_snapshot(emulator, "tokens")
        kinds = [one.operation_name for one in emulator.requests]
    assert (snapshot.refused, snapshot.unavailable) == ((), ())
    assert kinds == ["GenerateToken", "IntrospectionProbe", "DriftProbe"]


def test_the_command_reports_what_was_probed(
    check_live: CheckLive, changed_schemas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator = Emulator(learners=1, introspection=False, schemas=changed_schemas)
    with emulator:
        assert check_live(emulator, "program-progress", "--probe") == 0
        assert "program-progress  probed" in capsys.readouterr().out
        assert check_live(emulator, "catalog", "--probe") == 1
        output = capsys.readouterr().out
        assert check_live(emulator, "catalog") == 3
        capsys.readouterr()
        assert check_live(emulator, "catalog", "--probe", "--format", "json") == 1
    assert "queries/catalog/fragments.graphql:53:3: The server refuses this" in output
    assert "This does not show new enum values" in output
    (domain,) = json.loads(capsys.readouterr().out)["domains"]
    assert [problem["line"] for problem in domain["refused"]] == [2, 53]
    assert (domain["compared"], domain["unseen"]) == (False, [])


def test_a_server_with_introspection_is_not_probed(check_live: CheckLive) -> None:
    with Emulator(learners=1) as emulator:
        assert check_live(emulator, "catalog", "--probe") == 0
        assert emulator.count(operation="DriftProbe") == 0


def test_a_403_that_speaks_of_introspection_is_its_refusal() -> None:
    said = json.dumps({"errors": [{"message": "introspection needs another role"}]})
    forbidden = Answer(403, said.encode(), "application/json")
    with Emulator(learners=1) as emulator:
        emulator.faults.add(forbidden, domain="catalog")
        snapshot = load_snapshot(emulator, "catalog")
    assert (snapshot.unavailable, snapshot.refused) == ((), ())


def test_if_no_request_is_left_nothing_is_probed() -> None:
    refused = (
        b'{"data": {"__schema": null}, "errors": [{"message": "__schema is off"}]}'
    )
    known = b'{"data": {"schema": null}}'
    with Emulator(learners=1) as emulator:
        for answer in (server_error(), Answer(200, known), Answer(200, refused)):
            emulator.faults.add(answer, domain="catalog")
        snapshot = load_snapshot(emulator, "catalog")
        assert emulator.count(domain="catalog") == REQUESTS
    assert "no request is left" in snapshot.unavailable[0]


def test_a_third_request_probes_if_the_second_was_refused() -> None:
    refused = b'{"data": {"__schema": null}}'
    known = b'{"data": {"schema": null}}'
    with Emulator(learners=1) as emulator:
        for answer in (Answer(200, known), Answer(200, refused)):
            emulator.faults.add(answer, domain="catalog")
        snapshot = load_snapshot(emulator, "catalog")
        assert emulator.count(domain="catalog") == REQUESTS
    assert (snapshot.unavailable, snapshot.refused) == ((), ())
    assert snapshot.notes
