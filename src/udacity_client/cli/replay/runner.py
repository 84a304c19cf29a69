"""Decode responses with committed code in a child process, within a time limit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from udacity_client.cli.extras import extra
from udacity_client.cli.replay.child import RecordedResponse, ReplayRequest

with extra("codegen"):
    from udacity_client.drift.impact.findings import Witness
    from udacity_client.drift.witness.build import Replay

_CHILD: Final = "udacity_client.cli.replay.child"
_TIMEOUT: Final = 60.0
_OUTCOMES: Final = TypeAdapter(list[str])


def replay_for(package: Path, *, timeout: float = _TIMEOUT) -> Replay:
    """Return what decodes responses with the code in the folder *package*.

    A child process isolates this one from that code, and imports the committed code,
    whatever is imported here.

    Args:
        package: The folder of one domain in a generated package.
        timeout: Seconds after which the process is ended.
    """

    def replay(witnesses: Sequence[Witness]) -> Sequence[str]:
        request = ReplayRequest(
            package=package.parent.absolute(),
            domain=package.name,
            responses=tuple(
                RecordedResponse(operation=one.operation, content=one.content)
                for one in witnesses
            ),
        )
        try:
            return _run_child(request, timeout)
        except subprocess.TimeoutExpired:
            reason = f"reading took longer than {timeout:g} s"
        except _ChildError as error:
            reason = str(error)
        return [f"not executed: {reason}"] * len(witnesses)

    return replay


class _ChildError(Exception):
    """The process ended without outcomes."""


def _run_child(request: ReplayRequest, timeout: float) -> list[str]:
    # -P: modules in the current directory must not replace this project's;
    # -B: the committed code must not get bytecode files.
    ran = subprocess.run(  # noqa: S603 - this interpreter, with a module of this project
        [sys.executable, "-P", "-B", "-m", _CHILD],
        input=request.model_dump_json().encode(),
        capture_output=True,
        check=False,
        timeout=timeout,
    )
    try:
        found = _OUTCOMES.validate_json(ran.stdout)
    except ValidationError:
        found = []
    if ran.returncode != 0 or len(found) != len(request.responses):
        lines = ran.stderr.decode(errors="replace").strip().splitlines()
        last = f": {lines[-1]}" if lines else ""
        message = f"the process that reads ended with {ran.returncode}{last}"
        raise _ChildError(message)
    return found
