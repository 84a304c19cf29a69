"""Copy this project, and run `udacity schema check` in the copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.paths import ROOT

_FOLDERS = ("schema", "queries", "generated")
_COLOURS = ("NO_COLOR", "FORCE_COLOR")


def lay_project(folder: Path) -> Path:
    """Copy schemas, operations and generated code, and the schemas as `live`, too."""
    for name in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copytree(ROOT / "schema", folder / "live")
    (folder / "pyproject.toml").write_text(
        '[tool.udacity-client]\nschema_folder = "schema"\n', encoding="utf-8"
    )
    return folder


def check(
    project: Path, *words: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    own = {name: text for name, text in os.environ.items() if name not in _COLOURS}
    return subprocess.run(
        [sys.executable, "-m", "udacity_client", "schema", "check", *words],
        cwd=project,
        env={**own, **(env or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
