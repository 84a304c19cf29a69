"""Development commands work while generated code is absent."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

import httpx
import pytest

from architecture.project import GENERATED, WITHIN, run_python
from support.paths import ROOT
from udacity_client.emulator import Emulator

LAUNCH = """
import importlib.util, sys
from pathlib import Path

copy = Path(sys.argv[1])
sys.path[:] = [str(copy / "src"), *(p for p in sys.path if p not in sys.argv[2:4])]
del sys.argv[1:4]

import udacity_client
assert copy in Path(udacity_client.__file__).parents, udacity_client.__file__
assert importlib.util.find_spec("udacity_graphql") is None

from udacity_client.cli import main
main()
"""
"""Runs the command from the copy, with the installed package out of sight."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project that has no generated/."""
    # With what Python compiled, but not what another process is just writing.
    unfinished = shutil.ignore_patterns("*.pyc.*")
    for part in ("src", "schema", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=unfinished)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_code_is_generated(copy: Path) -> None:
    ran = run_python(*_udacity(copy, "generate"), cwd=copy)

    assert ran.returncode == 0, ran.stderr
    assert _files(copy / "generated" / "udacity_graphql") == _files(GENERATED)


def test_schemas_are_pulled(copy: Path) -> None:
    with Emulator(learners=1) as emulator:
        ran = run_python(
            *_udacity(copy, "schema", "pull"),
            cwd=copy,
            env=_pointing_at(emulator) | {"XDG_CACHE_HOME": str(copy / ".cache")},
        )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("unchanged") == 5
    assert _files(copy / "schema") == _files(ROOT / "schema")


def test_the_emulator_tells_its_options(copy: Path) -> None:
    ran = run_python(*_udacity(copy, "emulator", "--help"), cwd=copy)

    assert ran.returncode == 0, ran.stderr
    assert "--learners" in ran.stdout


def test_the_emulator_serves(copy: Path) -> None:
    command = [sys.executable, *_udacity(copy, "emulator", "--port", "0")]
    with subprocess.Popen(
        command, cwd=copy, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            page = re.search(r"http\S+/graphql", "".join(_paragraph(process.stdout)))
            assert page is not None
            answer = httpx.get(page[0], headers={"Accept": "text/html"}, timeout=WITHIN)
            assert answer.status_code == 200
        finally:
            process.send_signal(signal.SIGINT)
    assert process.wait(WITHIN) == 0


def _udacity(copy: Path, *arguments: str) -> list[str | Path]:
    return ["-c", LAUNCH, copy, ROOT / "src", ROOT / "generated", *arguments]


def _paragraph(lines: Iterable[str]) -> Iterator[str]:
    return takewhile(str.strip, lines)


def _pointing_at(emulator: Emulator) -> dict[str, str]:
    others = {name: os.environ[name] for name in os.environ if "UDACITY" not in name}
    return {
        **others,
        "UDACITY_BASE_URL": emulator.base_url,
        "UDACITY_CLIENT_ID": emulator.client_id,
        "UDACITY_CLIENT_SECRET": emulator.client_secret,
    }


def _files(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
