"""All four checkers know the Python types of scalars, and take any JSON for others."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.codegen_cases import compile_case
from support.paths import ROOT
from support.type_checkers import run_mypy

BIN = Path(sys.executable).parent
WITHIN = 300.0

PROGRAM = """
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import assert_type
from uuid import UUID

from case_mapped_scalars.shop import BookInput, Client, Date


def read(record: Date) -> None:
    assert_type(record.id, UUID)
    assert_type(record.date, date)
    assert_type(record.days, list[date] | None)
    assert_type(record.starts, datetime | None)
    assert_type(record.prices, list[list[Decimal]] | None)
    assert_type(record.seats, int | None)
    if isinstance(record.any, dict):
        print(record.any["x"])
    record.any["x"]  # E: any JSON need not be an object


def call(client: Client, day: date, cost: Decimal) -> None:
    client.list_events(from_=day, prices=[[cost]], count=1)
    client.list_events(from_="2026-01-01")  # E: a date is no text
    client.list_events(from_=day, prices=[["1"]])  # E: a decimal is no text
    client.prices(class_=1.5)  # E: nor a float
    BookInput(date=day, price="1")  # E: nor in an input object


def give_json(
    client: Client,
    day: date,
    names: list[str],
    ages: dict[str, int],
    rows: Sequence[Mapping[str, list[int | None]]],
) -> None:
    client.list_events(from_=day, any=names)
    client.list_events(from_=day, any=ages)
    client.list_events(from_=day, any=rows)
    client.list_events(from_=day, any={"names": names, "ages": [ages], "rows": rows})
    client.list_events(from_=day, any=None)
    BookInput(date=day, price=Decimal(1), more=names)
    client.book(date=day, price=Decimal(1), more=("a", 1, True, None))
    client.list_events(from_=day, any={1})  # E: a set is not JSON
    client.list_events(from_=day, any=[day])  # E: nor is a date
    client.list_events(from_=day, any={1: "a"})  # E: nor is a key that is no text
"""
WRONG = [n for n, line in enumerate(PROGRAM.splitlines(), 1) if "# E:" in line]


def _mypy(project: Path) -> str:
    ran = run_mypy(project, "program.py")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


def _pyright(project: Path) -> str:
    settings = project / "pyrightconfig.json"
    paths = [str(ROOT / "src")]
    settings.write_text(json.dumps({"extraPaths": paths, "include": ["program.py"]}))
    return _run("-m", "pyright", "--pythonpath", sys.executable, cwd=project)


def _ty(project: Path) -> str:
    options = ("--output-format=concise", "--python-version=3.11")
    python = f"--python={sys.executable}"
    return _run(BIN / "ty", "check", *options, python, "program.py", cwd=project)


def _pyrefly(project: Path) -> str:
    (project / "pyrefly.toml").write_text(
        f"python-interpreter-path = '{sys.executable}'\npython-version = '3.11'\n"
    )
    options = ("--output-format=min-text", "--summary=none")
    return _run(BIN / "pyrefly", "check", *options, "program.py", cwd=project)


CHECKS: dict[str, Callable[[Path], str]] = {
    "mypy": _mypy,
    "pyright": _pyright,
    "ty": _ty,
    "pyrefly": _pyrefly,
}


def _run(*command: str | Path, cwd: Path) -> str:
    python = () if isinstance(command[0], Path) else (sys.executable,)
    ran = subprocess.run(
        [*python, *command],
        cwd=cwd,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


# mypy and pyright take seconds.
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=[pytest.mark.slow] * (one in {"mypy", "pyright"}))
        for one in CHECKS
    ],
)
def test_checkers_refuse_what_is_wrong_and_nothing_else(
    name: str, tmp_path: Path
) -> None:
    if name in {"ty", "pyrefly"} and not (BIN / name).exists():
        pytest.skip(f"{name} is not installed next to {sys.executable}")
    sources, project = tmp_path / "sources", tmp_path / "project"
    sources.mkdir()
    compile_case("mapped_scalars", sources).write(project)
    (project / "program.py").write_text(PROGRAM)
    said = CHECKS[name](project)
    lines = {int(n) for n in re.findall(r"program\.py:(\d+)", said)}
    assert sorted(lines) == WRONG, said
