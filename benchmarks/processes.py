"""Run programs in separate processes, and measure their processor time."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from turns import Run

TIMEOUT: Final = 300.0
"""Seconds after which a run counts as hanging."""


def run_program(
    *command: str | Path,
    cwd: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    allowed: tuple[int, ...] = (0,),
) -> None:
    """Run a program to its end. It may write compiled modules, as when installed.

    Args:
        command: The program and its arguments.
        cwd: The folder in which it runs.
        environ: Its environment variables.
        allowed: The exit codes that are not a failure.

    Raises:
        SystemExit: It failed; the message has its output.
    """
    completed = subprocess.run(  # noqa: S603 - our own programs and arguments
        command,
        cwd=cwd,
        env={**environ, "PYTHONDONTWRITEBYTECODE": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )
    if completed.returncode not in allowed:
        program = Path(command[0]).name
        raise SystemExit(f"{program}: exit {completed.returncode}\n{completed.stderr}")


def children_time(run: Run) -> float:
    """Run *run*, and return the processor seconds of its child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
