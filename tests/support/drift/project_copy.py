"""Copy this project, and run the `udacity` command in the copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.edited_sdl import edit_sdl
from support.paths import ROOT
from support.udacity_command import run_captured

_FOLDERS = ("schema", "queries", "generated")
_COLOURS = ("NO_COLOR", "FORCE_COLOR")


def copy_project(folder: Path) -> Path:
    """Copy schemas, operations and generated code, and the schemas again as `live`."""
    for name in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copytree(ROOT / "schema", folder / "live")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run_udacity(
    project: Path, *words: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `udacity` with *words* in the folder *project*, in its own process."""
    return subprocess.run(
        [sys.executable, "-m", "udacity_client", *words],
        cwd=project,
        env={**_uncoloured(), **(env or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def run_check(
    project: Path, *words: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `udacity schema check` with *words* in the folder *project*."""
    return run_udacity(project, "schema", "check", *words, env=env)


def check_here(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `udacity schema check` in this process, which takes a third of the time."""
    return run_captured("schema", "check", *words, folder=project, env=_uncoloured())


def _uncoloured() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in _COLOURS}


def replace_in_file(path: Path, old: str, new: str) -> None:
    """Replace the first *old* in the file at *path*; it has to be there."""
    text = path.read_text(encoding="utf-8")
    path.write_text(edit_sdl(text, old, new), encoding="utf-8")
