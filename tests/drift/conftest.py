from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.committed import Compiler, Wire
from drift.committed import wire as open_wire
from drift.shop import Shop, found_shop
from support.paths import ROOT
from support.schema_check import Check, CheckLive
from udacity_client.cli.app import run
from udacity_client.emulator import Emulator


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    """Return what compiles clients of the old schema, each once."""
    return Compiler(tmp_path_factory.mktemp("committed"))


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    with open_wire() as opened:
        yield opened


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a small project, and stand in it."""
    monkeypatch.chdir(tmp_path)
    return found_shop(tmp_path)


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Check:
    """Run the command in this process, as a user whom nobody told a credential."""
    for name in list(os.environ):
        if name.startswith(("UDACITY", "XDG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)

    def check(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["udacity", "schema", "check", *words])
        with pytest.raises(SystemExit) as ended:
            raise SystemExit(run())
        assert isinstance(ended.value.code, int)
        return ended.value.code

    return check


@pytest.fixture
def check_live(check: Check, monkeypatch: pytest.MonkeyPatch) -> CheckLive:
    """Run the command with `--live` against an emulator."""

    def check_live(emulator: Emulator, *words: str) -> int:
        monkeypatch.setenv("UDACITY_BASE_URL", emulator.base_url)
        monkeypatch.setenv("UDACITY_CLIENT_ID", emulator.client_id)
        monkeypatch.setenv("UDACITY_CLIENT_SECRET", emulator.client_secret)
        return check("--live", *words)

    return check_live
