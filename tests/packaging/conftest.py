"""Build the project once, from a copy that holds nothing but its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.paths import ROOT

WITHIN = 300.0

_IGNORED = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
_NOT_SOURCES = shutil.ignore_patterns(".git", *(name.rstrip("/") for name in _IGNORED))


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end, and return what it printed."""
    ran = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def tracked_files() -> set[str]:
    """Return the paths that git tracks, or would track once they are added."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is not a git checkout")
    listed = run(
        "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=ROOT
    )
    return {name for name in listed.split("\0") if (ROOT / name).is_file()}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the source archive: DIST, or a fresh one."""
    if given := os.environ.get("DIST"):
        return ROOT / given
    copy = tmp_path_factory.mktemp("build") / "copy"
    shutil.copytree(ROOT, copy, ignore=_NOT_SOURCES)
    run(sys.executable, "-m", "hatchling", "build", cwd=copy)
    return copy / "dist"


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    [wheel] = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def source_archive(built: Path) -> Path:
    [archive] = built.glob("*.tar.gz")
    return archive
