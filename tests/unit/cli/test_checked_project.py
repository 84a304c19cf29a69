"""What a check checks in a folder with half a project, or with none."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.drift.fixtures import RunUdacity, run_udacity

__all__ = ["run_udacity"]

TABLE = '[tool.udacity-client]\npackage = "ops"\n'


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "folders", "words", "missing"),
    [
        (TABLE, (), (), "queries"),
        ("", (), ("--package", "ops"), "queries"),
        ("", ("queries",), ("catalog",), "queries/catalog"),
        (f'{TABLE}domains = ["catalog"]\n', ("queries",), (), "queries/catalog"),
    ],
)
def test_a_project_without_operations_is_not_called_drift(
    run_udacity: RunUdacity,
    table: str,
    folders: tuple[str, ...],
    words: tuple[str, ...],
    missing: str,
) -> None:
    Path("pyproject.toml").write_text(table, encoding="utf-8")
    for folder in folders:
        Path(folder).mkdir()
    told = run_udacity("schema", "check", *words)
    assert (told.returncode, told.stdout) == (2, "")
    assert f"There is no folder {missing}, so there are no operations to check." in (
        " ".join(told.stderr.split())
    )


def test_a_folder_of_somebody_elses_project_is_no_project_of_ours(
    run_udacity: RunUdacity,
) -> None:
    Path("pyproject.toml").write_text('[project]\nname = "a"\n', encoding="utf-8")
    told = run_udacity("schema", "check", "catalog")
    assert told.returncode == 0
    assert "Not compared with another schema: 1 operation." in told.stdout


def test_below_a_project_it_says_where_the_project_is(
    run_udacity: RunUdacity, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("pyproject.toml").write_text(TABLE, encoding="utf-8")
    below = empty_folder / "src" / "app"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    told = run_udacity("schema", "check")
    assert told.returncode == 2
    assert f"Run this in {empty_folder}, which has a pyproject.toml, or name" in (
        told.stderr
    )


def test_a_folder_without_a_project_is_not_clean(run_udacity: RunUdacity) -> None:
    told = run_udacity("schema", "check")
    assert (told.returncode, told.stdout) == (2, "")
    assert "or compare what is shipped with --live" in " ".join(told.stderr.split())
