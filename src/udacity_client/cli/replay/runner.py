"""Give answers to committed code in a process of its own, and wait a bounded time."""

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
    """Return how the code in the folder *package* is given the answers of a domain.

    A process of its own keeps what that code does out of this one, and takes the code
    that is committed, whatever was imported here.

    Args:
        package: The folder of one domain in a generated package.
        within: Seconds after which the process is ended.
    """

    def feed(witnesses: Sequence[Witness]) -> Sequence[str]:
        reading = ReplayRequest(
            package=package.parent.absolute(),
            domain=package.name,
            responses=tuple(
                RecordedResponse(operation=one.operation, content=one.content)
                for one in witnesses
            ),
        )
        try:
            return _run_child(reading, timeout)
        except subprocess.TimeoutExpired:
            reason = f"reading took longer than {timeout:g} s"
        except _ChildError as error:
            reason = str(error)
        return [f"not executed: {reason}"] * len(witnesses)

    return feed


class _ChildError(Exception):
    """Tell that the process ended without outcomes."""


def _run_child(reading: ReplayRequest, timeout: float) -> list[str]:
    # -P: what lies in the current directory is not taken for this project's modules;
    # -B: what is read stays as it is committed.
    ran = subprocess.run(  # noqa: S603 - this interpreter, with a module of this project
        [sys.executable, "-P", "-B", "-m", _CHILD],
        input=reading.model_dump_json().encode(),
        capture_output=True,
        check=False,
        timeout=timeout,
    )
    try:
        found = _OUTCOMES.validate_json(ran.stdout)
    except ValidationError:
        found = []
    if ran.returncode != 0 or len(found) != len(reading.responses):
        told = ran.stderr.decode(errors="replace").strip().splitlines()
        last = f": {told[-1]}" if told else ""
        message = f"the process that reads ended with {ran.returncode}{last}"
        raise _ChildError(message)
    return found
