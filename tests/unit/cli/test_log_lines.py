"""What is logged while a command runs is printed as all else is."""

from __future__ import annotations

from udacity_client.cli.printing import visible
from udacity_client.emulator.faults import Rewrite

from .conftest import WITHIN, Command


def test_no_warning_is_a_command_to_what_runs_a_job(command: Command) -> None:
    said = "##vso[task.prependpath]/x"
    command.emulator.faults.add(
        Rewrite("enrollmentStatus", said), domain="program-progress", times=None
    )
    # In its own process, whose log nobody has set up.
    process = command.start("learners")
    _, err = process.communicate(timeout=WITHIN)
    assert process.returncode == 0
    assert "'##vso\\u005btask.prependpath]/x' of EnrollmentStatus is not in" in err
    assert visible(err) == err
