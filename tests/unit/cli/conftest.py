"""Run the command as a user with their own home, against an emulator over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.drift.fixtures import check
from support.udacity_command import run_captured
from udacity_client.emulator import Emulator

__all__ = ["check"]

WITHIN = 300.0
"""Seconds after which a command that a test started counts as hanging."""


@dataclass
class Command:
    """A user of the command, with their own environment and home.

    Attributes:
        emulator: The API that the command talks to.
        home: The user's home, where the cache is.
        env: The user's environment; a test may change it.
    """

    emulator: Emulator
    home: Path
    env: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    def __post_init__(self) -> None:
        foreign = ("UDACITY", "XDG", "COVERAGE")
        self.env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(foreign)
        }
        self.env |= {
            "HOME": str(self.home),
            "NO_COLOR": "1",
            "UDACITY_BASE_URL": self.emulator.base_url,
            "UDACITY_CLIENT_ID": self.emulator.client_id,
            "UDACITY_CLIENT_SECRET": self.emulator.client_secret,
        }

    @property
    def cache(self) -> Path:
        return self.home / ".cache" / "udacity"

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start the command in its own process."""
        return subprocess.Popen(
            [sys.executable, "-m", "udacity_client", *arguments],
            cwd=self.home,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command in this process, which takes a tenth of the time."""
        words = map(str, arguments)
        return run_captured(*words, folder=self.home, env=self.env)

    def token_requests(self) -> int:
        return self.emulator.count(operation="GenerateToken")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=3) as running:
        yield running


@pytest.fixture
def command(emulator: Emulator, tmp_path: Path) -> Command:
    return Command(emulator, tmp_path)
