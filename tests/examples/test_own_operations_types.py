"""The example's own code and its generated package, under strict type checkers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT

EXAMPLE = ROOT / "examples" / "own-operations"
MYPY = ("mypy", "--strict", "--config-file", "", "--explicit-package-bases")
PYRIGHT = ("pyright", "--pythonpath", sys.executable, "-p")


def check(*command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=EXAMPLE,
        env={**os.environ, "MYPYPATH": f"{ROOT / 'src'}:{ROOT / 'generated'}"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
def test_mypy_accepts_the_example(tmp_path: Path) -> None:
    check(*MYPY, "--cache-dir", str(tmp_path), "app")


def test_pyright_accepts_the_example(tmp_path: Path) -> None:
    configuration = {
        "include": [str(EXAMPLE)],
        "extraPaths": [str(ROOT / "src"), str(ROOT / "generated"), str(EXAMPLE)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(configuration), encoding="utf-8")
    check(*PYRIGHT, str(project))
