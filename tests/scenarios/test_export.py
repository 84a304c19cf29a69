"""Exports of an emulated company, also while it changes."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from support.emulated_readings import NOW, PAGE, Watching, client_of, leave
from support.udacity_command import run_captured
from udacity_client import Udacity, UdacityError
from udacity_client.data.domains import DOMAINS, Selection
from udacity_client.data.export import (
    Target,
    export_catalog,
    export_domain,
)
from udacity_client.data.moving import Outcome
from udacity_client.emulator import CursorKind, Emulator, server_error
from udacity_client.emulator.models import Company, Enrollment
from udacity_client.errors import ConfigurationError, ServerError
from udacity_client.system.file_format import Format

PROGRESS = Selection(domain=DOMAINS["program-progress"])


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=60, max_page_size=PAGE) as running:
        yield running


@pytest.fixture
def udacity(emulator: Emulator) -> Iterator[Udacity]:
    with client_of(emulator) as client:
        yield client


def export(
    udacity: Udacity,
    path: Path,
    selection: Selection = PROGRESS,
    *,
    watching: Watching | None = None,
    resume: bool = False,
    columns: tuple[str, ...] = (),
    now: float = NOW,
) -> Outcome:
    target = Target(path=path, format=Format.PARQUET, columns=columns)
    return export_domain(
        udacity, selection, target, watching or Watching(), resume=resume, now=now
    )


def rows_in(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def rows_of(udacity: Udacity) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        udacity.program_progress.iter_program_progress().to_arrow().to_pylist()
    )
    return rows


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["user_id"], row["program_key"]))


def test_a_company_that_rests_is_exported_whole(
    udacity: Udacity, tmp_path: Path
) -> None:
    path, watching = tmp_path / "learners.parquet", Watching()
    outcome = export(udacity, path, watching=watching)
    expected = rows_of(udacity)
    assert in_order(rows_in(path)) == in_order(expected)
    total = len(expected)
    assert outcome == Outcome("complete", total, totals=(total, total))
    assert watching.plans == [(None, total, PAGE)]
    assert watching.pages[-1] == (total, total)
    assert watching.notes == []
    emails = [row["user_email"] for row in rows_in(path)]
    assert emails == sorted(emails)


def test_only_the_table_is_left_and_for_this_user_alone(
    udacity: Udacity, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    path.write_text("something else")
    path.chmod(0o644)
    export(udacity, path)
    assert [*tmp_path.iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_chosen_columns_and_filters(udacity: Udacity, tmp_path: Path) -> None:
    path = tmp_path / "learners.parquet"
    enrolled = replace(PROGRESS, filters={"enrollment_status": ["ENROLLED"]})
    columns = ("enrollment_status", "user_email")
    outcome = export(udacity, path, enrolled, columns=columns)
    rows = rows_in(path)
    assert outcome.records == len(rows) > 0
    assert {(*row,) for row in rows} == {columns}
    assert {row["enrollment_status"] for row in rows} == {"ENROLLED"}


def test_a_part_is_told_as_such(udacity: Udacity, tmp_path: Path) -> None:
    path = tmp_path / "learners.parquet"
    total = len(rows_of(udacity))
    assert export(udacity, path, replace(PROGRESS, limit=25)) == Outcome(
        "part", 25, totals=(total, total)
    )
    assert len(rows_in(path)) == 25
    whole = export(udacity, path, replace(PROGRESS, limit=total + 1))
    assert whole.kind == "complete"


def test_the_other_domains(udacity: Udacity, tmp_path: Path) -> None:
    path, watching = tmp_path / "rows.parquet", Watching()
    attempts = Selection(domain=DOMAINS["assessment-progress"])
    assert export(udacity, path, attempts).kind == "complete"
    created = [row["created_at"] for row in rows_in(path)]
    assert created == sorted(created)
    assert created

    plans = Selection(domain=DOMAINS["learning-plan-progress"])
    outcome = export(udacity, path, plans, watching=watching)
    listed = udacity.catalog.get_catalog().learning_plans
    assert [plan for plan, _, _ in watching.plans] == [plan.id for plan in listed]
    assert outcome.kind == "complete"
    assert outcome.records == len(rows_in(path)) == sum(n for _, n, _ in watching.plans)

    one = replace(plans, plans=(listed[1].id,), catalog_plans=False)
    export(udacity, path, one)
    assert len({row["plan_id"] for row in rows_in(path)}) == 1
    with pytest.raises(UdacityError, match="must belong to the company"):
        export(udacity, path, replace(plans, plans=("another",)))


@pytest.mark.parametrize("table", ["programs", "assessments", "learning-plans"])
def test_the_catalog(table: str, udacity: Udacity, tmp_path: Path) -> None:
    path = tmp_path / "catalog.parquet"
    target = Target(path=path, format=Format.PARQUET)
    outcome = export_catalog(udacity, table, target, now=NOW)
    assert outcome.records == len(rows_in(path)) > 0
    assert [*tmp_path.iterdir()] == [path]


def test_no_records_make_an_empty_table(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "learners.parquet"
    with Udacity(
        client_id=emulator.multi_company_client_id,
        client_secret=emulator.multi_company_client_secret,
        company_id=emulator.empty_company_id,
        base_url=emulator.base_url,
    ) as udacity:
        assert export(udacity, path) == Outcome("complete", 0)
    assert pq.read_table(path).column_names[0] == "user_id"


def activity(company: Company) -> Company:
    """Change what the usual order by last activity depends on."""
    return replace(
        company,
        enrollments=tuple(
            replace(one, learner_hours=one.learner_hours + 1)
            for one in company.enrollments
        ),
    )


def test_activity_does_not_disturb(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    watching = Watching(lambda _page: emulator.change_company(activity))
    outcome = export(udacity, tmp_path / "learners.parquet", watching=watching)
    assert (outcome.kind, outcome.walks) == ("complete", 1)


def test_a_learner_who_leaves_causes_another_walk(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"

    def change(page: int) -> None:
        if page == 2:
            emulator.change_company(leave)

    outcome = export(udacity, path, watching=Watching(change))
    remaining = rows_of(udacity)
    assert (outcome.kind, outcome.walks) == ("complete", 2)
    assert in_order(rows_in(path)) == in_order(remaining)


def test_a_company_that_never_rests_is_merged(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    watching = Watching(lambda _page: emulator.change_company(leave))
    before = len(rows_of(udacity))
    outcome = export(udacity, path, watching=watching)
    rows, remaining = rows_in(path), rows_of(udacity)
    assert (outcome.kind, outcome.walks) == ("merged", 3)
    assert outcome.records == len(rows) <= before
    keys = [(row["user_id"], row["program_key"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {(row["user_id"], row["program_key"]) for row in remaining} <= set(keys)


def test_the_latest_reading_counts(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"

    def change(_page: int) -> None:
        emulator.change_company(lambda company: activity(leave(company)))

    outcome = export(udacity, path, watching=Watching(change))
    assert outcome.kind == "merged"
    now = {(row["user_id"], row["program_key"]): row for row in rows_of(udacity)}
    # The last walk has read the last learners last, and their hours count since then.
    hours = [
        (row["learner_hours"], now[key]["learner_hours"])
        for row in rows_in(path)
        if (key := (row["user_id"], row["program_key"])) in now
    ]
    pages_of_a_walk = -(-len(now) // 14) + 1  # the third walk asks for smaller pages
    assert all(latest - read <= pages_of_a_walk for read, latest in hours)


def test_records_that_the_total_promises_are_missed(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    total = len(rows_of(udacity))
    twin = an_enrollment(emulator)
    # Two records that cannot be told apart are one row, wherever they come from.
    emulator.change_company(
        lambda company: replace(
            company, enrollments=(*company.enrollments, replace(twin, number=10_000))
        )
    )
    outcome = export(udacity, path)
    assert (outcome.kind, outcome.missing) == ("gap", 1)
    assert outcome.records == len(rows_in(path)) == total


def an_enrollment(emulator: Emulator) -> Enrollment:
    """Return an enrollment of the emulated company."""
    found: list[Enrollment] = []

    def look(company: Company) -> Company:
        found.append(company.enrollments[0])
        return company

    emulator.change_company(look)
    return found[0]


def test_different_records_of_one_key_are_all_kept(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path, watching = tmp_path / "learners.parquet", Watching()
    twin = an_enrollment(emulator)
    twin = replace(twin, number=10_000, learner_hours=twin.learner_hours + 1)
    emulator.change_company(
        lambda company: replace(company, enrollments=(twin, *company.enrollments))
    )
    outcome = export(udacity, path, watching=watching)
    assert (outcome.kind, outcome.walks) == ("complete", 1)
    assert outcome.records == len(rows_in(path)) == len(rows_of(udacity))
    assert watching.notes == [
        "Some records differ but have the same key; all of them are kept."
    ]


@pytest.fixture
def few() -> Iterator[Emulator]:
    """Yield an emulator of seven enrollments, on pages of three."""
    with Emulator(max_page_size=3) as running:
        running.replace_data(
            enrollments=[
                Enrollment(
                    number=number, user_id=name, user_email=f"{name}@example.com"
                )
                for number, name in enumerate("abcdefg")
            ]
        )
        yield running


def test_differing_records_that_the_end_of_a_page_parts_are_kept(
    few: Emulator, tmp_path: Path
) -> None:
    def double(company: Company) -> Company:
        _, _, third, _, *rest = company.enrollments
        twin = replace(third, number=10_000, learner_hours=third.learner_hours + 1)
        return replace(company, enrollments=(*company.enrollments[:3], twin, *rest))

    few.change_company(double)
    path, watching = tmp_path / "learners.parquet", Watching()
    with client_of(few) as udacity:
        outcome = export(udacity, path, watching=watching)
        assert in_order(rows_in(path)) == in_order(rows_of(udacity))
    assert (outcome.kind, outcome.walks, outcome.records) == ("complete", 2, 7)
    assert watching.notes == [
        "Some records differ but have the same key; all of them are kept."
    ]


def test_a_record_that_changed_while_it_was_read_twice_is_one(
    few: Emulator, tmp_path: Path
) -> None:
    """Another one is missed meanwhile, so the first walk reads as many as there are."""

    def rename(company: Company) -> Company:
        new = {"a": "z@example.com", "f": "0@example.com"}
        renamed = (
            replace(one, user_email=new.get(one.user_id, one.user_email))
            for one in company.enrollments
        )
        return replace(company, enrollments=tuple(renamed))

    def change(page: int) -> None:
        if page == 1:
            few.change_company(rename)

    path, watching = tmp_path / "learners.parquet", Watching(change)
    with client_of(few) as udacity:
        outcome = export(udacity, path, watching=watching)
    assert watching.pages[2] == (7, 7)
    assert (outcome.kind, outcome.walks) == ("complete", 2)
    assert sorted(row["user_id"] for row in rows_in(path)) == [*"abcdefg"]
    assert watching.notes == []


def test_the_same_time_of_enrolling_is_no_reason_to_drop_one(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    twin = an_enrollment(emulator)
    later = replace(
        twin, number=10_000, enrolled_at=twin.enrolled_at + timedelta(microseconds=1)
    )
    emulator.change_company(
        lambda company: replace(company, enrollments=(*company.enrollments, later))
    )
    outcome = export(udacity, tmp_path / "learners.parquet")
    assert outcome.kind == "complete"


@pytest.mark.parametrize("cursors", get_args(CursorKind))
def test_nobody_is_lost_while_the_company_changes(
    cursors: CursorKind, tmp_path: Path
) -> None:
    path, now = tmp_path / "learners.parquet", [1_800_000_000.0]
    with (
        Emulator(
            learners=60,
            max_page_size=PAGE,
            cursors=cursors,
            churn=60,
            seed=3,
            clock=lambda: now[0],
        ) as emulator,
        client_of(emulator) as udacity,
    ):
        before = {row_key(row) for row in rows_of(udacity)}

        def pass_time(_page: int) -> None:
            now[0] += 0.6

        outcome = export(udacity, path, watching=Watching(pass_time))
        after = {row_key(row) for row in rows_of(udacity)}
        assert len(emulator.changes) > 3
    found = {row_key(row) for row in rows_in(path)}
    assert outcome.kind == "gap" or before & after <= found


def row_key(row: dict[str, Any]) -> tuple[object, ...]:
    return row["user_id"], row["program_key"], row["enrolled_at"]


def test_an_error_leaves_the_old_table_and_can_be_resumed(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    export(udacity, path)
    old = path.read_bytes()

    def fail(page: int) -> None:
        if page == 3:
            emulator.faults.add(server_error(), times=100)

    with client_of(emulator, retry=None) as impatient, pytest.raises(ServerError):
        export(impatient, path, watching=Watching(fail))
    assert path.read_bytes() == old
    emulator.faults.clear()

    before, watching = emulator.count(operation="ListProgramProgress"), Watching()
    outcome = export(udacity, path, watching=watching, resume=True)
    pages = -(-outcome.records // PAGE)
    assert outcome.kind == "complete"
    assert emulator.count(operation="ListProgramProgress") - before == pages - 3
    assert watching.notes == ["Going on with the interrupted export; pages so far: 3."]
    assert in_order(rows_in(path)) == in_order(rows_of(udacity))
    assert [*tmp_path.iterdir()] == [path]


def test_without_resume_an_interrupted_export_starts_again(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    interrupt(udacity, path)
    before = emulator.count(operation="ListProgramProgress")
    outcome = export(udacity, path)
    pages = -(-outcome.records // PAGE)
    assert emulator.count(operation="ListProgramProgress") - before == pages


@pytest.mark.parametrize("later", [0.0, 3601.0])
def test_what_cannot_be_resumed_starts_again_and_says_why(
    later: float, udacity: Udacity, tmp_path: Path
) -> None:
    path, watching = tmp_path / "learners.parquet", Watching()
    if later:
        interrupt(udacity, path)
    outcome = export(udacity, path, watching=watching, resume=True, now=NOW + later)
    reason = "is more than an hour old" if later else "there is no interrupted export"
    assert outcome.kind == "complete"
    assert reason in watching.notes[0]


def test_other_options_do_not_go_on(udacity: Udacity, tmp_path: Path) -> None:
    path = tmp_path / "learners.parquet"
    interrupt(udacity, path)
    for other in (replace(PROGRESS, query="zoe"), replace(PROGRESS, limit=7)):
        with pytest.raises(
            ConfigurationError, match=r"else: (query|limit) null\. Give"
        ):
            export(udacity, path, other, resume=True)
    watching = Watching()  # the pages that the refused command asked about are kept
    assert export(udacity, path, watching=watching, resume=True).kind == "complete"
    assert watching.notes[0].startswith("Going on with the interrupted export")


def test_an_export_may_go_on_with_other_columns(
    udacity: Udacity, tmp_path: Path
) -> None:
    path, watching = tmp_path / "learners.parquet", Watching()
    interrupt(udacity, path)
    export(udacity, path, watching=watching, resume=True, columns=("user_email",))
    assert watching.notes[0].startswith("Going on with the interrupted export")
    assert list(rows_in(path)[0]) == ["user_email"]


def test_the_place_to_go_on_may_have_gone(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    path, watching = tmp_path / "learners.parquet", Watching()
    interrupt(udacity, path)
    (state,) = tmp_path.glob(".*/state.json")
    cursor = json.loads(state.read_text())["walks"][0]["cursor"]
    emulator.change_company(
        lambda company: replace(
            company,
            enrollments=tuple(
                one for one in company.enrollments if one.number != number_of(cursor)
            ),
        )
    )
    outcome = export(udacity, path, watching=watching, resume=True)
    assert outcome.kind == "complete"
    assert in_order(rows_in(path)) == in_order(rows_of(udacity))


def number_of(cursor: str) -> int:
    return int(json.loads(base64.b64decode(cursor))["id"])


def interrupt(udacity: Udacity, path: Path) -> None:
    """Stop an export after two pages."""

    def stop(page: int) -> None:
        if page == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(udacity, path, watching=Watching(stop))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/learners.parquet", "There is no folder"),
        ("folder", "is a folder"),
    ],
)
def test_what_cannot_be_a_file_is_refused_before_anything_is_sent(
    name: str, message: str, udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigurationError, match=message):
        export(udacity, tmp_path / name)
    assert emulator.count() == 0


def test_an_unknown_column_is_refused_before_anything_is_sent(
    udacity: Udacity, emulator: Emulator, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"user_emial\. Did you mean user_em"):
        export(udacity, tmp_path / "a.parquet", columns=("user_emial",))
    assert emulator.count() == 0


COMMAND = """
import sys
from udacity_client.cli import main
sys.argv[1:] = {arguments!r}
main()
"""


def environ_of(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "UDACITY_BASE_URL": emulator.base_url,
        "UDACITY_CLIENT_ID": emulator.client_id,
        "UDACITY_CLIENT_SECRET": emulator.client_secret,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def run(
    emulator: Emulator, tmp_path: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in this process."""
    words = ("export", "program-progress", *arguments)
    return run_captured(*words, folder=tmp_path, env=environ_of(emulator, tmp_path))


