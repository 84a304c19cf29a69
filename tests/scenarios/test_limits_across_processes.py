"""Processes that share a limit never exceed it, even if one of them is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from support.loopback_server import Loopback, Seen, answer_all
from support.paths import TESTS
from support.redis_server import redis_server
from support.shared_limits import file_limit
from support.token_endpoint import BOUND
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Saturated
from udacity_client.protocol.http_response import RawResponse

LIMIT, WINDOW, LEASE, CALLS = 20, 1.0, 600, 15


class Door:
    """Answers every request, and records when each came."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []

    def __call__(self, seen: Seen) -> RawResponse:
        self.arrivals.append(time.monotonic())
        return answer_all(seen)

    def worst_window(self) -> int:
        """Return how many requests the fullest window had."""
        return max(
            sum(start <= other < start + WINDOW for other in self.arrivals)
            for start in self.arrivals
        )


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def server(door: Door) -> Iterator[Loopback]:
    with Loopback(door) as running:
        yield running


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "file":
        yield str(tmp_path / "limit.sqlite3")
        return
    with redis_server() as url:
        yield url


@contextmanager
def hammering(
    server: Loopback, store: str, *, calls: int
) -> Generator[subprocess.Popen[bytes]]:
    program = (sys.executable, "-m", "support.limited_process")
    arguments = (server.base_url, store, str(LIMIT), str(WINDOW), str(calls))
    process = subprocess.Popen([*program, *arguments], cwd=TESTS)
    try:
        yield process
    finally:
        process.kill()
        process.wait(BOUND)


def test_four_processes_together_stay_within_the_limit(
    server: Loopback, door: Door, store: str
) -> None:
    with (
        hammering(server, store, calls=CALLS) as one,
        hammering(server, store, calls=CALLS) as two,
        hammering(server, store, calls=CALLS) as three,
        hammering(server, store, calls=CALLS) as four,
    ):
        codes = [process.wait(300) for process in (one, two, three, four)]

    assert codes == [0, 0, 0, 0]
    assert len(door.arrivals) == 4 * CALLS
    assert door.worst_window() <= LIMIT


def test_a_killed_process_leaves_the_store_usable_and_its_permit_counted(
    server: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "limit.sqlite3"
    server.held = 1
    with hammering(server, str(path), calls=1) as process:
        server.wait_until_asked()
        process.send_signal(signal.SIGKILL)
        assert process.wait(BOUND) == -signal.SIGKILL
    server.let_go()

    shared = file_limit(path, limit=LIMIT, window=WINDOW, lease=LEASE)
    [key] = keys_of(path)
    assert isinstance(SharedLimiter(shared, key, limit=1).try_acquire(), Saturated)
    later = file_limit(
        path,
        limit=LIMIT,
        window=WINDOW,
        lease=LEASE,
        clock=lambda: time.monotonic() + LEASE + 1,
    )
    assert not isinstance(SharedLimiter(later, key, limit=1).try_acquire(), Saturated)


def keys_of(path: Path) -> list[str]:
    """Return the keys of the limiters that have permits in the file."""
    with closing(sqlite3.connect(path)) as db:
        return [key for (key,) in db.execute("SELECT DISTINCT budget FROM slots")]
