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


def included(group: str) -> set[str]:
    """Return *group* and those that it includes."""
    entries = [each for each in groups()[group] if type(each) is not str]
    return {group}.union(*(included(each["include-group"]) for each in entries))


def test_dev_includes_every_other_group() -> None:
    assert included("dev") == groups().keys()


def test_every_tool_is_pinned() -> None:
    lines = {each for group in groups().values() for each in group if type(each) is str}
    tools = {canonicalize_name(Requirement(line).name) for line in lines}
    assert tools
    assert tools <= pinned()


def test_the_pip_that_knows_groups_is_pinned() -> None:
    assert "pip" in pinned()
