"""A reading of a domain that changes loses nothing without telling, nor does a sync."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import duckdb
import pyarrow as pa
import pytest

from support.moving_world import (
    CursorGoneError,
    CursorKind,
    MovingWorld,
    Sort,
    new_world,
)
from udacity_client.data.merge import merge
from udacity_client.data.moving import MOST_WALKS, Outcome, Reading, Walk
from udacity_client.data.reading import Snapshot

CURSORS: tuple[CursorKind, ...] = get_args(CursorKind)
SORTS: tuple[Sort, ...] = ("email", "created", "user")
"""The orders of the three domains; those of `active` are warned about."""

RATES = (35, 120, 500)
SEEDS = 15


@pytest.mark.parametrize("cursors", CURSORS)
@pytest.mark.parametrize("changes_a_minute", [35, 500])
@pytest.mark.parametrize("first_seed", [0, SEEDS, 2 * SEEDS])
def test_nothing_is_lost_without_being_told(
    cursors: CursorKind, changes_a_minute: int, first_seed: int
) -> None:
    for seed in range(first_seed, first_seed + SEEDS):
        world = new_world(seed, cursors, rows=1000, changes_a_minute=changes_a_minute)
        try:
            reading = read_whole(world)
        except CursorGoneError:
            continue  # an error tells as well
        outcome, found = reading.outcome(), found_in(reading)
        assert outcome.records == len(found)
        assert outcome.kind == "gap" or world.stayed <= found, seed
        assert (outcome.kind == "gap") == (outcome.missing > 0)


@pytest.mark.parametrize("cursors", CURSORS)
def test_a_world_that_rests_is_read_once(cursors: CursorKind) -> None:
    for seed in range(5):
        world = new_world(seed, cursors, rows=1000, changes_a_minute=0)
        outcome = read_whole(world).outcome()
        assert (outcome.kind, outcome.records, outcome.walks) == ("complete", 1000, 1)


def test_one_walk_loses_records_and_is_not_quiet() -> None:
    losing = 0
    for seed in range(20):
        world = new_world(seed, "offset", rows=1000, changes_a_minute=500)
        reading = Reading()
        read_once(world, reading, reading.start_walk())
        reading.end_walk()
        if not world.stayed <= found_in(reading):
            losing += 1
            assert reading.needs_walk()
    assert losing > 10


@pytest.mark.parametrize("cursors", CURSORS)
def test_a_sync_removes_nobody_who_is_there(cursors: CursorKind) -> None:
    sync_moving_worlds(cursors, range(3))


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(36), id="long", marks=pytest.mark.slow),
        pytest.param(range(36, 1000), id="longer", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("cursors", CURSORS)
def test_many_syncs_remove_nobody_who_is_there(
    cursors: CursorKind, seeds: range
) -> None:
    sync_moving_worlds(cursors, seeds)


def sync_moving_worlds(cursors: CursorKind, seeds: Iterable[int]) -> None:
    """Sync each world twice: before it moves, and while it moves."""
    for seed in seeds:
        sort, rate = SORTS[seed % len(SORTS)], RATES[seed // len(SORTS) % len(RATES)]
        world = new_world(seed, cursors, rows=1000, changes_a_minute=rate, sort=sort)
        there = {row.number for row in world.rows}
        try:
            reading = read_whole(world)
        except CursorGoneError:
            continue  # such a run merges nothing
        outcome, found = reading.outcome(), found_in(reading)
        assert outcome.kind == "gap" or world.stayed <= found, seed
        with duckdb.connect(config={"threads": "1"}) as database:
            sync(database, there, Outcome("complete", len(there)), run=1)
            sync(database, found, outcome, run=2)
            query = "select key.number from people_changes where kind = 'removed'"
            removed = {number for (number,) in database.execute(query).fetchall()}
        assert not removed & world.stayed, seed
        assert removed == (there - found if outcome.kind != "gap" else set()), seed


def sync(
    database: duckdb.DuckDBPyConnection,
    numbers: Iterable[int],
    outcome: Outcome,
    *,
    run: int,
) -> None:
    table: Any = pa.table({"number": pa.array(sorted(numbers), pa.int64())})
    snapshot = Snapshot(
        table="people",
        key=("number",),
        company="4821",
        schema=table.schema,
        batches=lambda: iter(table.to_batches()),
        outcome=outcome,
    )
    since = datetime(2026, 3, run, tzinfo=UTC)
    merge(database, snapshot, run=run, since=since, allow_shrink=True)


def found_in(reading: Reading) -> set[int]:
    kept = reading.kept_pages()
    latest = reading.latest().items()
    return {int(key or "") for key, page in latest if page in kept}


def read_whole(world: MovingWorld) -> Reading:
    reading = Reading()
    while reading.needs_walk():
        try:
            read_once(world, reading, reading.start_walk())
        except CursorGoneError:
            if len(reading.walks) == MOST_WALKS:
                raise
        reading.end_walk()
    return reading


def read_once(world: MovingWorld, reading: Reading, walk: Walk) -> None:
    after: str | None = None
    while True:
        rows, total, after = world.page(
            after=after, size=walk.page_size or 100, descending=walk.descending
        )
        numbers = pa.array([str(row.number) for row in rows], pa.string())
        reading.add_page(numbers, total)
        if after is None:
            return
