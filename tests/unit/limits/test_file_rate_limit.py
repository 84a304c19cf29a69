from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from support.clock import VirtualClock
from support.shared_limits import file_limit
from udacity_client import ConfigurationError, FileRateLimit, RateLimitStoreError
from udacity_client.limits import file_rate_limit as module
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Permit, RateLimiter, Saturated

OLDER_SCHEMA = (
    "CREATE TABLE slots (slot TEXT PRIMARY KEY, budget TEXT NOT NULL,"
    " in_flight INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX slots_of_budget ON slots (budget, until)",
    "CREATE TABLE pauses (budget TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID",
)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "limit.sqlite3"


@pytest.fixture
def shared(path: Path, clock: VirtualClock) -> FileRateLimit:
    return file_limit(path, clock=clock.monotonic)


def taken(limiter: RateLimiter) -> Permit:
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    return permit


def wait_of(limiter: RateLimiter) -> float:
    saturated = limiter.try_acquire()
    assert isinstance(saturated, Saturated)
    return saturated.wait


def spend(limiter: RateLimiter, count: int) -> None:
    for _ in range(count):
        with taken(limiter):
            pass


def test_the_same_key_names_one_limiter(path: Path, clock: VirtualClock) -> None:
    here, there = (
        SharedLimiter(file_limit(path, clock=clock.monotonic), "k", limit=3)
        for _ in range(2)
    )
    spend(here, 2)
    spend(there, 1)

    assert wait_of(here) == wait_of(there) == 60
    clock.advance(60)
    spend(there, 3)


def test_another_key_names_another_limiter(shared: FileRateLimit) -> None:
    spend(SharedLimiter(shared, "one", limit=1), 1)

    spend(SharedLimiter(shared, "other", limit=1), 1)


