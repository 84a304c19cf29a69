"""Options take the values of enums as they are sent and as they are shown."""

from __future__ import annotations

import csv

import pytest

from udacity_client.emulator import Enrollment

from .conftest import Command


@pytest.fixture
def company(command: Command) -> Command:
    command.emulator.replace_data(
        enrollments=[
            Enrollment(user_email="zoe@example.com"),
            Enrollment(
                user_email="li@example.com",
                enrollment_status="STATIC_ACCESS",
                on_track_status="OFF_TRACK",
            ),
        ]
    )
    return command


def test_a_status_may_be_copied_from_the_table(company: Command) -> None:
    (line,) = [
        line for line in company.run("learners").stdout.splitlines() if "li@" in line
    ]
    shown = [cell.strip() for cell in line.split("  ") if cell.strip()][3]
    assert shown == "static access"
    assert "1 row" in company.run("learners", "--status", shown).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--enrollment-status", "STATIC_ACCESS"),
        ("--enrollment-status", "static-access", "--on-track-status", "off track"),
        ("--on-track-status", "Off_Track", "--order-by", "last active"),
        ("--program-type", "nanodegree", "--enrollment-status", "static access"),
    ],
)
def test_an_export_takes_the_same(company: Command, words: tuple[str, ...]) -> None:
    columns = ("--columns", "user_email,enrollment_status")
    target = ("-o", "-", "--format", "CSV", "--quiet")
    ran = company.run("export", "program-progress", *target, *columns, *words)
    assert [*csv.reader(ran.stdout.splitlines())][1:] == [
        ["li@example.com", "STATIC_ACCESS"]
    ]


def test_a_value_that_does_not_exist_is_refused(company: Command) -> None:
    ran = company.run("learners", "--status", "gone")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'--status': 'gone' is not one of ENROLLED, GRADUATED" in ran.stderr
