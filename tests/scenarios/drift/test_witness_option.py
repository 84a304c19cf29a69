"""`--witness` runs committed code, `--no-witness` does not; the default is CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.project import GENERATED, WITHIN
from support.paths import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with drift, whose code writes a file when it is run."""
    for name in ("schema", "live"):
        (tmp_path / name).mkdir()
        shutil.copy(ROOT / "schema/catalog.graphql", tmp_path / name)
    shutil.copytree(ROOT / "queries/catalog", tmp_path / "queries/catalog")
    package = tmp_path / "generated/udacity_graphql"
    shutil.copytree(GENERATED, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    live = tmp_path / "live/catalog.graphql"
    text = live.read_text(encoding="utf-8")
    live.write_text(text.replace("  title: String!", "  title: String", 1), "utf-8")
    with (package / "catalog/operations.py").open("a", encoding="utf-8") as file:
        file.write(f"\nopen({str(tmp_path / 'was-run')!r}, 'w').close()\n")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "ci", "runs"),
    [
        ((), "", False),
        ((), "true", True),
        (("--witness",), "", True),
        (("--no-witness",), "true", False),
    ],
)
def test_code_is_run_only_if_requested_or_in_ci(
    project: Path, words: tuple[str, ...], ci: str, *, runs: bool
) -> None:
    command = ("schema", "check", "--against", "live", *words)
    ran = subprocess.run(
        [sys.executable, "-m", "udacity_client", *command],
        cwd=project,
        env={**os.environ, "CI": ci},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    assert (project / "was-run").exists() is runs
