"""A command whose output a shell closed, as in `udacity emulator >&-`, still works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from support.paths import ROOT
from udacity_client.cli import emulator as emulator_command
from udacity_client.cli import main
from udacity_client.emulator import Emulator


def test_the_exit_code_is_what_it_says() -> None:
    command = '"$0" -m udacity_client generate --check <&- >&-'
    ran = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_the_emulator_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []

    def serve(emulator: Emulator, *, announce: Callable[[Emulator], None]) -> None:
        with emulator:
            announce(emulator)
            served.append(emulator.base_url)

    monkeypatch.setattr(emulator_command, "serve", serve)
    monkeypatch.setattr(sys, "argv", ["udacity", "emulator", "--port", "0"])
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.close()
    assert ended.value.code == 0
    assert served
