"""The programs for a newcomer's jobs do them, on an emulated API, and stay short."""

from __future__ import annotations

import ast
import json
import runpy
import sys
import tokenize
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient

from support.paths import ROOT
from support.udacity_command import run_command
from udacity_client import Udacity
from udacity_client.emulator import (
    Emulator,
    Enrollment,
    LearningPlan,
    PlanProgress,
    Program,
)

EXAMPLES = ROOT / "examples"


def _lines_of_code(file: Path) -> int:
    """Count the lines that hold more than blanks, comments and docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    texts: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0]
        if ast.get_docstring(node) and first.end_lineno:
            texts.update(range(first.lineno, first.end_lineno + 1))
    with file.open("rb") as source:
        code = {
            line
            for token in tokenize.tokenize(source.readline)
            if token.type in {tokenize.NAME, tokenize.OP, tokenize.STRING}
            for line in range(token.start[0], token.end[0] + 1)
        }
    return len(code - texts)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("export_progress.py", 22),
        ("mail_dormant_learners.py", 12),
        ("fastapi_app.py", 12),
        ("test_export_progress.py", 38),
    ],
)
def test_a_program_is_at_most_half_as_long_as_by_hand(name: str, most: int) -> None:
    assert _lines_of_code(EXAMPLES / name) <= most


def _run(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: str) -> dict[str, Any]:
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    return runpy.run_path(str(EXAMPLES / name), run_name="__main__")


@pytest.mark.parametrize("name", ["export_progress.py", "mail_dormant_learners.py"])
@pytest.mark.parametrize("files", [(), ("one", "two")])
def test_a_program_without_its_file_says_how_to_run_it(
    name: str, files: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=f"^Usage: python examples/{name} [A-Z]+\\."):
        _run(monkeypatch, name, *files)


def test_the_export_has_each_enrollment_and_titles(
    udacity_emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(user_email="zoe@example.com", program_key="nd001"),
            Enrollment(user_email="li@example.com", program_key="nd-gone"),
        ],
        programs=[
            Program(key="nd001", title="Data Engineering"),
            Program(key="nd001", title="Data Engineering", locale="pt-br"),
        ],
    )
    file = tmp_path / "learners.parquet"
    _run(monkeypatch, "export_progress.py", str(file))

    columns = pl.read_parquet(file).select("user_email", "program_title")
    assert columns.rows() == [
        ("li@example.com", None),
        ("zoe@example.com", "Data Engineering"),
    ]


def test_the_mail_is_about_those_whom_the_report_calls_dormant(
    udacity_emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    lately, long_ago = datetime.now(UTC), datetime(2026, 1, 20, tzinfo=UTC)
    plan = LearningPlan()
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(user_email="zoe@example.com", last_active_at=long_ago),
            Enrollment(user_email="abe@example.com", last_active_at=None),
            # Active: in a program that is over, and in a learning plan.
            Enrollment(user_email="li@example.com", last_active_at=long_ago),
            Enrollment(
                user_email="li@example.com",
                program_key="nd002",
                enrollment_status="GRADUATED",
                last_active_at=lately,
            ),
            Enrollment(
                user_id="1", user_email="noah@example.com", last_active_at=long_ago
            ),
            Enrollment(user_email="uma@example.com", enrollment_status="GRADUATED"),
        ],
        plan_progress=[
            PlanProgress(user_id="1", plan_id=plan.plan_id, last_active_at=lately)
        ],
        learning_plans=[plan],
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    command = ("report", "--live", "--quiet", "-o", "report.json")
    assert run_command(*command) == 0
    capsys.readouterr()
    _run(monkeypatch, "mail_dormant_learners.py", "report.json")

    assert capsys.readouterr().out.split() == ["abe@example.com", "zoe@example.com"]


def test_the_endpoint_returns_one_learner_s_enrollments(
    udacity: Udacity, udacity_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(user_email="zoe@example.com", program_key="nd001"),
            Enrollment(user_email="zoe@example.com", program_key="nd002"),
            Enrollment(user_email="not-zoe@example.com", program_key="nd003"),
        ]
    )
    with TestClient(_run(monkeypatch, "fastapi_app.py")["app"]) as client:
        found = client.get("/learners/zoe@example.com").json()
        assert client.get("/learners/nobody@example.com").json() == []
    assert [one["programKey"] for one in found] == ["nd001", "nd002"]
    assert found == [
        one.model_dump(mode="json", by_alias=True)
        for one in udacity.program_progress.iter_program_progress()
        if one.user_email == "zoe@example.com"
    ]


def _cells(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _run_cell(source: str, names: dict[str, Any]) -> str:
    """Run a cell; return what a notebook would show of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        tree.body.append(last)
        last = ast.Expr(ast.Constant(None))
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - the notebook is ours
    shown: Any = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - as above
    return "" if shown is None else shown._repr_html_()


def test_the_notebook_runs_in_order(udacity_emulator: Emulator) -> None:
    udacity_emulator.replace_data(
        enrollments=[
            Enrollment(program_key="nd001", completion_percentage=20.0),
            Enrollment(program_key="nd001", completion_percentage=40.0),
            Enrollment(
                user_email="zoe@example.com",
                program_key="nd002",
                on_track_status="OFF_TRACK",
            ),
        ]
    )
    names: dict[str, Any] = {}
    shown = [
        _run_cell("".join(cell["source"]), names)
        for cell in _cells(EXAMPLES / "learners.ipynb")
    ]

    first, by_status, completion, off_track, end = shown
    assert "user_email" in first
    assert "ENROLLED" in by_status
    assert "30 %" in completion
    assert "zoe@example.com" in off_track
    assert "learner-1@example.com" not in off_track
    assert end == ""


def test_the_notebook_is_committed_without_outputs() -> None:
    cells = _cells(EXAMPLES / "learners.ipynb")
    assert all(not one["outputs"] and one["execution_count"] is None for one in cells)
