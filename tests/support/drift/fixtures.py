"""Pytest fixtures for the tests of drift; a conftest imports those that it needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from support.drift.compiled_clients import CallRunner, ClientCompiler, open_call_runner
from support.drift.live_check import Check, CheckLive
from support.drift.sample_project import SampleProject, create_sample_project
from support.paths import ROOT
from support.udacity_command import run_command
from udacity_client.emulator import Emulator


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> ClientCompiler:
    """Return a compiler that compiles each client once."""
    return ClientCompiler(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="session")
def call_runner() -> Iterator[CallRunner]:
    with open_call_runner() as opened:
        yield opened


@pytest.fixture(scope="session")
def generated_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sample project to copy, because generating its code takes long."""
    folder = tmp_path_factory.mktemp("generated-shop")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)
        return create_sample_project(folder).root


@pytest.fixture
def shop(
    generated_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SampleProject:
    """Return a new sample project, which is the current folder."""
    shutil.copytree(generated_shop, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return SampleProject(tmp_path)


@dataclass(frozen=True)
class CommandResult:
    """The exit code of `udacity`, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class RunUdacity(Protocol):
    """Run `udacity` with these words in the current folder, in this process."""

    def __call__(self, *words: str) -> CommandResult: ...


@pytest.fixture
def run_udacity(capsys: pytest.CaptureFixture[str]) -> RunUdacity:
    def run_udacity(*words: str) -> CommandResult:
        capsys.readouterr()
        code = run_command(*words)
        printed = capsys.readouterr()
        return CommandResult(code, printed.out, printed.err)

    return run_udacity


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Check:
    """Run `udacity schema check` in this process, for a user without credentials."""
    for name in list(os.environ):
        if name.startswith(("UDACITY", "XDG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)
    return lambda *words: run_command("schema", "check", *words)


@pytest.fixture
def check_live(check: Check, monkeypatch: pytest.MonkeyPatch) -> CheckLive:
    """Run `udacity schema check --live` with the emulator's credential, or a token."""

    def check_live(emulator: Emulator, *words: str) -> int:
        monkeypatch.setenv("UDACITY_BASE_URL", emulator.base_url)
        if "UDACITY_TOKEN" not in os.environ:
            monkeypatch.setenv("UDACITY_CLIENT_ID", emulator.client_id)
            monkeypatch.setenv("UDACITY_CLIENT_SECRET", emulator.client_secret)
        return check("--live", *words)

    return check_live
