"""The example with its own operations does what its texts say."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from support.paths import ROOT
from udacity_client import AsyncUdacity, ClientCredentials, Udacity
from udacity_client.emulator import Emulator

EXAMPLE = ROOT / "examples" / "own-operations"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=40) as running:
        yield running


@pytest.fixture(autouse=True)
def _on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLE), *sys.path])


def credentials_of(emulator: Emulator) -> ClientCredentials:
    return ClientCredentials(
        client_id=emulator.client_id, client_secret=emulator.client_secret
    )


def test_the_generated_package_is_fresh() -> None:
    command = [sys.executable, "-m", "udacity_client", "generate", "--check"]
    done = subprocess.run(
        command, cwd=EXAMPLE, capture_output=True, text=True, timeout=300, check=False
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_both_clients_make_the_same_report(emulator: Emulator) -> None:
    from app.report import areport, report  # noqa: PLC0415 - the path is set by now

    with Udacity(credentials_of(emulator), base_url=emulator.base_url) as udacity:
        lines = report(udacity)

    async def ask() -> list[str]:
        async with AsyncUdacity(
            credentials_of(emulator), base_url=emulator.base_url
        ) as udacity:
            return await areport(udacity)

    assert lines == asyncio.run(ask())
    assert any("Python, Cloud Computing" in line for line in lines)
    assert emulator.count(operation="ListSkills") == 2


def test_the_program_runs_as_its_docstring_says(emulator: Emulator) -> None:
    exports = dict(
        line.removeprefix("export ").split("=", 1)
        for line in emulator.exports().splitlines()
    )
    done = subprocess.run(
        [sys.executable, "-m", "app.report"],
        cwd=EXAMPLE,
        env={**os.environ, **exports},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert "@" in done.stdout
