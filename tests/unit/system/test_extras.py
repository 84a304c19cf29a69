"""How to install an extra, for whatever Python runs."""

from __future__ import annotations

import sys

import pytest

from udacity_client.system.extras import install_hint


@pytest.mark.parametrize(
    ("running", "named"),
    [
        ("/home/ana/.venv/bin/python", "/home/ana/.venv/bin/python"),
        (r"C:\My Work\python.exe", r'"C:\My Work\python.exe"'),
        ("", "python"),
    ],
)
def test_the_python_that_runs_is_named(
    running: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", running)
    *_, line = install_hint("data").splitlines()
    assert line == f"  {named} -m pip install '.[data]'"
