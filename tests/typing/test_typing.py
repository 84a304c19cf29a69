"""Type checkers accept what is right and refuse what is wrong, line by line."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from support.paths import ROOT

HERE = Path(__file__).resolve().parent
RIGHT = (HERE / "public_api.py", HERE / "public_domains.py")
WRONG = HERE / "mistakes.py"
CHECKED = (*RIGHT, HERE / "over_httpx2.py", WRONG)
WITHIN = 300.0

PYRIGHT = {
    "extraPaths": [str(ROOT / folder) for folder in ("src", "generated")],
    "pythonVersion": "3.11",
    "typeCheckingMode": "strict",
}

Findings: TypeAlias = dict[tuple[str, int], set[str]]
"""What a checker says, by file name and line: the codes of its errors."""

_MARK = re.compile(r"# E: (?P<mypy>\S+) / (?P<pyright>\S+)$")


@pytest.fixture(scope="module")
def mypy() -> Findings:
    printed = _run("mypy", "--strict", "--output=json", *CHECKED)
    said = [json.loads(line) for line in printed.splitlines() if line[:1] == "{"]
    errors = [one for one in said if one["severity"] == "error"]
    return _by_line((Path(one["file"]), one["line"], one["code"]) for one in errors)


@pytest.fixture(scope="module")
def pyright(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    # A project of their own: ours leaves the mistakes out, also where they are named.
    project = tmp_path_factory.mktemp("pyright")
    for path in CHECKED:
        shutil.copy(path, project)
    settings = project / "pyrightconfig.json"
    settings.write_text(json.dumps(PYRIGHT), encoding="utf-8")
    python = f"--pythonpath={sys.executable}"
    printed = _run("pyright", "--outputjson", python, "--project", settings)
    said: list[dict[str, Any]] = json.loads(printed)["generalDiagnostics"]
    return _by_line(
        (Path(one["file"]), one["range"]["start"]["line"] + 1, one.get("rule", "none"))
        for one in said
        if one["severity"] == "error"
    )


def test_mypy_finds_the_mistakes_and_nothing_else(mypy: Findings) -> None:
    assert mypy == _marked("mypy")


def test_pyright_finds_the_mistakes_and_nothing_else(pyright: Findings) -> None:
    assert pyright == _marked("pyright")


def test_the_mistakes_are_many() -> None:
    assert len(_marked("mypy")) >= 30


@pytest.mark.parametrize(
    "package",
    [
        "udacity_client",
        *(
            f"udacity_graphql.{path.parent.name}"
            for path in sorted((ROOT / "generated/udacity_graphql").glob("*/client.py"))
        ),
    ],
)
def test_the_right_programs_use_every_public_name(package: str) -> None:
    public = set(importlib.import_module(package).__all__)
    assert public - _names_used(package.rpartition(".")[2]) == set()


def _run(checker: str, *arguments: str | Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", checker, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    # 1 says that there are errors, as there must be; more, that it could not check.
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


def _by_line(said: Iterable[tuple[Path, int, str]]) -> Findings:
    findings: Findings = defaultdict(set)
    for path, line, code in said:
        findings[path.name, line].add(code)
    return {where: _without_consequences(codes) for where, codes in findings.items()}


def _without_consequences(codes: set[str]) -> set[str]:
    """Return *codes*, less those by which pyright says what a mistake leads to."""
    causes = {code for code in codes if not code.startswith("reportUnknown")}
    return causes or codes


def _marked(checker: str) -> Findings:
    """Return what the marks in the program of mistakes demand."""
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    marks = ((number, _MARK.search(line)) for number, line in enumerate(lines, 1))
    return {
        (WRONG.name, number): set(mark[checker].split(","))
        for number, mark in marks
        if mark
    }


def _names_used(package: str) -> set[str]:
    """Return the names of *package* that the right programs import or reach into."""
    found: set[str] = set()
    for path in RIGHT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == package:
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == package:
                found.add(node.attr)
    return found
