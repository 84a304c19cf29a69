"""The threat model names tests that exist, and each threat names one."""

from __future__ import annotations

import ast
import re

import pytest

from support.paths import ROOT

TEXT = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
NAMED = sorted({*re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)})


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {one.name for one in ast.walk(tree) if isinstance(one, functions)}


def test_each_threat_has_a_test() -> None:
    threats = TEXT.partition("## Threats")[2]
    rows = [line for line in threats.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith("| threat |")]
    assert len(rows) > 40
    for row in rows:
        _threat, holds, tests = row.strip("| ").split(" | ")
        assert holds
        assert re.fullmatch(r"`[\w/]+\.py::\w+`(, `[\w/]+\.py::\w+`)*", tests), row
