"""The command `udacity report`: from a file, from the API, and what it refuses."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from udacity_client import Udacity
from udacity_client.emulator import Answer, Delay, Emulator

from ..conftest import Command  # noqa: TID252 - a folder of tests is no package


def learners_of(emulator: Emulator) -> set[str]:
    """Return every e-mail address, name and ID of a learner."""
    with Udacity(
        client_id=emulator.client_id,
        client_secret=emulator.client_secret,
        base_url=emulator.base_url,
    ) as udacity:
        rows = list(udacity.program_progress.iter_program_progress())
    return {
        value
        for row in rows
        for value in (
            row.user_email,
            row.user_first_name,
            row.user_last_name,
            row.user_id,
        )
    }


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Yield a user who ran `udacity sync`; tests share what it made."""
    with Emulator(learners=3) as emulator:
        command = Command(emulator, tmp_path_factory.mktemp("home"))
        ran = command.run("sync", "--quiet")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        with duckdb.connect(command.home / "foreign.duckdb") as database:
            database.execute("create table runs as select 1 as id")
        partial = command.home / "partial.duckdb"
        shutil.copy(command.home / "udacity.duckdb", partial)
        with duckdb.connect(partial) as database:
            database.execute("drop view roster_v1")
            database.execute("drop table program_progress")
        yield command


def test_a_report_from_the_synced_file_asks_the_api_for_nothing(
    synced: Command,
) -> None:
    before = len(synced.emulator.requests)
    ran = synced.run("report", "-o", "report.json")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.startswith("report.json: Learners of company 4821. Read from")
    assert ran.stderr.endswith(" It was read from udacity.duckdb; --live asks again.\n")
    assert len(synced.emulator.requests) == before
    path = synced.home / "report.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["sections"]["figures"][0]["learners"] == 3


def test_without_a_file_the_api_is_asked_and_no_file_is_left(
    synced: Command, tmp_path: Path
) -> None:
    user = Command(synced.emulator, tmp_path)
    ran = user.run("report", "-o", "live.json")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert not [value for value in learners_of(user.emulator) if value in ran.stderr]
    assert {one.name for one in tmp_path.iterdir()} - {".cache"} == {"live.json"}
    live = json.loads((tmp_path / "live.json").read_text(encoding="utf-8"))
    shutil.copy(synced.home / "udacity.duckdb", synced.home / "moved.duckdb")
    with duckdb.connect(synced.home / "moved.duckdb") as database:
        # A day of a learner may have ended since.
        database.execute("update runs set ended_at = ?", [live["moment"]])
    synced.run("report", "-o", "synced.json", "--from", "moved.duckdb")
    from_file = json.loads((synced.home / "synced.json").read_text(encoding="utf-8"))
    assert live["sections"] == from_file["sections"]


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.json"])
def test_an_anonymous_report_has_no_value_of_a_learner(
    synced: Command, name: str
) -> None:
    ran = synced.run("report", "-o", name, "--anonymous")
    assert ran.returncode == 0, ran.stderr
    text = (synced.home / name).read_text(encoding="utf-8")
    values = learners_of(synced.emulator)
    assert len(values) > 8
    assert not [value for value in values if value in text]


def test_a_report_to_the_terminal(synced: Command) -> None:
    ran = synced.run("report", "-o", "-", "--format", "md")
    assert ran.returncode == 0
    assert ran.stdout.startswith("# Learners of company 4821\n")
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-o", "-"), "Standard output does not show the format"),
        (("-o", "report.pdf"), "The name report.pdf does not show the format"),
        (("-o", "none/report.md"), "There is no folder none"),
        (("-o", "a.md", "--from", "none.duckdb"), "There is no none.duckdb"),
        (("-o", "a.md", "--from", "other.txt"), "other.txt is not a DuckDB file"),
        (("-o", "a.md", "--from", "."), "cannot be read: Is a directory"),
        (("-o", "a.md", "--from", "foreign.duckdb"), "view runs of another program"),
        (("-o", "a.md", "--from", "partial.duckdb"), "partial.duckdb lacks a table or"),
        (("-o", "a.md", "--company", "77"), "no complete run of company 77"),
        (("-o", "a.md", "--live", "--from", "a.duckdb"), "pass one."),
        (("-o", "a.md", "--due-days", "0"), "--due-days"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    synced: Command, words: tuple[str, ...], message: str
) -> None:
    (synced.home / "other.txt").write_text("a text that is not a database")
    ran = synced.run("report", *words)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (synced.home / "a.md").exists()


def test_a_report_that_is_there_stays_if_the_new_one_fails(synced: Command) -> None:
    path = synced.home / "kept.md"
    path.write_text("the old one")
    user = Command(synced.emulator, synced.home)
    user.env |= {"UDACITY_CLIENT_SECRET": "udcs_wrong", "XDG_CACHE_HOME": "/nowhere"}
    ran = user.run("report", "-o", "kept.md", "--live", "--quiet")
    assert ran.returncode == 2
    assert path.read_text() == "the old one"


def test_a_failed_live_report_promises_nothing_that_is_kept(
    synced: Command, tmp_path: Path
) -> None:
    user, faults = Command(synced.emulator, tmp_path), synced.emulator.faults
    # The first request only asks how many records there are.
    faults.add(Delay(0), domain="assessment-progress")
    faults.add(Answer(403), domain="assessment-progress")
    ran = user.run("report", "-o", "a.md", "--live")
    assert ran.returncode == 3
    assert "is kept" not in ran.stderr


@pytest.mark.parametrize("source", [(), ("--from", "./udacity.duckdb")])
@pytest.mark.parametrize("to", ["udacity.duckdb", "udacity.duckdb.wal", "link.md"])
def test_no_report_replaces_the_database_that_it_is_from(
    synced: Command, source: tuple[str, ...], to: str, tmp_path: Path
) -> None:
    command = Command(synced.emulator, tmp_path)
    shutil.copy(synced.home / "udacity.duckdb", tmp_path)
    (tmp_path / "link.md").symlink_to("udacity.duckdb")
    before = (tmp_path / "udacity.duckdb").read_bytes()
    ran = command.run("report", *source, "--format", "md", "-o", to)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "would be replaced. Name another file." in ran.stderr
    assert (tmp_path / "udacity.duckdb").read_bytes() == before
    assert (tmp_path / "link.md").is_symlink()