def start(
    emulator: Emulator, tmp_path: Path, *arguments: str, before: str = ""
) -> subprocess.Popen[str]:
    code = before + COMMAND.format(arguments=["export", "program-progress", *arguments])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environ_of(emulator, tmp_path),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end_as_soon_as(
    is_reached: Callable[[], bool],
    process: subprocess.Popen[str],
    number: signal.Signals,
) -> tuple[str, str]:
    """Send *process* the signal once *is_reached*, and return what it printed."""
    give_up = time.time() + 60
    try:
        while not is_reached():
            assert process.poll() is None, process.communicate()
            assert time.time() < give_up
            time.sleep(0.01)
    finally:
        process.send_signal(number)
    return process.communicate(timeout=60)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGKILL, -signal.SIGKILL, ""),
        pytest.param(
            signal.SIGTERM,
            143,
            "What was read is in .learners.csv.spool: within an hour, --resume goes on "
            "with it. Remove the folder if you do not want that.\n",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_killed_export_leaves_no_half_table_and_can_be_resumed(
    number: signal.Signals,
    code: int,
    said: str,
    udacity: Udacity,
    emulator: Emulator,
    tmp_path: Path,
) -> None:
    path = tmp_path / "learners.csv"
    state = tmp_path / ".learners.csv.spool" / "state.json"

    def has_two_pages() -> bool:
        if not state.exists():
            return False
        pages: int = json.loads(state.read_text())["walks"][0]["pages"]
        return pages > 1

    process = start(emulator, tmp_path, "-o", "learners.csv", before=TWO_PAGES)
    _, told = end_as_soon_as(has_two_pages, process, number)
    assert process.returncode == code
    assert told.endswith(said)
    assert not path.exists()

    before = emulator.count(operation="ListProgramProgress")
    process = start(emulator, tmp_path, "-o", "learners.csv", "--resume")
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    total = len(rows_of(udacity))
    assert f"learners.csv: {total} records, complete." in told
    assert len(path.read_text().splitlines()) == total + 1
    sent = emulator.count(operation="ListProgramProgress") - before
    assert sent < 2 * -(-total // PAGE)
    assert [*tmp_path.glob(".*")] == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stream_that_is_ended_leaves_no_temporary_file(
    number: signal.Signals,
    emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    options = ("-o", "-", "--format", "csv")
    process = start(emulator, tmp_path, *options, before=TWO_PAGES)
    table, _ = end_as_soon_as(
        lambda: any(temporary.glob("udacity-*/state.json")), process, number
    )
    assert (process.returncode, table) == (128 + number, "")
    assert [*temporary.iterdir()] == []


TWO_PAGES = """
import time
from udacity_client.data import reading
from udacity_client.data.spool import Spool
reading.SAVE_AFTER = 0.0
save = Spool.save

def save_and_wait(self):
    is_second = any(walk.pages > 1 for walk in self.walks)
    if is_second:
        Spool.save = save  # before the file is seen: the signal makes it save again
    save(self)
    if is_second:
        time.sleep(600)

Spool.save = save_and_wait
"""
FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))
"""


@pytest.mark.parametrize("bytes_left", [3_000, 60_000])
def test_a_full_disk_is_told_and_leaves_the_old_table(
    bytes_left: int, emulator: Emulator, tmp_path: Path
) -> None:
    # The second is enough for what is read, but not for the table.
    path = tmp_path / "learners.ndjson"
    path.write_text("old")
    before = FULL_DISK.format(bytes=bytes_left)
    process = start(emulator, tmp_path, "-o", "learners.ndjson", before=before)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 3, told
    pages = emulator.count(operation="ListProgramProgress")
    assert (pages > 2) is (bytes_left == 60_000)
    assert "learners.ndjson could not be written: the disk is full." in told
    assert "Traceback" not in told
    assert path.read_text() == "old"


def test_missing_records_have_an_exit_code(emulator: Emulator, tmp_path: Path) -> None:
    twin = an_enrollment(emulator)
    emulator.change_company(
        lambda company: replace(
            company, enrollments=(*company.enrollments, replace(twin, number=10_000))
        )
    )
    ran = run(emulator, tmp_path, "-o", "learners.csv", "--quiet")
    assert ran.returncode == 4
    assert ran.stdout == ""
    assert "but there are at least 1 more" in ran.stderr
    assert (tmp_path / "learners.csv").exists()


def test_a_stream_gets_the_table_and_nothing_else(
    emulator: Emulator, tmp_path: Path
) -> None:
    ran = run(emulator, tmp_path, "-o", "-", "--format", "ndjson", "--limit", "3")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert [set(json.loads(line)) >= {"user_id"} for line in lines] == [True] * 3
    assert "3 records, the first of" in ran.stderr


def test_a_token_that_ends_in_the_middle_is_told(
    emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "learners.parquet"
    with Udacity(token=issued(emulator), base_url=emulator.base_url) as udacity:

        def end(page: int) -> None:
            if page == 2:
                emulator.expire_tokens()

        with pytest.raises(UdacityError) as caught:
            export(udacity, path, watching=Watching(end))
    assert "token" in str(caught.value).lower()
    assert not path.exists()


def issued(emulator: Emulator) -> str:
    with client_of(emulator) as udacity:
        made = udacity.tokens.generate_token(
            client_id=emulator.client_id,
            client_secret=SecretStr(emulator.client_secret),
        )
    return made.unredacted_token.get_secret_value()
