"""A check names and runs the code of a user's own package and folder."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from support.drift.sample_reports import report_of
from support.paths import ROOT
from udacity_client.cli.replay.runner import replay_for
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.package.package_tree import PackageTree
from udacity_client.codegen.sources import Sources
from udacity_client.drift.check import DomainCheck, check_domains, exit_code
from udacity_client.drift.generated.state import GeneratedCode
from udacity_client.drift.impact.findings import Finding, GeneratedSymbol
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.report.json_report import json_report
from udacity_client.drift.sources.source import folder_source


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the example's code, next to a changed live schema."""
    monkeypatch.chdir(tmp_path)
    queries = ROOT / "examples/own-operations/app/queries"
    shutil.copytree(queries, tmp_path / "app/queries")
    shutil.copytree(ROOT / "schema", tmp_path / "live")
    compiled().write(tmp_path / "app")
    live = tmp_path / "live/catalog.graphql"
    text = live.read_text(encoding="utf-8")
    live.write_text(text.replace("skillNames: [String!]!", "skillNames: [String]!"))
    return tmp_path


COMMAND = "udacity generate"


def compiled() -> PackageTree:
    sources = Sources(ROOT / "schema", Path("app/queries"))
    return compile_tree(sources, package="checked_ops", command=COMMAND)


def checked() -> DomainCheck:
    code = GeneratedCode(
        package=Path("app/checked_ops"),
        compile_domains=lambda _domains: compiled(),
        secrets=(),
        command=COMMAND,
    )
    (found,) = check_domains(
        ["catalog"],
        sources=Sources(ROOT / "schema", Path("app/queries")),
        code=code,
        source=folder_source(Path("live")),
        today=date(2026, 11, 24),
        replay_for=replay_for,
    )
    return found


def only_finding() -> Finding:
    drift = checked().drift
    assert drift
    (finding,) = drift.findings
    return finding


def test_its_code_is_named_and_run(project: Path) -> None:
    finding = only_finding()
    name = "checked_ops.catalog.ProgramSkills.skill_names"
    ((symbol,),) = (affected.symbols for affected in finding.affected)
    assert symbol.name == name
    assert symbol.place
    assert symbol.place.path == "app/checked_ops/catalog/records.py"
    lines = (project / symbol.place.path).read_text(encoding="utf-8").splitlines()
    assert lines[symbol.place.line - 1] == "    skill_names: list[str]"
    assert finding.witness
    assert finding.witness.content == (
        '{"data":{"catalog":{"programs":'
        '[{"key":"x","title":"x","skillNames":[null]}]}}}'
    )
    assert finding.witness.outcome == (
        "raised ResponseShapeError: data.catalog.programs[0].skillNames[0] "
        "(ProgramSkills.skill_names): Input should be a valid string"
    )


def test_the_finding_stands_where_the_code_is_gone(project: Path) -> None:
    before = only_finding()
    shutil.rmtree(project / "app/checked_ops")
    after = only_finding()
    assert after.fingerprint == before.fingerprint
    ((symbol,),) = (affected.symbols for affected in after.affected)
    assert symbol == GeneratedSymbol(
        "checked_ops.catalog.ProgramSkills.skill_names", None
    )
    assert after.witness
    assert after.witness.outcome.startswith("not executed: the generated code cannot")
    assert checked().code == "missing"


def test_a_schema_that_is_no_graphql_is_named_and_no_operation_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("schema", "queries/shop"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "schema/shop.graphql").write_text("type Query {\n  a: [Int\n}\n")
    (tmp_path / "queries/shop/a.graphql").write_text("query A { a }")
    code = GeneratedCode(
        package=Path("ops"),
        compile_domains=lambda _: compiled(),
        secrets=(),
        command="",
    )
    (found,) = check_domains(
        [],
        sources=Sources(Path("schema"), Path("queries")),
        code=code,
        source=None,
        today=date(2026, 11, 24),
    )
    assert found.problems == ()
    (problem,) = found.schema_problems
    assert str(problem.location) == "schema/shop.graphql:3:1"
    assert exit_code([found], Level.BEHAVIOUR) == 1

    report = report_of(found)
    assert report.verdict[1].split(maxsplit=1) == [
        "first:",
        "correct 1 problem in schemas, see below",
    ]
    (row,) = report.rows
    assert (row.schema, row.operations) == ("1 problem", "unchecked")
    (entry,) = report.entries
    assert entry.rule == "schema-invalid"
    assert json.loads(json_report(report))["domains"][0]["problems"][0]["line"] == 3
