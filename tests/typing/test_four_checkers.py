"""ty and pyrefly agree with mypy and pyright, and no public type is left open.

mypy and pyright check the package with `make types`, and the programs in `test_typing`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from support.paths import ROOT

HERE = Path(__file__).resolve().parent
PACKAGES = (ROOT / "src" / "udacity_client", ROOT / "generated" / "udacity_graphql")
PROGRAMS = ("public_api.py", "public_domains.py", "over_httpx2.py")
MISTAKES = "mistakes.py"
BIN = Path(sys.executable).parent
WITHIN = 300.0

Findings: TypeAlias = dict[tuple[str, int], set[str]]
"""What a checker says, by file name and line: its codes."""

Check: TypeAlias = Callable[[Path, Iterable[Path]], Findings]
"""Check files from within a project of their own."""

# What ty and pyrefly call that which pyright calls so.
_CODES = {
    "reportArgumentType": {
        "ty": {"invalid-argument-type"},
        "pyrefly": {"bad-argument-type"},
    },
    "reportAttributeAccessIssue": {
        "ty": {"missing-attribute", "invalid-assignment"},
        "pyrefly": {"missing-attribute", "read-only"},
    },
    "reportCallIssue": {
        "ty": {
            "missing-argument",
            "missing-typed-dict-key",
            "too-many-positional-arguments",
            "unknown-argument",
            "unknown-typed-dict-constructor-key",
        },
        "pyrefly": {
            "bad-argument-count",
            "missing-argument",
            "no-matching-overload",
            "unexpected-keyword",
            "unexpected-positional-argument",
        },
    },
    "reportGeneralTypeIssues": {
        "ty": {"invalid-await", "invalid-context-manager", "not-iterable"},
        "pyrefly": {"bad-context-manager", "not-async", "not-iterable"},
    },
    "reportOperatorIssue": {
        "ty": {"unsupported-operator"},
        "pyrefly": {"unsupported-operation"},
    },
    "reportOptionalMemberAccess": {
        "ty": {"missing-union-attribute"},
        "pyrefly": {"missing-attribute"},
    },
    "reportUnusedCoroutine": {
        "ty": {"unused-awaitable"},
        "pyrefly": {"unused-coroutine"},
    },
}

# dlt refuses Python 3.15, so these modules import there what is not installed.
_OVER_DLT = {"destination.py", "dlt.py"} if sys.version_info >= (3, 15) else set[str]()
_NOT_INSTALLED = {"ty": {"import-not-found"}, "pyrefly": {"missing-import"}}

_MARK = re.compile(r"# E: \S+ / (?P<pyright>\S+)$")


def _ty(project: Path, paths: Iterable[Path]) -> Findings:
    said = _run(
        BIN / "ty",
        *("check", "--output-format=gitlab", "--python-version=3.11"),
        *(f"--python={sys.executable}", f"--project={project}"),
        *paths,
        cwd=project,
    )
    return _by_line(
        (
            one["location"]["path"],
            one["location"]["positions"]["begin"]["line"],
            one["check_name"],
        )
        for one in said
    )


def _pyrefly(project: Path, paths: Iterable[Path]) -> Findings:
    settings = project / "pyrefly.toml"
    settings.write_text(
        f"python-interpreter-path = '{sys.executable}'\npython-version = '3.11'\n",
        encoding="utf-8",
    )
    said = _run(
        BIN / "pyrefly",
        *("check", "--output-format=json", "--summary=none"),
        f"--config={settings}",
        *paths,
        cwd=project,
    )
    return _by_line((one["path"], one["line"], one["name"]) for one in said["errors"])


_CHECKS: dict[str, Check] = {"ty": _ty, "pyrefly": _pyrefly}


@pytest.fixture(scope="module", params=_CHECKS)
def checker(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if not (BIN / name).exists():
        pytest.skip(f"{name} is not installed next to {sys.executable}")
    return name


@pytest.fixture(scope="module")
def findings(checker: str, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What a checker finds in the packages, and in the programs of a user's project."""
    # The settings of our own project do not count there.
    project = tmp_path_factory.mktemp(checker)
    for name in (*PROGRAMS, MISTAKES):
        shutil.copy(HERE / name, project)
    programs = [project / name for name in (*PROGRAMS, MISTAKES)]
    return _CHECKS[checker](project, [*PACKAGES, *programs])


@pytest.mark.slow
def test_a_checker_finds_no_problem_in_the_packages_and_the_right_programs(
    checker: str, findings: Findings
) -> None:
    expected = {
        place
        for place, codes in findings.items()
        if place[0] in _OVER_DLT and codes == _NOT_INSTALLED[checker]
    }
    wrong = {place for place in findings if place[0] != MISTAKES}
    assert wrong - expected == set()


@pytest.mark.slow
def test_a_checker_finds_every_mistake_and_nothing_else(
    checker: str, findings: Findings
) -> None:
    found = {place: codes for place, codes in findings.items() if place[0] == MISTAKES}
    allowed = _allowed(checker)
    assert sorted(found) == sorted(allowed)
    for place, codes in found.items():
        assert codes <= allowed[place], place


@pytest.mark.slow
@pytest.mark.parametrize("package", ["udacity_client", "udacity_graphql"])
def test_every_public_type_is_known(package: str, tmp_path: Path) -> None:
    said = _run(
        BIN / "pyright",
        *("--outputjson", "--ignoreexternal", f"--verifytypes={package}"),
        cwd=tmp_path,
    )
    report = said["typeCompleteness"]
    assert report["exportedSymbolCounts"]["withKnownType"] > len(package)
    open_types = [
        one["name"]
        for one in report["symbols"]
        if one["isExported"] and (one["isTypeAmbiguous"] or not one["isTypeKnown"])
    ]
    assert open_types == []
    assert report["completenessScore"] == 1


def _run(command: Path, *arguments: str | Path, cwd: Path) -> Any:
    """Return the JSON that a checker prints."""
    ran = subprocess.run(
        [command, *arguments],
        cwd=cwd,
        # pyright looks for packages where the first Python on the PATH has them.
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    # 1 says that there are problems; more, that it could not check.
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def _by_line(said: Iterable[tuple[str, int, str]]) -> Findings:
    findings: Findings = defaultdict(set)
    for path, line, code in said:
        findings[Path(path).name, line].add(code)
    return dict(findings)


def _allowed(checker: str) -> Findings:
    """Return what a checker may say of each mistake; it must say something."""
    lines = (HERE / MISTAKES).read_text(encoding="utf-8").splitlines()
    marks = ((number, _MARK.search(line)) for number, line in enumerate(lines, 1))
    return {
        (MISTAKES, number): _CODES[mark["pyright"]][checker]
        for number, mark in marks
        if mark
    }