def test_a_permit_counts_from_the_response(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    limiter = SharedLimiter(shared, "k", limit=1)
    with taken(limiter):
        clock.advance(45)
        assert wait_of(limiter) == 60

    clock.advance(20)
    assert wait_of(limiter) == 40


def test_a_permit_that_is_never_released_counts_for_its_lease(
    path: Path, clock: VirtualClock
) -> None:
    shared = file_limit(path, lease=100, clock=clock.monotonic)
    limiter = SharedLimiter(shared, "k", limit=1)
    taken(limiter)

    clock.advance(159)
    assert wait_of(limiter) == 1
    clock.advance(1)
    taken(limiter)


def test_a_response_after_the_lease_still_counts(
    path: Path, clock: VirtualClock
) -> None:
    shared = file_limit(path, lease=1, clock=clock.monotonic)
    limiter = SharedLimiter(shared, "k", limit=1)
    with taken(limiter):
        clock.advance(100)

    assert wait_of(limiter) == 60


def test_a_pause_holds_for_everybody(
    shared: FileRateLimit, path: Path, clock: VirtualClock
) -> None:
    limiter = SharedLimiter(shared, "k", limit=5)
    limiter.pause(7)
    limiter.pause(3)
    other = SharedLimiter(file_limit(path, clock=clock.monotonic), "k", limit=5)

    assert wait_of(other) == 7
    clock.advance(7)
    spend(other, 1)


def test_the_server_corrects_what_others_have_used(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    limiter = SharedLimiter(shared, "k", limit=10)
    spend(limiter, 1)
    limiter.reconcile(4)
    limiter.reconcile(9)
    spend(limiter, 4)

    assert wait_of(limiter) == 60
    clock.advance(60)
    spend(limiter, 10)


def test_after_a_restart_nobody_is_let_in_early_nor_kept_out_long(
    path: Path, clock: VirtualClock
) -> None:
    before = file_limit(path, lease=100, clock=lambda: 1e6)
    spend(SharedLimiter(before, "k", limit=2), 1)
    taken(SharedLimiter(before, "k", limit=2))
    SharedLimiter(before, "k", limit=2).pause(20_000)
    after = file_limit(path, lease=100, clock=clock.monotonic)
    limiter = SharedLimiter(after, "k", limit=2)

    assert wait_of(limiter) == 300
    clock.advance(300)
    spend(limiter, 2)


def test_a_clock_that_starts_again_counts_each_permit_once_more(
    path: Path, clock: VirtualClock
) -> None:
    before = file_limit(path, lease=100, clock=lambda: 1e6)
    spend(SharedLimiter(before, "k", limit=2), 1)
    taken(SharedLimiter(before, "k", limit=2))
    limiter = SharedLimiter(
        file_limit(path, lease=100, clock=clock.monotonic), "k", limit=2
    )

    assert wait_of(limiter) == 60
    clock.advance(120)
    spend(limiter, 1)
    assert wait_of(limiter) == 40


def test_nobody_else_may_read_the_file(shared: FileRateLimit, path: Path) -> None:
    spend(SharedLimiter(shared, "k", limit=1), 1)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_file_is_in_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert FileRateLimit().path == str(tmp_path / "udacity" / "rate-limit.sqlite3")


def test_a_limit_that_lets_nothing_through_is_refused(path: Path) -> None:
    with pytest.raises(ConfigurationError, match="limit is 0; give 1 to 100,000"):
        FileRateLimit(path, limit=0)


def test_a_file_that_stays_locked_is_a_transient_failure(
    shared: FileRateLimit, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = SharedLimiter(shared, "k", limit=2)
    spend(limiter, 1)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(RateLimitStoreError, match="was locked by another") as caught:
        limiter.try_acquire()
    assert caught.value.is_transient
    assert not caught.value.sent
    other.close()
    spend(limiter, 1)


def test_a_response_is_not_lost_because_the_file_is_locked(
    shared: FileRateLimit,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    limiter = SharedLimiter(shared, "k", limit=1)
    permit = taken(limiter)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with permit:
        pass
    limiter.reconcile(0)
    limiter.pause(1)
    other.close()

    assert wait_of(limiter) == 60  # it counts as in flight
    assert caplog.text.count("The shared rate limit was not updated") == 3


class InterruptedLock:
    """A lock that is interrupted as soon as it is taken."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.release = self.lock.release

    def acquire(self, timeout: float) -> bool:
        self.lock.acquire(timeout=timeout)
        raise KeyboardInterrupt


def test_an_interrupt_leaves_no_lock_held(
    shared: FileRateLimit, monkeypatch: pytest.MonkeyPatch
) -> None:
    transaction = InterruptedLock()
    monkeypatch.setattr(module, "_TRANSACTION", transaction)

    with pytest.raises(KeyboardInterrupt):
        shared.pause("key", 1)

    with ThreadPoolExecutor(1) as other:
        assert other.submit(transaction.lock.acquire, blocking=False).result()


def test_a_damaged_file_is_refused(shared: FileRateLimit, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)
    path.chmod(0o600)

    with pytest.raises(ConfigurationError, match=f"{path} cannot be used.*delete it"):
        SharedLimiter(shared, "k", limit=1).try_acquire()


def test_a_file_that_others_may_write_or_that_is_a_symlink_is_refused(
    shared: FileRateLimit, path: Path
) -> None:
    limiter = SharedLimiter(shared, "k", limit=9)
    spend(limiter, 1)
    path.chmod(0o666)
    with pytest.raises(ConfigurationError, match="open to other users"):
        limiter.try_acquire()

    path.chmod(0o600)
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(ConfigurationError, match="is a symlink"):
        limiter.try_acquire()


def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shared = FileRateLimit(tmp_path / "file" / "limit.sqlite3")

    with pytest.raises(ConfigurationError, match=r"used: [^\[].*Nothing was sent"):
        SharedLimiter(shared, "k", limit=1).try_acquire()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_child_counts_the_requests_of_its_parent(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    limiter = SharedLimiter(shared, "k", limit=1)
    with taken(limiter) as permit:
        child = os.fork()
        if child == 0:
            permit.release()  # as a child does when it leaves the same block
            os._exit(0 if isinstance(limiter.try_acquire(), Saturated) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        clock.advance(100)
        assert wait_of(limiter) == 60


def test_the_limit_that_the_api_states_is_kept_for_a_day(
    path: Path, clock: VirtualClock
) -> None:
    shared = file_limit(path, limit="auto", clock=clock.monotonic)
    assert (shared.limit, shared.load_limit("k")) == ("auto", None)
    shared.store_limit("k", 200)
    shared.store_limit("other", 50)
    shared.store_limit("k", 250)

    other = file_limit(path, limit="auto", clock=clock.monotonic)
    assert (other.load_limit("k"), other.load_limit("other")) == (250, 50)
    clock.advance(86_399)
    assert other.load_limit("k") == 250
    clock.advance(1)
    assert other.load_limit("k") is None


def test_a_limit_from_before_a_restart_is_kept_for_another_day(
    path: Path, clock: VirtualClock
) -> None:
    file_limit(path, limit="auto", clock=lambda: 1e6).store_limit("k", 250)
    shared = file_limit(path, limit="auto", clock=clock.monotonic)

    assert shared.load_limit("k") == 250
    clock.advance(86_400)
    assert shared.load_limit("k") is None


def test_after_the_limit_was_lowered_the_wait_is_long_enough(
    shared: FileRateLimit, clock: VirtualClock
) -> None:
    for _ in range(10):
        spend(SharedLimiter(shared, "k", limit=10), 1)
        clock.advance(1)

    assert wait_of(SharedLimiter(shared, "k", limit=7)) == 53


def test_a_file_of_an_older_version_is_used_as_it_is(
    path: Path, shared: FileRateLimit, clock: VirtualClock
) -> None:
    path.parent.mkdir()
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in OLDER_SCHEMA:
            db.execute(statement)
        until = clock.monotonic() + 60
        db.execute("INSERT INTO slots VALUES ('a permit', 'k', 0, ?)", (until,))

    assert wait_of(SharedLimiter(shared, "k", limit=1)) == 60
    shared.store_limit("k", 3)
    assert shared.load_limit("k") == 3


def test_its_repr_shows_where_it_is_and_its_limit(path: Path) -> None:
    assert repr(FileRateLimit(path)) == f"FileRateLimit({str(path)!r}, limit='auto')"
