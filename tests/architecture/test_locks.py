"""No lock stays held after an interrupt: none is one of `threading`'s."""

from __future__ import annotations

import re

from support.paths import ROOT

OWN = re.compile(r"threading(?:\.| import .*)(R?Lock|Semaphore|Condition)[(,\n]")
ENTERED_BY_HAND = {"limits/file_rate_limit.py": ["RLock"]}
"""A lock that a `try` takes and releases, because it has to wait for a bounded time."""


def test_locks_are_safe_from_interrupts() -> None:
    package = ROOT / "src/udacity_client"
    found = {
        path.relative_to(package).as_posix(): OWN.findall(path.read_text("utf-8"))
        for path in package.rglob("*.py")
        if path.name != "interrupt_safety.py"
    }
    assert {path: locks for path, locks in found.items() if locks} == ENTERED_BY_HAND
