"""Type checkers are content also if the extra `httpx2` is not installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from support.paths import ROOT

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PACKAGES = (ROOT / "src" / "udacity_client", ROOT / "generated" / "udacity_graphql")
RIGHT = ("public_api.py", "public_domains.py")
NEEDS_HTTPX2 = "over_httpx2.py"
WITHIN = 600.0

Command: TypeAlias = Callable[[Path, Path, list[str]], list[str]]
"""The command line of a checker, from an interpreter, a project and paths."""

_PLACE = re.compile(r"(\S+\.pyi?):\d+")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of an environment that has all of ours but httpx2."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    (there,) = home.glob("lib/python3*/site-packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("httpx2", "httpcore2")):
            (there / path.name).symlink_to(path)
    return home / "bin" / "python"


def _mypy(python: Path, project: Path, paths: list[str]) -> list[str]:
    return [
        *(sys.executable, "-m", "mypy", "--strict", "--config-file="),
        *(f"--python-executable={python}", f"--cache-dir={project / 'cache'}"),
        *paths,
    ]


def _pyright(python: Path, project: Path, paths: list[str]) -> list[str]:
    settings = {
        "include": paths,
        "extraPaths": [str(package.parent) for package in PACKAGES],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
    }
    file = project / "pyrightconfig.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    return [
        *(sys.executable, "-m", "pyright"),
        *(f"--pythonpath={python}", f"--project={file}"),
    ]


def _ty(python: Path, project: Path, paths: list[str]) -> list[str]:
    return [
        *(str(BIN / "ty"), "check", "--python-version=3.11"),
        *(f"--python={python}", f"--project={project}"),
        *paths,
    ]


def _pyrefly(python: Path, project: Path, paths: list[str]) -> list[str]:
    file = project / "pyrefly.toml"
    file.write_text(
        f"python-interpreter-path = '{python}'\npython-version = '3.11'\n",
        encoding="utf-8",
    )
    return [str(BIN / "pyrefly"), "check", f"--config={file}", *paths]


CHECKERS: dict[str, Command] = {
    "mypy": _mypy,
    "pyright": _pyright,
    "ty": _ty,
    "pyrefly": _pyrefly,
}


def _problems(checker: str, python: Path, project: Path, *programs: str) -> str:
    """Return what *checker* says of the packages and *programs*; "" for nothing."""
    for name in programs:
        shutil.copy(HERE / name, project)
    paths = [*map(str, PACKAGES), *(str(project / name) for name in programs)]
    ran = subprocess.run(
        CHECKERS[checker](python, project, paths),
        cwd=project,
        env={**os.environ, "MYPYPATH": ":".join(str(one.parent) for one in PACKAGES)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    # 1 says that there are problems; more, that it could not check.
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return ran.stdout if ran.returncode else ""


@pytest.mark.parametrize("checker", CHECKERS)
def test_nothing_is_wrong_but_a_program_that_needs_httpx2(
    checker: str, python: Path, tmp_path: Path
) -> None:
    said = _problems(checker, python, tmp_path, *RIGHT, NEEDS_HTTPX2)
    assert {Path(file).name for file in _PLACE.findall(said)} == {NEEDS_HTTPX2}, said
    assert re.search(r"""["'`]httpx2["'`]""", said)
