"""Development tools are dependency groups, which no user installs."""

from __future__ import annotations

import tomllib
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.paths import ROOT


def groups() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["dependency-groups"]
    return found


def pinned() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(line.partition("==")[0]) for line in lines}


def test_dev_includes_every_other_group() -> None:
    found = groups()
    included = [entry["include-group"] for entry in found.pop("dev")]
    assert sorted(included) == sorted(found)


def test_every_tool_is_pinned() -> None:
    found = groups()
    del found["dev"]
    tools = {Requirement(line).name for lines in found.values() for line in lines}
    assert {canonicalize_name(tool) for tool in tools} <= pinned()


def test_the_pip_that_knows_groups_is_pinned() -> None:
    assert "pip" in pinned()
