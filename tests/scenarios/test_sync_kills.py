"""A sync may be killed at any moment: nothing is lost, doubled or half written."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import SecretStr

from support.killed_sync import SyncProcess, sync_process
from udacity_client import Udacity
from udacity_client.emulator import Emulator
from udacity_client.emulator.models import Company
from udacity_client.system.duckdb_files import open_database

TABLES = ("program_progress", "learning_plan_progress")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEY = "user_id, program_key, epoch_us(enrolled_at)"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(learners=20, max_page_size=10, rate_limit=None) as running:
        yield running


@pytest.fixture
def process(emulator: Emulator, tmp_path: Path) -> Iterator[SyncProcess]:
    with Udacity(
        client_id=emulator.client_id,
        client_secret=emulator.client_secret,
        base_url=emulator.base_url,
    ) as udacity:
        issued = udacity.tokens.generate_token(
            client_id=emulator.client_id,
            client_secret=SecretStr(emulator.client_secret),
        )
    token = issued.unredacted_token.get_secret_value()
    with sync_process(emulator.base_url, token, tmp_path / "a.duckdb") as started:
        yield started


@pytest.mark.slow
def test_killed_runs(emulator: Emulator, process: SyncProcess, tmp_path: Path) -> None:
    run_and_kill(emulator, process, tmp_path / "a.duckdb", seed=1, kills=2)


@pytest.mark.parametrize(
    ("seed", "kills"),
    [
        pytest.param(2, 12, marks=pytest.mark.slow),
        *(pytest.param(seed, 30, marks=pytest.mark.long) for seed in range(2, 12)),
    ],
)
def test_many_killed_runs(
    seed: int, kills: int, emulator: Emulator, process: SyncProcess, tmp_path: Path
) -> None:
    run_and_kill(emulator, process, tmp_path / "a.duckdb", seed=seed, kills=kills)


def run_and_kill(
    emulator: Emulator, process: SyncProcess, path: Path, *, seed: int, kills: int
) -> None:
    """Change the company, sync it and kill some of the syncs, again and again."""
    random, truth = Random(seed), dict[int, list[Any]]()
    word, calls = process.order("run").split()
    assert word == "done"
    truth[done_runs(path)[-1]] = rows_of(emulator)
    killed = 0
    while killed < kills:
        emulator.change_company(lambda company: changed(company, random))
        if killed % 2:
            end = process.order("kill", random.randrange(1, int(calls)))
        else:
            end = process.order("kill-after", random.uniform(0.02, 0.5))
        killed += end == "killed"
        before = len(truth)
        while True:
            require_consistent(path)
            new = [run for run in done_runs(path) if run not in truth]
            if new:
                truth[new[0]] = rows_of(emulator)
                assert len(truth) == before + 1
                break
            end = process.order("run")
            assert end.startswith("done"), end
    with open_database(path, read_only=True) as database:
        for run, rows in truth.items():
            assert database.execute(HISTORY, {"run": run}).fetchall() == rows, run
    left = {one.name for one in path.parent.iterdir()} - {"a.duckdb.staging"}
    assert left == {"a.duckdb"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def changed(company: Company, random: Random) -> Company:
    """Change hours, let somebody leave, and let somebody enroll again."""
    enrollments = [
        replace(one, learner_hours=one.learner_hours + 1)
        if random.random() < 0.1
        else one
        for one in company.enrollments
    ]
    gone = enrollments.pop(random.randrange(len(enrollments)))
    if random.random() < 0.5:
        later = gone.enrolled_at.replace(microsecond=random.randrange(10**6))
        enrollments.append(replace(gone, enrolled_at=later))
    return replace(company, enrollments=tuple(enrollments))


def rows_of(emulator: Emulator) -> list[Any]:
    """Return the truth: each enrollment's key and hours."""
    found: list[Company] = []

    def look(company: Company) -> Company:
        found.append(company)
        return company

    emulator.change_company(look)
    return sorted(
        (
            one.user_id,
            one.program_key,
            (one.enrolled_at - EPOCH) // timedelta(microseconds=1),
            one.learner_hours,
        )
        for one in found[0].enrollments
    )


def done_runs(path: Path) -> list[int]:
    with open_database(path, read_only=True) as database:
        return [run for (run,) in database.execute(DONE).fetchall()]


DONE = "select run from runs where status = 'done' order by run"
HISTORY = f"""
select {KEY}, learner_hours from program_progress_history
where valid_from <= (select started_at from runs where run = $run)
    and (valid_to is null or valid_to > (select started_at from runs where run = $run))
order by all
"""


def require_consistent(path: Path) -> None:
    """Current rows are the open ones of the history, and no key is there twice."""
    with open_database(path, read_only=True) as database:

        def rows(query: str) -> list[Any]:
            return database.execute(query).fetchall()

        running = "select count(*) from runs where status = 'running'"
        assert rows(running)[0][0] <= 1
        for table in TABLES:
            kept = "select * exclude (valid_from, valid_to) from"
            open_rows = f"{kept} {table}_history where valid_to is null"
            now = f"select * from {table}"
            for one, other in ((now, open_rows), (open_rows, now)):
                difference = f"(({one}) except all ({other}))"
                assert rows(f"select count(*) from {difference}") == [(0,)]
            backwards = f"from {table}_history where valid_to <= valid_from"
            assert rows(f"select count(*) from ({backwards})") == [(0,)]
            runs = f"select distinct run from {table}_changes"
            assert rows(f"{runs} except ({DONE})") == []
        keys = f"select {KEY} from program_progress group by all having count(*) > 1"
        assert rows(keys) == []
