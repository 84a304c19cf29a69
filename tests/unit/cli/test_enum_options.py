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
    assert (
        "'--enrollment-status': 'gone' is not one of ENROLLED, GRADUATED" in ran.stderr
    )


def test_a_list_of_values_is_met_with_how_to_give_several(company: Command) -> None:
    ran = company.run("learners", "--status", "ENROLLED,GRADUATED")
    assert ran.returncode == 2
    assert "Repeat the option for each value. See: " in ran.stderr


@pytest.mark.parametrize("program", ["--program", "--program-key"])
@pytest.mark.parametrize("status", ["--status", "--enrollment-status"])
def test_a_filter_has_one_name_in_all_commands(
    company: Command, program: str, status: str
) -> None:
    words = (program, "nd027", status, "static access")
    ran = company.run("learners", *words)
    assert "1 row" in ran.stdout, ran.stderr
    target = ("-o", "-", "--format", "csv", "--quiet", "--columns", "user_email")
    ran = company.run("export", "program-progress", *target, *words)
    assert ran.stdout == '"user_email"\n"li@example.com"\n', ran.stderr


@pytest.mark.parametrize(
    ("domain", "status"),
    [("assessment-progress", "COMPLETED"), ("learning-plan-progress", "ACTIVE")],
)
def test_each_export_has_a_status(company: Command, domain: str, status: str) -> None:
    ran = company.run("export", domain, "-o", "a.csv", "--quiet", "--status", status)
    assert (ran.returncode, ran.stderr) == (0, "")
