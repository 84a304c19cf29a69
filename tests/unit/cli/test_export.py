"""The command `udacity export`: its options, and what it prints."""

from __future__ import annotations

import json
import stat
import sys

import pytest

from udacity_client.cli.enum_options import values_of
from udacity_client.data.domains import DOMAINS

from .conftest import Command


def test_an_export_tells_the_plan_and_the_outcome(command: Command) -> None:
    ran = command.run("export", "program-progress", "-o", "learners.csv")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    plan, end = ran.stderr.splitlines()
    total = len((command.home / "learners.csv").read_text().splitlines()) - 1
    assert plan.startswith(f"{total} records on 1 page: 1 request, a minute or less")
    assert end == f"learners.csv: {total} records, complete."


def test_nothing_personal_is_printed(command: Command) -> None:
    ran = command.run("export", "program-progress", "-o", "learners.ndjson")
    text = (command.home / "learners.ndjson").read_text()
    emails = [json.loads(line)["user_email"] for line in text.splitlines()]
    assert emails
    assert not [email for email in emails if email in ran.stderr]


def test_quiet_is_quiet(command: Command) -> None:
    for domain in ("program-progress", "learning-plan-progress", "catalog"):
        ran = command.run("export", domain, "-o", "rows.csv", "--quiet")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_options_select(command: Command) -> None:
    def rows(*options: str) -> list[dict[str, str]]:
        words = ("-o", "rows.ndjson", "--columns", "user_email, enrollment_status")
        ran = command.run("export", "program-progress", *words, *options)
        assert ran.returncode == 0, ran.stderr
        text = (command.home / "rows.ndjson").read_text()
        return [json.loads(line) for line in text.splitlines()]

    every = rows()
    assert {(*row,) for row in every} == {("user_email", "enrollment_status")}
    wanted = {one["enrollment_status"] for one in every[:2]}
    options = [word for one in wanted for word in ("--enrollment-status", one)]
    assert rows(*options) == [
        one for one in every if one["enrollment_status"] in wanted
    ]
    email = every[0]["user_email"]
    found = rows("--query", email)
    assert found == [one for one in every if one["user_email"] == email]
    assert rows("--program-key", "none", "--program-type", "PART") == []


def test_each_table_of_the_catalog(command: Command) -> None:
    for table, column in (("programs", "key"), ("learning_plans", "slug")):
        file = command.home / f"{table}.csv"
        ran = command.run("export", "catalog", "--table", table, "-o", file)
        assert ran.returncode == 0, ran.stderr
        assert f'"{column}"' in file.read_text().splitlines()[0]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("-o a.txt", "The name a.txt does not show the format"),
        ("-o -", "Standard output takes csv and ndjson"),
        ("-o a.parquet --excel", "--excel is for CSV, and the format here is parquet."),
        ("-o a.arrow --separator ;", "--separator is for CSV, and the format here is"),
        ('-o a.csv --separator "', "--separator is '\"'; give a comma, a semicolon"),
        ("-o a.csv --order-by EMIAL", "'EMIAL' is not one of COMPLETED_PROJECTS"),
        ("-o a.csv --columns a", "There is no column a."),
        ("-o a.csv --columns user_id,a,user_id", "--columns names user_id twice; name"),
        ("-o a.csv --enrollment-status GONE", "'GONE' is not one of ENROLLED"),
        ("-o a.csv --limit 0", "Invalid value for '--limit'"),
        ("-o none/a.csv", "There is no folder none; make it first."),
        ("", "Missing option '--output'"),
    ],
)
def test_wrong_options_are_refused(
    arguments: str, message: str, command: Command
) -> None:
    ran = command.run("export", "program-progress", *arguments.split())
    assert ran.returncode == 2
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert command.emulator.count(operation="ListProgramProgress") == 0
    assert [file.name for file in command.home.iterdir() if file.name != ".cache"] == []


def test_two_ways_to_name_plans_do_not_mix(command: Command) -> None:
    words = ("-o", "a.csv", "--plan", "a", "--only-plan", "b")
    ran = command.run("export", "learning-plan-progress", *words)
    assert ran.returncode == 2
    assert "--plan adds to the catalog's" in ran.stderr


def test_an_order_that_changes_is_warned_about(command: Command) -> None:
    words = ("-o", "a.csv", "--order-by", "LAST_ACTIVE", "--quiet")
    ran = command.run("export", "program-progress", *words)
    assert ran.returncode == 0
    assert ran.stderr.startswith("LAST_ACTIVE changes while learners are active")


def test_filters_that_take_an_enum_complete_its_values() -> None:
    for domain in DOMAINS.values():
        orders = values_of(domain.name, f"{domain.record}OrderBy")
        assert domain.order_by in domain.steady <= {*orders}
        for enum in filter(None, domain.filters.values()):
            assert values_of(domain.name, enum)


def test_an_export_that_failed_says_where_its_pages_are(command: Command) -> None:
    words = ("export", "learning-plan-progress", "-o", "a.csv", "--quiet")
    ran = command.run(*words, "--plan=unknown")
    assert ran.returncode == 3
    kept = (
        "What was read is in .a.csv.spool: within an hour, --resume goes on with it. "
    )
    assert ran.stderr.count(kept) == 1
    assert (command.home / ".a.csv.spool").is_dir()


def test_a_missing_extra_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in [*sys.modules]:
        if name.startswith(("udacity_client.data.", "udacity_client.cli.export")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "udacity_client.runtime.arrow", raising=False)
    ran = command.run("export", "program-progress", "-o", "a.csv")
    assert ran.returncode == 2
    assert "pip install '.[data]'" in ran.stderr
