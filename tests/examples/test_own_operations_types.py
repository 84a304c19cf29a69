"""The example's own code and its generated package, under strict type checkers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT
from support.type_checkers import run_mypy

EXAMPLE = ROOT / "examples" / "own-operations"
PYRIGHT = ("pyright", "--pythonpath", sys.executable, "-p")


@pytest.mark.slow
def test_mypy_accepts_the_example() -> None:
    result = run_mypy(EXAMPLE, "app")
    assert result.returncode == 0, result.stdout


def test_pyright_accepts_the_example(tmp_path: Path) -> None:
    configuration = {
        "include": [str(EXAMPLE)],
        "extraPaths": [str(ROOT / "src"), str(ROOT / "generated"), str(EXAMPLE)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(configuration), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", *PYRIGHT, project],
        cwd=EXAMPLE,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout
