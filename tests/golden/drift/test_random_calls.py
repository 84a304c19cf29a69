"""Random calls of a generated client meet nothing that no finding reports.

`python -m support.drift.random_calls` does the same with real clients; see its module.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.client_check.client_sources import read_client
from support.client_check.compiled_client import CompiledClient, compile_client
from support.drift.random_calls import compare_calls, drift_of, main
from support.drift.sample_schema import DOCUMENTS, SCHEMA, mutated, schema_of

CHANGED = mutated(
    ("  email: String\n", ""),
    ("age: Int!\n", "age: Int\n"),
    ("first: Int = 10", "first: Int = 20"),
    ("{ flag: Boolean! note: String }", "{ flag: Boolean! note: String why: Int! }"),
    ("input Pick { a: Int b: Int }", "input Pick { a: Int b: Int! }"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> CompiledClient:
    folder = tmp_path_factory.mktemp("sampled")
    schema, queries = folder / "schema.graphql", folder / "queries"
    queries.mkdir()
    schema.write_text(SCHEMA, encoding="utf-8")
    (queries / "all.graphql").write_text(DOCUMENTS, encoding="utf-8")
    sources = read_client(schema, queries)
    return compile_client(sources, folder / "client", package="sampled_client")


def test_each_effect_is_reported(client: CompiledClient) -> None:
    new = schema_of(CHANGED)
    found = compare_calls(client, new, drift_of(client, new), rounds=20)
    assert found.refused == ["FindThings", "ListUsers"]
    assert found.failing == ["GetUser", "PickOne"]
    assert found.missed == found.unseen == []


def test_an_effect_without_a_finding_is_missed(client: CompiledClient) -> None:
    nothing = drift_of(client, client.sources.schema)
    found = compare_calls(client, schema_of(CHANGED), nothing, rounds=20)
    missed = "\n".join(found.missed)
    for name in ("FindThings", "ListUsers"):
        assert f"{name}: 20 refused, not decoded: []" in missed
    assert "PickOne: " in missed
    assert "GetUser: 0 refused, not decoded: [b'{" in missed
    assert "GetUser: other arguments: {'user/courses(first:)'}" in missed


def test_a_finding_that_no_call_meets_is_unseen(client: CompiledClient) -> None:
    drift = drift_of(client, schema_of(CHANGED))
    found = compare_calls(client, client.sources.schema, drift, rounds=20)
    assert found.missed == []
    assert "GetUser: none of 20 calls failed" in found.unseen
    assert found.failing == found.refused == []


def test_the_command_prints_a_line_for_each_pair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ("old.graphql", SCHEMA), ("new.graphql", CHANGED), ("q/a.gql", DOCUMENTS)
    (tmp_path / "q").mkdir()
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    pair = "old.graphql,new.graphql,q"
    monkeypatch.setattr("sys.argv", ["random_calls", pair, "--rounds", "5"])
    assert main() == 0
    row = capsys.readouterr().out.splitlines()[2].strip("| ").split(" | ")
    assert row[:3] == [pair, "6", "2"]
    assert row[4] == "0"
