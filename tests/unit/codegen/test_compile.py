"""Output depends on the sources alone; the process around is left as it was."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from support.codegen_cases import CASES, DOMAIN, compile_case, shipped
from support.paths import ROOT
from udacity_client.codegen.compile import compile_tree

PROGRAM = """
import sys
from pathlib import Path
from udacity_client.codegen.compile import Sources, compile_tree
schema, queries, target = map(Path, sys.argv[1:])
compile_tree(Sources(schema, queries), package="case_documentation").write(target)
for name in ("udacity_client.runtime", "udacity_client.client", "udacity_graphql"):
    assert name not in sys.modules, name
"""


def run(workshop: Path, target: Path, **environment: str) -> None:
    subprocess.run(
        [
            *(sys.executable, "-c", PROGRAM),
            *(str(workshop / "schema"), str(workshop / "queries"), str(target)),
        ],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            **environment,
        },
        cwd=target.parent,
        timeout=300,
        check=True,
    )


def test_c_locale_and_hash_seed_change_nothing(tmp_path: Path) -> None:
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    tree = compile_case("documentation", workshop)
    assert "雪" in tree.files[f"{DOMAIN}/records.py"]
    c_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run(workshop, tmp_path / "a", PYTHONHASHSEED="1", **c_locale)
    run(workshop, tmp_path / "b", PYTHONHASHSEED="4321")
    assert tree.diff(tmp_path / "a") == ""
    assert tree.diff(tmp_path / "b") == ""


def test_current_directory_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = compile_tree(shipped())
    monkeypatch.chdir(tmp_path)
    assert compile_tree(shipped()) == here


def test_nothing_is_printed_and_no_filter_is_changed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    filters = list(warnings.filters)
    compile_case("documentation", tmp_path)
    assert warnings.filters == filters
    assert gc.isenabled()
    assert capfd.readouterr() == ("", "")


def test_no_path_of_the_machine_is_in_the_output(tmp_path: Path) -> None:
    tree = compile_case("pages", tmp_path)
    for text in tree.files.values():
        assert str(tmp_path) not in text
        assert str(CASES) not in text
