"""Comments name tests that exist."""

from __future__ import annotations

import re

from architecture.project import SOURCE
from support.paths import ROOT


def test_every_test_that_the_source_names_is_there() -> None:
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\btest_\w+\.py\b", path.read_text(encoding="utf-8"))
    }

    assert named
    assert named <= there
