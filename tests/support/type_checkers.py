"""Run type checkers over a folder of generated packages, as strict as they can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from support.paths import ROOT


def mypy_errors(folder: Path) -> list[str]:
    """Return the errors that `mypy --strict` finds in *folder*."""
    result = run_mypy(folder)
    found = result.stdout.splitlines()[:-1]
    return [] if result.returncode == 0 else found or _failure(result)


def run_mypy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `mypy --strict` over *folder*, or over what *arguments* name in it."""
    # Reading pydantic and the client takes five seconds, so it happens once. Processes
    # that run at the same time have a cache each.
    cache = ROOT / ".mypy_cache/tests" / os.environ.get("PYTEST_XDIST_WORKER", "one")
    return _run(
        folder,
        *("-m", "mypy", "--strict", "--follow-imports", "silent"),
        # Other options would read everything again.
        *("--enable-error-code", "deprecated", "--explicit-package-bases"),
        *("--python-version", "3.11", "--config-file", "", "--cache-dir", str(cache)),
        *(arguments or (str(folder),)),
    )


def pyright_errors(folder: Path) -> list[str]:
    """Return the errors that pyright finds in *folder*."""
    result = run_pyright(folder)
    lines = result.stdout.splitlines()
    found = [line.strip() for line in lines if " - error: " in line]
    return found or ([] if result.returncode == 0 else _failure(result))


def run_pyright(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run pyright over *folder* in its mode "strict"."""
    configuration = {
        "include": ["."],
        "extraPaths": [str(ROOT / "src")],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    project = folder / "pyrightconfig.json"
    project.write_text(json.dumps(configuration), encoding="utf-8")
    return _run(
        folder, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(project)
    )


def _failure(result: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what a type checker wrote that failed, although it found no error."""
    lines = (*result.stdout.splitlines(), *result.stderr.splitlines())
    return [*lines, f"It ended with {result.returncode}."]


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": f"{ROOT / 'src'}:{ROOT / 'generated'}"},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
