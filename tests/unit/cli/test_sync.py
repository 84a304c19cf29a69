"""The command `udacity sync`: its options, and what it prints."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from udacity_client.data.synced_file import RUNS
from udacity_client.emulator.models import Company
from udacity_client.system.private_files import lock_folder

from .conftest import Command


def test_a_sync_tells_the_plan_and_the_changes(command: Command) -> None:
    ran = command.run("sync")
    assert (ran.returncode, ran.stdout) == (0, "")
    lines = ran.stderr.splitlines()
    assert lines[0].startswith("Company 4821: ")
    assert lines[0].endswith("up to three times as many if the data change.")
    assert lines[1] == "Reading program-progress of company 4821."
    assert all(line.endswith(".") for line in lines)
    assert ran.stderr.count("up to three times") == 1
    assert lines[-6] == "programs: 7 records, complete. 7 added, 0 changed, 0 removed."
    emails = command.run("sql", "select distinct email from roster_v1", "--format=csv")
    assert "@" in emails.stdout
    assert not [one for one in emails.stdout.split() if one.strip('"') in ran.stderr]
    assert [file.name for file in command.home.iterdir()] == [
        ".cache",
        "udacity.duckdb",
    ]


def test_the_options(command: Command) -> None:
    command.env["UDACITY_CLIENT_ID"] = command.emulator.multi_company_client_id
    command.env["UDACITY_CLIENT_SECRET"] = command.emulator.multi_company_client_secret
    companies = [command.emulator.company_id, command.emulator.empty_company_id]
    named = [f"--company={one}" for one in companies]
    ran = command.run("sync", "--to=a.duckdb", "--quiet", *named)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    query = (
        "select company_id from program_progress union select companies[2] from runs"
    )
    ran = command.run("sql", query, "--from=a.duckdb", "--format=ndjson")
    assert sorted(ran.stdout.split()) == [
        f'{{"company_id":"{one}"}}' for one in companies
    ]
    ran = command.run("sync", "--to=a.duckdb", "--plan=unknown", *named[:1])
    assert ran.returncode == 3
    assert "learning plan unknown must belong to the company" in ran.stderr
    kept = "What was read is in a.duckdb.staging: within an hour, the next sync goes on"
    assert ran.stderr.count(kept) == 1
    assert (command.home / "a.duckdb.staging").is_dir()


def test_a_company_named_twice_is_refused_before_anything_is_sent(
    command: Command,
) -> None:
    ran = command.run("sync", "--company=4821", "--company=4821")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "Company 4821 is named twice; name it once.\n"
    assert command.emulator.count() == 0
    assert [*command.home.iterdir()] == []


def test_missing_records_have_an_exit_code(command: Command) -> None:
    def twin(company: Company) -> Company:
        same = replace(company.enrollments[0], number=10_000)
        return replace(company, enrollments=(*company.enrollments, same))

    command.emulator.change_company(twin)
    ran = command.run("sync", "--quiet")
    assert ran.returncode == 4
    (line,) = ran.stderr.splitlines()
    assert line.startswith("program_progress: ")
    assert "but there are at least 1 more" in line


@pytest.mark.slow
def test_a_shrunk_company_needs_a_word(command: Command) -> None:
    assert command.run("sync").returncode == 0
    command.emulator.change_company(lambda company: replace(company, enrollments=()))
    ran = command.run("sync", "--quiet")
    assert ran.returncode == 3
    (line,) = ran.stderr.splitlines()
    assert line.endswith("Is it the right company? If so, pass --allow-shrink.")
    assert command.run("sync", "--allow-shrink").returncode == 0


def test_a_file_of_another_program_is_refused(command: Command) -> None:
    (command.home / "udacity.duckdb").write_text("something else")
    ran = command.run("sync")
    assert [one.name for one in command.home.iterdir()] == ["udacity.duckdb"]
    assert ran.returncode == 2
    assert ran.stderr == (
        "udacity.duckdb is not a DuckDB file, so it was left as it is. "
        "Name another one.\n"
    )
    assert (command.home / "udacity.duckdb").read_text() == "something else"


def test_a_refused_credential_leaves_no_file(command: Command) -> None:
    command.env["UDACITY_COMPANY_ID"] = "9999"
    ran = command.run("sync", "--quiet")
    assert ran.returncode == 2
    assert "9999" in ran.stderr
    assert [*command.home.glob("*udacity.duckdb*")] == []


def test_an_api_that_does_not_answer_leaves_no_file(command: Command) -> None:
    command.env["UDACITY_BASE_URL"] = f"{command.emulator.base_url}/nothing"
    assert command.run("sync", "--quiet").returncode == 3
    assert [*command.home.glob("*udacity.duckdb*")] == []


def test_a_first_sync_that_was_killed_is_told_of(command: Command) -> None:
    with duckdb.connect(command.home / "udacity.duckdb") as database:
        columns = ", ".join(f"{name} {kind}" for name, kind in RUNS.items())
        database.execute(f"create table runs ({columns})")
    for words in (("sql", "from roster_v1"), ("report", "--quiet")):
        ran = command.run(*words)
        assert ran.returncode == 2
        assert ran.stderr.startswith("No run of `udacity sync` has completed yet")


def test_a_second_sync_leaves_the_new_file_of_the_first(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, staging = (command.home / f"udacity.duckdb{one}" for one in ("", ".staging"))
    held = lock_folder(staging)

    def lock_late(folder: Path) -> int:
        # The first sync made its file after the second one had begun.
        file.write_text("of the first")
        return lock_folder(folder)

    monkeypatch.setattr("udacity_client.data.sync.lock_folder", lock_late)
    ran = command.run("sync", "--quiet")
    os.close(held)

    assert ran.returncode == 3
    assert "Another export or sync is under way" in ran.stderr
    assert file.read_text() == "of the first"


@pytest.mark.parametrize(("word", "package"), [("sync", "pyarrow"), ("sql", "duckdb")])
def test_a_missing_extra_is_named(
    word: str, package: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ("udacity_client.data.", f"udacity_client.cli.{word}", "udacity_client.syst")
    for name in [*sys.modules]:
        if name.startswith(ours):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "udacity_client.runtime.arrow", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    ran = command.run(*(word, "from runs")[: 1 + (word == "sql")])
    assert ran.returncode == 2
    assert ran.stderr.endswith(f"\n  {sys.executable} -m pip install '.[data]'\n")
