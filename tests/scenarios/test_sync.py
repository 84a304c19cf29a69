"""Syncs of an emulated company: what is kept, refused, resumed and told."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import SecretStr

from support.emulated_readings import NOW, PAGE, Watching, client_of, leave
from support.killed_sync import sync_process
from support.unprivileged import unprivileged
from udacity_client import Udacity, UdacityError
from udacity_client.data.merge import SyncError
from udacity_client.data.sync import Merged, Sync
from udacity_client.emulator import Emulator
from udacity_client.emulator.models import Company
from udacity_client.errors import ConfigurationError
from udacity_client.system.duckdb_files import open_database
from udacity_client.system.private_files import BusyError

TABLES = [
    "programs",
    "assessments",
    "learning_plans",
    "program_progress",
    "assessment_progress",
    "learning_plan_progress",
]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=30, max_page_size=PAGE) as running:
        yield running


@pytest.fixture
def udacity(emulator: Emulator) -> Iterator[Udacity]:
    with client_of(emulator) as client:
        yield client


@pytest.fixture
def both(emulator: Emulator) -> Iterator[Udacity]:
    """Return a client whose credential covers two companies."""
    with Udacity(
        client_id=emulator.multi_company_client_id,
        client_secret=emulator.multi_company_client_secret,
        company_id=emulator.company_id,
        base_url=emulator.base_url,
    ) as client:
        yield client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "udacity.duckdb"


def sync(
    path: Path,
    *clients: Udacity,
    watching: Watching | None = None,
    now: float = NOW,
    plans: tuple[str, ...] = (),
    allow_shrink: bool = False,
) -> dict[str, tuple[int, int, int]]:
    """Sync, and return how many rows of each table were added, changed, removed."""
    run = Sync(
        path=path,
        observer=watching or Watching(),
        now=now,
        plans=plans,
        allow_shrink=allow_shrink,
        patience=0.0,
    )
    return {one.table: counts(one) for one in run.run(clients)}


def counts(merged: Merged) -> tuple[int, int, int]:
    changes = merged.changes
    return changes.added, changes.changed, changes.removed


def query(path: Path, text: str) -> list[tuple[Any, ...]]:
    with open_database(path, read_only=True) as database:
        return database.execute(text).fetchall()


def test_the_tables_of_a_company(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    watching = Watching()
    added = sync(path, udacity, watching=watching)
    assert [*added] == TABLES
    assert all(one > 0 and rest == [0, 0] for one, *rest in added.values())
    assert {company for _, company in watching.tables} == {emulator.company_id}
    assert watching.notes == []
    frame = udacity.program_progress.iter_program_progress().to_arrow()
    names, count = frame.column_names, len(frame)
    (columns,) = [query(path, "select * from program_progress")]
    assert len(columns) == count
    described = [name for name, *_ in query(path, "describe program_progress")]
    assert described == ["company_id", *names]
    assert query(path, "select count(*) from program_progress_history") == [(count,)]
    assert query(path, "select distinct kind from programs_changes") == [("added",)]
    assert [*path.parent.iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_changes_between_two_runs(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    sync(path, udacity)
    assert {*sync(path, udacity).values()} == {(0, 0, 0)}

    def change(company: Company) -> Company:
        one, two, *rest = company.enrollments
        one = replace(one, learner_hours=one.learner_hours + 1)
        two = replace(two, enrolled_at=two.enrolled_at + timedelta(days=1))
        return replace(company, enrollments=(one, two, *rest))

    emulator.change_company(change)
    assert sync(path, udacity, now=NOW - 9)["program_progress"] == (1, 1, 1)
    assert query(
        path,
        "select run, kind, columns from program_progress_changes where run > 1 "
        "order by all",
    ) == [
        (3, "added", []),
        (3, "changed", ["learner_hours"]),
        (3, "removed", []),
    ]
    runs = "select run, status, outcome, companies, notes from runs"
    assert query(path, runs) == [
        (run, "done", "complete", [emulator.company_id], []) for run in (1, 2, 3)
    ]
    # The clock was set back, and the history still goes forward.
    assert query(path, "select count(*) from runs where ended_at is null") == [(0,)]
    backwards = "select * from program_progress_history where valid_to <= valid_from"
    assert query(path, backwards) == []


def test_one_learner_who_leaves_and_one_who_is_missed(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    sync(path, udacity)
    emulator.change_company(leave)

    def twin(company: Company) -> Company:
        same = replace(company.enrollments[0], number=10_000)
        return replace(company, enrollments=(*company.enrollments, same))

    # The total promises one record more than there are keys, whoever that is.
    emulator.change_company(twin)
    run = Sync(path=path, observer=Watching(), now=NOW)
    merged = {one.table: one for one in run.run([udacity])}["program_progress"]
    assert (merged.outcome.kind, merged.outcome.missing) == ("gap", 1)
    assert counts(merged) == (0, 0, 0)
    assert query(path, "select outcome from runs order by run")[1] == ("gap",)


@pytest.mark.slow
def test_companies_of_one_credential(
    both: Udacity, emulator: Emulator, path: Path
) -> None:
    watching, other = Watching(), both.for_company(emulator.empty_company_id)
    run = Sync(path=path, observer=watching, now=NOW)
    merged = run.run([both, other])
    assert [(one.table, one.company) for one in merged] == [
        (table, company)
        for company in (emulator.company_id, emulator.empty_company_id)
        for table in TABLES
    ]
    assert {counts(one) for one in merged[6:]} == {(0, 0, 0)}
    before = query(path, "select count(*), min(company_id) from program_progress")
    assert before[0][1] == emulator.company_id
    # Another company alone neither shrinks nor removes anything.
    sync(path, other)
    after = query(path, "select count(*), max(company_id) from program_progress")
    assert after == before
    assert {*sync(path, both).values()} == {(0, 0, 0)}
    with pytest.raises(ConfigurationError, match="is named twice"):
        sync(path, both, both)


def test_no_records_are_empty_tables(
    both: Udacity, emulator: Emulator, path: Path
) -> None:
    empty = sync(path, both.for_company(emulator.empty_company_id))
    assert empty == dict.fromkeys(TABLES, (0, 0, 0))
    assert query(path, "from roster_v1") == []


def test_a_company_that_is_empty_now_is_not_believed(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    sync(path, udacity)
    before = query(
        path, "from program_progress order by all".replace("from", "select * from")
    )
    emulator.change_company(lambda company: replace(company, enrollments=()))
    with pytest.raises(SyncError, match=r"program_progress has \d+ rows, and the API "):
        sync(path, udacity)
    assert query(path, "select * from program_progress order by all") == before
    assert query(path, "select status from runs order by run") == [
        ("done",),
        ("failed",),
    ]
    # The next run reads again, for that may have been a fault of the API.
    assert [*path.parent.iterdir()] == [path]
    removed = sync(path, udacity, allow_shrink=True)["program_progress"]
    assert removed == (0, 0, len(before))


@pytest.mark.slow
def test_a_closed_plan_keeps_its_rows_and_can_be_named(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    sync(path, udacity)
    count = "select count(*) from learning_plan_progress"
    before = query(path, count)
    plans: list[str] = []

    def close(company: Company) -> Company:
        first, *rest = company.learning_plans
        plans.append(first.id)
        return replace(company, learning_plans=tuple(rest))

    emulator.change_company(close)
    changes = sync(path, udacity, allow_shrink=True)
    assert changes["learning_plans"] == (0, 0, 1)
    assert changes["learning_plan_progress"] == (0, 0, 0)
    assert query(path, count) == before
    with pytest.raises(UdacityError, match="must belong to the company"):
        sync(path, udacity, plans=(plans[0],))


def test_the_roster_of_the_legacy_data_api(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    def change(company: Company) -> Company:
        first, *rest = company.programs
        more = [
            replace(first, locale="de-de", version=9, title="Andere Sprache"),
            replace(first, version=first.version - 1, title="Older"),
        ]
        enrollments = list(company.enrollments)
        enrollments[0] = replace(enrollments[0], program_key="unlisted")
        return replace(
            company, programs=(first, *more, *rest[:-1]), enrollments=tuple(enrollments)
        )

    emulator.change_company(change)
    sync(path, udacity)
    columns = [name for name, *_ in query(path, "describe roster_v1")]
    assert columns == [
        "email",
        "first_name",
        "last_name",
        "user_key",
        "node_key",
        "nd_title",
        "enrollment_state",
        "enrolled_at",
        "graduated_at",
        "last_seen",
        "on_track_status",
        "program_type",
        "core_projects_passed",
        "total_core_projects",
    ]
    assert query(path, "select count(*) from roster_v1") == query(
        path, "select count(*) from program_progress"
    )
    titles = dict(query(path, "select distinct node_key, nd_title from roster_v1"))
    assert titles["unlisted"] == "unlisted"
    assert titles["nd00113"] == "Cloud Architecture"


def interrupt(path: Path, udacity: Udacity, *, page: int = 2) -> None:
    def stop(number: int) -> None:
        if number == page:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(path, udacity, watching=Watching(stop))


def test_an_interrupted_run_is_gone_on_with(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    interrupt(path, udacity)
    assert not path.exists()  # it would have no table
    staging = path.with_name("udacity.duckdb.staging")
    modes = {stat.S_IMODE(one.stat().st_mode) for one in staging.rglob("*/*")}
    assert modes == {0o600}
    assert stat.S_IMODE(staging.stat().st_mode) == 0o700
    before, watching = emulator.count(operation="ListProgramProgress"), Watching()
    sync(path, udacity, watching=watching)
    assert watching.notes == ["Going on with what an interrupted run has read."]
    ((total,),) = query(path, "select count(*) from program_progress")
    sent = emulator.count(operation="ListProgramProgress") - before
    assert sent == 1 + -(-total // PAGE) - 2  # one to count them
    assert [*path.parent.iterdir()] == [path]
    interrupt(path, udacity)
    assert query(path, "select status, outcome from runs order by run") == [
        ("done", "complete"),
        ("interrupted", None),
    ]


def test_an_interrupt_after_the_merge_leaves_the_run_done(
    udacity: Udacity, path: Path
) -> None:
    class Interrupting(Watching):
        def note(self, text: str) -> None:
            del text
            raise KeyboardInterrupt

    sync(path, udacity)
    with duckdb.connect(path) as database:
        for table in ("programs", "programs_history"):
            database.execute("drop view if exists roster_v1")
            database.execute(f"alter table {table} drop column summary")
    with pytest.raises(KeyboardInterrupt):
        sync(path, udacity, watching=Interrupting())
    assert query(path, "select status, notes from runs where run = 2") == [
        ("done", ['programs: the column "summary" is new'])
    ]


@pytest.mark.slow
def test_what_is_old_or_of_another_question_is_read_again(
    udacity: Udacity, both: Udacity, path: Path
) -> None:
    interrupt(path, udacity)
    watching = Watching()
    sync(path, both, watching=watching)  # it names its company, and the other did not
    interrupt(path, udacity)
    sync(path, udacity, watching=watching, now=NOW + 3601)
    assert watching.notes == []


@pytest.mark.slow
def test_a_token_that_ends_in_the_middle(emulator: Emulator, path: Path) -> None:
    def issued() -> str:
        with client_of(emulator) as client:
            made = client.tokens.generate_token(
                client_id=emulator.client_id,
                client_secret=SecretStr(emulator.client_secret),
            )
        return made.unredacted_token.get_secret_value()

    def end(page: int) -> None:
        if page == 2:
            emulator.expire_tokens()

    with Udacity(token=issued(), base_url=emulator.base_url) as udacity:
        sync(path, udacity)
        before = query(path, "select * from program_progress order by all")
        with pytest.raises(UdacityError, match="token"):
            sync(path, udacity, watching=Watching(end))
    assert query(path, "select * from program_progress order by all") == before
    watching = Watching()
    with Udacity(token=issued(), base_url=emulator.base_url) as udacity:
        assert {*sync(path, udacity, watching=watching).values()} == {(0, 0, 0)}
    assert watching.notes == ["Going on with what an interrupted run has read."]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/a.duckdb", "There is no folder"),
        ("folder", "is a folder"),
        ("text.duckdb", "is not a DuckDB file"),
        ("other.duckdb", "has tables of another program"),
        ("runs.duckdb", "has a table or view runs of another program"),
    ],
)
def test_what_cannot_be_the_file_is_refused_before_anything_is_sent(
    name: str, message: str, udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.duckdb").write_text("a,b\n" * 9)
    for table in ("other", "runs"):
        with duckdb.connect(tmp_path / f"{table}.duckdb") as database:
            database.execute(f"create table {table} as select 1 as id, 'red' as name")
    before = {one: one.is_dir() or one.read_bytes() for one in tmp_path.iterdir()}
    with pytest.raises(ConfigurationError, match=message):
        sync(tmp_path / name, udacity)
    assert {one: one.is_dir() or one.read_bytes() for one in tmp_path.iterdir()} == (
        before
    )
    assert emulator.count() == 0


def test_a_folder_that_cannot_be_written(udacity: Udacity, emulator: Emulator) -> None:
    with unprivileged() as folder:
        folder.chmod(0o500)
        with pytest.raises(ConfigurationError, match="cannot be written to by this"):
            sync(folder / "a.duckdb", udacity)
        assert [*folder.iterdir()] == []
    assert emulator.count() == 0


def test_two_runs_at_once(udacity: Udacity, path: Path) -> None:
    def another(page: int) -> None:
        if page == 2:
            with pytest.raises(BusyError, match="is under way in"):
                sync(path, udacity)

    assert sync(path, udacity, watching=Watching(another))["programs"][0] > 0


HOLD = """
import sys, duckdb
database = duckdb.connect(sys.argv[1])
print(flush=True)
sys.stdin.read()
"""


def test_a_file_in_use_costs_nothing_that_was_read(
    udacity: Udacity, emulator: Emulator, path: Path
) -> None:
    holders: list[subprocess.Popen[bytes]] = []

    def hold(page: int) -> None:
        if page == 1 and not holders:
            words = [sys.executable, "-c", HOLD, str(path)]
            pipe = subprocess.PIPE
            holders.append(subprocess.Popen(words, stdin=pipe, stdout=pipe))
            assert holders[0].stdout
            holders[0].stdout.readline()

    with pytest.raises(BusyError, match="is in use by process") as caught:
        sync(path, udacity, watching=Watching(hold))
    assert caught.value.is_transient
    holders[0].communicate()
    before, watching = emulator.count(operation="ListProgramProgress"), Watching()
    assert sync(path, udacity, watching=watching)["programs"][0] > 0
    assert set(watching.notes) == {"Going on with what an interrupted run has read."}
    counting = 1
    assert emulator.count(operation="ListProgramProgress") - before == counting


@pytest.mark.slow
def test_a_file_of_0_bytes_is_synced_as_a_new_one(udacity: Udacity, path: Path) -> None:
    path.touch()
    sync(path, udacity)
    assert query(path, "select status from runs") == [("done",)]
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_tables(path: Path) -> None:
    with (
        Emulator(learners=30, rate_limit=None) as emulator,
        client_of(emulator) as udacity,
    ):
        fill_the_disk(emulator, udacity, path)


def fill_the_disk(emulator: Emulator, udacity: Udacity, path: Path) -> None:
    sync(path, udacity)
    before = query(path, "select * from program_progress order by all")

    def grow(company: Company) -> Company:
        more = [
            replace(one, number=one.number + 10_000 * copy, user_id=f"{copy}")
            for copy in range(1, 20)
            for one in company.enrollments
        ]
        return replace(company, enrollments=(*company.enrollments, *more))

    emulator.change_company(grow)
    token = udacity.tokens.generate_token(
        client_id=emulator.client_id, client_secret=SecretStr(emulator.client_secret)
    ).unredacted_token.get_secret_value()
    with sync_process(emulator.base_url, token, path) as process:
        for limit in (100_000, 300_000):  # for what is read, and for the log
            told = process.order("limit", limit)
            assert "could not be written: the disk is full." in told, told
            assert query(path, "select * from program_progress order by all") == before
        assert process.order("run").startswith("done")
    assert len(query(path, "select 1 from program_progress")) == 20 * len(before)
