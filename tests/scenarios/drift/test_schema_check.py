"""`udacity schema check`, as people and CI run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from support.drift.project_copy import (
    check_here,
    copy_project,
    replace_in_file,
    run_check,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def test_nothing_is_wrong_with_what_is_shipped(project: Path) -> None:
    ran = run_check(project, "--against", "live", "--fail-on", "cosmetic")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("the same") == 5
    assert "No change was found. Exit 0" in ran.stdout


def test_drift_is_reported_with_its_place(project: Path) -> None:
    replace_in_file(project / "live/catalog.graphql", "  title: String!\n", "")
    ran = run_check(project, "catalog", "--against", "live")
    assert ran.returncode == 1
    assert "CatalogAssessment.title  [field-removed " in ran.stdout
    assert "queries/catalog/fragments.graphql:53:3" in ran.stdout
    assert "udacity schema accept catalog --against " in ran.stdout


def test_both_formats_exit_alike_and_find_the_same(project: Path) -> None:
    replace_in_file(
        project / "live/catalog.graphql", "  PRACTICE\n", "  PRACTICE\n  VIVA\n"
    )
    words = ("catalog", "--against", "live", "--format")
    for gate, code in (("behaviour", 0), ("types", 1)):
        text = check_here(project, *words, "text", "--fail-on", gate)
        in_json = check_here(project, *words, "json", "--fail-on", gate)
        report = json.loads(in_json.stdout)
        assert (text.returncode, in_json.returncode) == (code, code)
        assert (report["version"], report["exit_code"]) == (1, code)
        (finding,) = report["domains"][0]["findings"]
        assert finding["rule"] == "enum-value-added"
        assert finding["coordinate"] == "AssessmentCategory.VIVA"
        assert f"[{finding['rule']} {finding['fingerprint']}]" in text.stdout
        (operation,) = finding["operations"]
        (place,) = operation["places"]
        location = f"{place['path']}:{place['line']}:{place['column']}"
        assert f"{operation['name']} (types)  {location}" in text.stdout


@pytest.mark.parametrize("content", [None, "type Query {", "type A { b: Missing }"])
def test_a_schema_that_cannot_be_read_is_never_clean(
    project: Path, content: str | None
) -> None:
    path = project / "live/catalog.graphql"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ran = check_here(project, "--against", "live")
    assert ran.returncode == 3
    assert "UNCHECKED" in ran.stdout
    assert "live/catalog.graphql:1:" in ran.stdout


def test_an_operation_that_does_not_fit_is_reported(project: Path) -> None:
    path = project / "queries/catalog/fragments.graphql"
    replace_in_file(path, "  companyId\n", "  companyID\n")
    ran = check_here(project, "catalog")
    assert ran.returncode == 1
    assert "queries/catalog/fragments.graphql:2:3: " in ran.stdout
    assert "Did you mean 'companyId'?" in ran.stdout


def test_edited_stale_and_missing_code_are_distinguished(project: Path) -> None:
    generated = project / "generated/udacity_graphql"
    with (generated / "catalog/records.py").open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    replace_in_file(
        project / "queries/assessment-progress/fragments.graphql", "  userId\n", ""
    )
    shutil.rmtree(generated / "tokens")
    ran = check_here(project, "--format", "json")
    states = {d["domain"]: d["generated"] for d in json.loads(ran.stdout)["domains"]}
    assert ran.returncode == 1
    assert states == {
        "assessment-progress": "stale",
        "catalog": "edited",
        "learning-plan-progress": "fresh",
        "program-progress": "fresh",
        "tokens": "missing",
    }


def test_a_folder_that_is_not_there_is_wrong_usage(project: Path) -> None:
    ran = check_here(project, "--against", "elsewhere")
    assert ran.returncode == 2
    assert "udacity schema pull --out" in ran.stderr
