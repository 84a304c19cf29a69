"""Fork while calls are out: connections that must not be shared are made again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator

import pytest

from support.answers import LIST_COURSES
from support.clock import VirtualClock
from support.loopback_server import Loopback
from support.token_endpoint import BOUND
from udacity_client import StaticToken, Udacity
from udacity_client.limits.sliding_window import Permit, SlidingWindow
from udacity_client.transport.sync_transport import Transport

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
TOKEN = StaticToken("a-token")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def in_child(work: Callable[[], bool]) -> int:
    """Return the exit code of a child process that does *work*: 0 where it is true."""
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        code = 1
        try:
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@forks
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_places_taken_by_the_parents_threads_are_free_in_a_child(
    server: Loopback,
) -> None:
    server.held = 1
    with Udacity(TOKEN, base_url=server.base_url, concurrency=1) as udacity:

        def call(deadline: float) -> bool:
            answer = udacity.execute(LIST_COURSES, {}, deadline=deadline)
            return answer.require() == []

        thread = threading.Thread(target=call, args=(BOUND,))
        thread.start()
        server.wait_until_asked()
        code = in_child(lambda: call(BOUND))
        server.let_go()
        thread.join(BOUND)
    assert code == 0


@forks
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_slots_taken_by_the_parents_threads_are_freed_in_a_child() -> None:
    clock = VirtualClock()
    limiter = SlidingWindow(1, clock=clock.monotonic)
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        slot = limiter.try_acquire()
        assert isinstance(slot, Permit)
        with slot:
            taken.set()
            done.wait(BOUND)

    def later() -> bool:
        clock.advance(600)
        return isinstance(limiter.try_acquire(), Permit)

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(BOUND)
    code = in_child(later)
    done.set()
    thread.join(BOUND)
    assert code == 0


@forks
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_lock_held_by_a_parents_thread_does_not_stop_a_child() -> None:
    limiter = SlidingWindow(1)
    with limiter._lock:  # pyright: ignore[reportPrivateUsage]  # as another thread may
        code = in_child(lambda: isinstance(limiter.try_acquire(), Permit))
    assert code == 0


def test_a_child_starts_without_the_parents_connections(server: Loopback) -> None:
    with Udacity(TOKEN, base_url=server.base_url) as udacity:
        options = udacity._options  # pyright: ignore[reportPrivateUsage]  # no public way
    transport = Transport(options)
    parents = transport._client()  # pyright: ignore[reportPrivateUsage]  # see below
    # What the hook does in a child, before any other thread can run there.
    transport.after_fork()
    child = transport._client()  # pyright: ignore[reportPrivateUsage]  # nothing public shows it
    transport.close()

    assert child is not parents
    assert not parents.is_closed
    parents.close()


def test_event_loops_that_have_ended_are_not_kept(server: Loopback) -> None:
    # In a process of its own, because what they leave open is warned of at any time.
    program = """
        import asyncio, gc, sys, weakref
        sys.path.insert(0, sys.argv[1])
        from support.answers import LIST_COURSES
        from udacity_client import AsyncUdacity, StaticToken

        udacity = AsyncUdacity(StaticToken("a-token"), base_url=sys.argv[2])
        loops = []

        async def ask():
            loops.append(weakref.ref(asyncio.get_running_loop()))
            await udacity.execute(LIST_COURSES, {})

        for _ in range(4):
            asyncio.run(ask())
        gc.collect()
        sys.exit(sum(loop() is not None for loop in loops))
    """
    tests = __file__.rpartition("/unit/")[0]
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), tests, server.base_url],
        check=False,
        timeout=60,
    )
    # One may stay, until the next loop takes its place.
    assert ended.returncode <= 1
