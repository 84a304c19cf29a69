"""CI runs the lowest versions that `pyproject.toml` allows."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from packaging.requirements import Requirement

from support.paths import ROOT


def lines_of_the_script() -> list[str]:
    ran = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "lowest.py")],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return ran.stdout.splitlines()


def test_every_dependency_has_a_lowest_version() -> None:
    lowest = {Requirement(line).name: line for line in lines_of_the_script()}

    assert lowest["anyio"] == "anyio==4.16"
    assert {"httpx", "pydantic", "typer", "graphql-core", "starlette"} <= lowest.keys()
    assert "udacity-client" not in lowest


@pytest.mark.parametrize("job", ["lowest"])
def test_ci_runs_them(job: str) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = workflow["jobs"][job]["steps"]
    assert steps[-1]["run"] == "make lowest"
    assert "-W error" in (ROOT / "Makefile").read_text("utf-8")
