from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from support.clock import VirtualClock
from udacity_client import ApiConnectionError, ConfigurationError, FileRateLimit
from udacity_client.limits import file_rate_limit as module
from udacity_client.limits.sliding_window import Permit, RateLimiter, Saturated


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "limit.sqlite3"


@pytest.fixture
def shared(path: Path, clock: VirtualClock) -> FileRateLimit:
    return FileRateLimit(path, clock=clock.monotonic)


def taken(budget: RateLimiter) -> Permit:
    slot = budget.try_acquire()
    assert isinstance(slot, Permit)
    return slot


def wait_of(budget: RateLimiter) -> float:
    full = budget.try_acquire()
    assert isinstance(full, Saturated)
    return full.wait


def spend(budget: RateLimiter, count: int) -> None:
    for _ in range(count):
        with taken(budget):
            pass


def test_who_names_the_same_key_shares_a_budget(
    path: Path, clock: VirtualClock
) -> None:
    here, there = (
        FileRateLimit(path, clock=clock.monotonic).budget("k", limit=3)
        for _ in range(2)
    )
    spend(here, 2)
    spend(there, 1)

    assert wait_of(here) == wait_of(there) == 60
    clock.advance(60)
    spend(there, 3)


def test_another_key_has_a_budget_of_its_own(shared: FileRateLimit) -> None:
    spend(shared.budget("one", limit=1), 1)

    spend(shared.budget("other", limit=1), 1)


def test_a_slot_counts_from_the_answer(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    budget = shared.budget("k", limit=1)
    with taken(budget):
        clock.advance(45)
        assert wait_of(budget) == 60

    clock.advance(20)
    assert wait_of(budget) == 40


def test_a_slot_that_nobody_frees_counts_for_its_lease(
    path: Path, clock: VirtualClock
) -> None:
    shared = FileRateLimit(path, lease=100, clock=clock.monotonic)
    budget = shared.budget("k", limit=1)
    taken(budget)

    clock.advance(159)
    assert wait_of(budget) == 1
    clock.advance(1)
    taken(budget)


def test_an_answer_after_the_lease_counts_all_the_same(
    path: Path, clock: VirtualClock
) -> None:
    shared = FileRateLimit(path, lease=1, clock=clock.monotonic)
    budget = shared.budget("k", limit=1)
    with taken(budget):
        clock.advance(100)

    assert wait_of(budget) == 60


def test_a_pause_holds_for_everybody(
    shared: FileRateLimit, path: Path, clock: VirtualClock
) -> None:
    budget = shared.budget("k", limit=5)
    budget.pause(7)
    budget.pause(3)
    other = FileRateLimit(path, clock=clock.monotonic).budget("k", limit=5)

    assert wait_of(other) == 7
    clock.advance(7)
    spend(other, 1)


def test_the_server_corrects_what_others_have_used(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    budget = shared.budget("k", limit=10)
    spend(budget, 1)
    budget.reconcile(4)
    budget.reconcile(9)
    spend(budget, 4)

    assert wait_of(budget) == 60
    clock.advance(60)
    spend(budget, 10)


def test_after_a_restart_nobody_is_let_in_early_nor_kept_out_long(
    path: Path, clock: VirtualClock
) -> None:
    before = FileRateLimit(path, lease=100, clock=lambda: 1e6)
    spend(before.budget("k", limit=2), 1)
    taken(before.budget("k", limit=2))
    before.budget("k", limit=2).pause(20_000)
    after = FileRateLimit(path, lease=100, clock=clock.monotonic)
    budget = after.budget("k", limit=2)

    assert wait_of(budget) == 300
    clock.advance(300)
    spend(budget, 2)


def test_a_clock_that_begins_anew_counts_each_slot_once_more(
    path: Path, clock: VirtualClock
) -> None:
    before = FileRateLimit(path, lease=100, clock=lambda: 1e6)
    spend(before.budget("k", limit=2), 1)
    taken(before.budget("k", limit=2))
    budget = FileRateLimit(path, lease=100, clock=clock.monotonic).budget("k", limit=2)

    assert wait_of(budget) == 60
    clock.advance(120)
    spend(budget, 1)
    assert wait_of(budget) == 40


def test_nobody_else_may_read_the_file(shared: FileRateLimit, path: Path) -> None:
    spend(shared.budget("k", limit=1), 1)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("cache", [None, "", "relative"])
def test_the_file_is_in_the_users_cache(
    cache: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if cache is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)

    expected = tmp_path / ".cache" / "udacity" / "rate-limit.sqlite3"
    assert FileRateLimit().path == str(expected)


def test_the_cache_may_be_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert FileRateLimit().path == str(tmp_path / "udacity" / "rate-limit.sqlite3")


def test_a_limit_that_lets_nothing_through_is_refused(path: Path) -> None:
    with pytest.raises(ConfigurationError, match="limit is 0; give 1 or more"):
        FileRateLimit(path, limit=0)


def test_a_file_that_stays_locked_is_told_of_and_passes(
    shared: FileRateLimit, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = shared.budget("k", limit=2)
    spend(budget, 1)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(ApiConnectionError, match="was locked by another") as caught:
        budget.try_acquire()
    assert caught.value.is_transient
    assert not caught.value.sent
    other.close()
    spend(budget, 1)


def test_an_answer_is_not_lost_for_a_file_that_is_locked(
    shared: FileRateLimit,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    budget = shared.budget("k", limit=1)
    slot = taken(budget)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with slot:
        pass
    budget.reconcile(0)
    budget.pause(1)
    other.close()

    assert wait_of(budget) == 60  # it counts as in flight
    assert caplog.text.count("The shared rate limit was not told") == 3


def test_a_damaged_file_is_refused(shared: FileRateLimit, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)

    with pytest.raises(ConfigurationError, match=f"{path} cannot be used.*delete it"):
        shared.budget("k", limit=1).try_acquire()


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shared = FileRateLimit(tmp_path / "file" / "limit.sqlite3")

    with pytest.raises(ConfigurationError, match=r"cannot be used.*Nothing was sent"):
        shared.budget("k", limit=1).try_acquire()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_counts_what_its_parent_has_out(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    budget = shared.budget("k", limit=1)
    with taken(budget) as slot:
        child = os.fork()
        if child == 0:
            slot.free()  # as a child would that leaves the same block
            os._exit(0 if isinstance(budget.try_acquire(), Saturated) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        clock.advance(100)
        assert wait_of(budget) == 60
