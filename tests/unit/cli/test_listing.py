"""`udacity catalog`, `learners` and `plans`."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from udacity_client.cli.printing import visible
from udacity_client.emulator import Enrollment, Program

from .conftest import WITHIN, Command


@pytest.fixture
def company(command: Command) -> Command:
    command.emulator.replace_data(
        enrollments=[
            Enrollment(
                user_id="1", user_email="zoe@example.com", user_first_name="[red]Zoe"
            ),
            Enrollment(
                user_id="2",
                user_email="li@example.com",
                enrollment_status="GRADUATED",
                completion_percentage=99.5,
            ),
        ]
    )
    return command


def test_learners_are_a_table(company: Command) -> None:
    ran = company.run("learners")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [line.split("  ") for line in ran.stdout.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells[0][:4] == ["e-mail", "name", "program", "status"]
    assert [row[0] for row in cells[2:4]] == ["li@example.com", "zoe@example.com"]
    assert cells[3][1] == "[red]Zoe Learner"
    assert cells[3][-1] == "2026-10-01 09:00 UTC"
    assert cells[4] == ["2 rows"]


def test_no_name_controls_the_terminal(command: Command) -> None:
    name = "Zo\x1b[31m\x9b2J\n\u202eë"
    command.emulator.replace_data(
        enrollments=[Enrollment(user_id="1", user_first_name=name)]
    )
    shown = command.run("learners").stdout
    assert all(line.isprintable() for line in shown.splitlines())
    assert "Zo\\x1b[31m\\x9b2J" in shown
    printed = command.run("learners", "--json").stdout
    assert all(line.isprintable() for line in printed.splitlines())
    assert json.loads(printed)[0]["userFirstName"] == name
    (row,) = csv.DictReader(io.StringIO(command.run("learners", "--csv").stdout))
    assert row["name"].startswith(name)


COMMANDS = "##vso[task.prependpath]/x", "::error::x"


def test_no_text_is_a_command_to_what_runs_a_job(command: Command) -> None:
    keyed, line = COMMANDS
    command.emulator.replace_data(
        enrollments=[
            # Nothing is left of it, so its line begins with blanks and its name.
            Enrollment(user_id="1", user_email="", user_first_name=line),
            Enrollment(user_id="2", user_email=keyed, user_first_name=f"-\n{line}"),
        ],
        programs=[Program(key="nd1", title=keyed)],
    )
    shown = command.run("learners").stdout + command.run("catalog").stdout
    assert "\\u003a:error::x Learner" in shown
    assert shown.count("##vso\\u005btask.prependpath]/x") == 2
    assert visible(shown) == shown
    (_, row) = csv.DictReader(io.StringIO(command.run("learners", "--csv").stdout))
    assert row["e-mail"] == keyed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("learners",), "Zo\\xeb"),
        (("learners", "--json"), "Zoë"),
        (("learners", "--csv"), "Zoë"),
        (("report", "--live", "-o", "-", "--format", "md"), "Zoë"),
    ],
)
def test_no_name_is_beyond_the_encoding_of_a_pipe(
    words: tuple[str, ...], shown: str, command: Command
) -> None:
    command.emulator.replace_data(
        enrollments=[
            Enrollment(
                user_id="1",
                user_first_name="Zoë",
                last_active_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        ]
    )
    command.env["PYTHONIOENCODING"] = "ascii"
    process = command.start(*words)
    out, err = process.communicate(timeout=WITHIN)
    assert process.returncode == 0, err
    assert shown in out


def test_csv_is_exact(company: Command) -> None:
    ran = company.run("learners", "--csv", "--status", "graduated")
    (row,) = csv.DictReader(ran.stdout.splitlines())
    assert row["status"] == "GRADUATED"
    assert row["done"] == "99.5"
    assert row["last active"] == "2026-10-01T09:00:00Z"


@pytest.mark.parametrize(
    "words",
    [["catalog"], ["learners"], ["export", "program-progress", "-o", "a.parquet"]],
)
def test_a_refused_token_that_was_made_elsewhere_is_a_wrong_setting(
    company: Command, words: list[str]
) -> None:
    for name in ("UDACITY_CLIENT_ID", "UDACITY_CLIENT_SECRET"):
        del company.env[name]
    company.env["UDACITY_TOKEN"] = "abc"
    ran = company.run(*words)
    assert ran.returncode == 2
    assert "The API did not accept the token" in ran.stderr
    assert not (company.home / "a.parquet").exists()


def test_json_has_everything_by_the_names_of_the_api(company: Command) -> None:
    ran = company.run("learners", "--json", "--query", "zoe@")
    (learner,) = json.loads(ran.stdout)
    assert learner["userEmail"] == "zoe@example.com"
    assert len(learner) == 19


@pytest.mark.parametrize("words", [["--program", "nd404"], ["--query", "nobody"]])
def test_nobody_is_found(company: Command, words: list[str]) -> None:
    assert "0 rows" in company.run("learners", *words).stdout


def test_a_table_of_learners_ends_and_files_do_not(company: Command) -> None:
    many = [Enrollment(user_email=f"{n:03}@example.com") for n in range(120)]
    company.emulator.replace_data(enrollments=many)
    assert "100 rows of 120; --limit, --json" in company.run("learners").stdout
    assert len(company.run("learners", "--csv").stdout.splitlines()) == 121
    ran = company.run("learners", "--limit", "7")
    assert ran.stdout.endswith("\n7 rows of 120\n")
    assert company.run("learners", "--limit", "120").stdout.endswith("120 rows\n")


def test_the_catalog_and_its_plans_are_listed(command: Command) -> None:
    items = json.loads(command.run("catalog", "--json").stdout)
    kinds = [*csv.DictReader(command.run("catalog", "--csv").stdout.splitlines())]
    assert len(items) == len(kinds)
    assert {"degree", "course", "assessment", "learning plan"} <= {
        one["kind"] for one in kinds
    }
    plans = json.loads(command.run("plans", "--json").stdout)
    assert [one["title"] for one in kinds[-len(plans) :]] == [
        one["title"] for one in plans
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--json", "--csv"], "Pass one of --json and --csv"),
        (["--status", "GONE"], "'GONE' is not one of ENROLLED, GRADUATED"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_wrong_options_are_refused(
    command: Command, words: list[str], message: str
) -> None:
    ran = command.run("learners", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert command.emulator.count() == 0
