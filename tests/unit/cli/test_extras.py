"""A command names the one extra that it needs, and needs no other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from udacity_client.system.extras import install_hint

PACKAGES: Final[Mapping[str, frozenset[str]]] = {
    "cli": frozenset({"typer", "rich"}),
    "codegen": frozenset({"typer", "rich", "ariadne_codegen", "graphql"}),
    "data": frozenset({"typer", "rich", "duckdb", "msgspec", "pyarrow", "sqlglot"}),
    "emulator": frozenset({"typer", "rich", "graphql", "starlette", "uvicorn"}),
    "report": frozenset(
        {
            *("typer", "rich", "duckdb", "msgspec", "pyarrow", "sqlglot"),
            *("jinja2", "vl_convert"),
        }
    ),
}
"""What each extra brings, by the names that are imported."""

COMMANDS: Final = {
    "catalog": "cli",
    "doctor": "cli",
    "emulator --port 99999999": "emulator",
    "export catalog -o x.csv": "data",
    "generate --check": "codegen",
    "learners": "cli",
    "report -o x.html": "report",
    "schema check": "codegen",
    "schema pull": "codegen",
    "sql FROM": "data",
    "sync": "data",
}

PROGRAM: Final = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden}:
            raise ModuleNotFoundError("hidden", name=name)

sys.meta_path.insert(0, Hidden())
from udacity_client.cli import main
main()
"""


def run(command: str, hidden: frozenset[str], folder: Path) -> tuple[int, str]:
    completed = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(hidden=set(hidden)), *command.split()],
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return completed.returncode, completed.stderr


ALL: Final = frozenset[str]().union(*PACKAGES.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_no_other_extra(command: str, tmp_path: Path) -> None:
    code, told = run(command, ALL - PACKAGES[COMMANDS[command]], tmp_path)

    # There is no project here, no file and no credential.
    assert "extra" not in told
    assert "Traceback" not in told
    assert code in {1, 2, 3}, told


@pytest.mark.parametrize(
    "present",
    [frozenset[str](), pytest.param(PACKAGES["cli"], marks=pytest.mark.slow)],
)
@pytest.mark.parametrize(
    "command", [one for one, extra in COMMANDS.items() if extra != "cli"]
)
def test_a_command_names_its_extra_at_once(
    command: str, present: frozenset[str], tmp_path: Path
) -> None:
    extra = COMMANDS[command]
    code, told = run(command, ALL - present, tmp_path)

    assert f"needs the extra {extra}" in told
    assert install_hint(extra) in told
    assert code == 2
