"""A blocking client that a signal interrupts works on, over sockets."""

from __future__ import annotations

import gc
import signal
import threading
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from weakref import ref

import pytest

from support.answers import LIST_COURSES
from support.raw_server import FINE, Connection, serving
from support.token_endpoint import BOUND
from udacity_client import ClosedError, StaticToken, Udacity
from udacity_client.options import TransportName

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="this system has no interval timers"
)


class Interrupted(BaseException):
    """What the handler of the signal raises."""


@contextmanager
def interrupted_after(seconds: float) -> Generator[None]:
    """Raise `Interrupted` in the block, which must be the main thread's."""

    def ring(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def client(base_url: str, transport: TransportName, concurrency: int) -> Udacity:
    return Udacity(
        StaticToken("t"),
        base_url=base_url,
        rate_limit=None,
        concurrency=concurrency,
        deadline=BOUND,
        transport=transport,
    )


def answer(connection: Connection) -> None:
    while connection.read_request():
        connection.send(FINE)


def ask(udacity: Udacity) -> None:
    assert udacity.execute(LIST_COURSES, {}).require() == []


# An interrupt may come before anything but a local variable holds a new socket.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("transport", ["httpx", "httpx2"])
def test_no_number_of_interrupts_uses_up_the_connections(
    transport: TransportName,
) -> None:
    pytest.importorskip(transport)
    random, hits = Random(1), 0
    # A place that an interrupt loses is free again within a minute; the others do.
    with serving(answer) as base_url, client(base_url, transport, 4) as udacity:
        ask(udacity)
        for _ in range(150):
            try:
                with interrupted_after(random.uniform(0.0002, 0.002)):
                    # However fast they are: one may swallow it, in a destructor.
                    for _ in range(100):
                        ask(udacity)
            except Interrupted:
                hits += 1
        ask(udacity)
    assert hits > 100


@pytest.mark.parametrize("transport", ["httpx", "httpx2"])
def test_an_interrupt_leaves_the_calls_of_other_threads_alone(
    transport: TransportName,
) -> None:
    pytest.importorskip(transport)
    asked, let_go = threading.Semaphore(0), threading.Event()

    def talk(connection: Connection) -> None:
        while connection.read_request():
            asked.release()
            let_go.wait(BOUND)
            connection.send(FINE)

    with (
        serving(talk) as base_url,
        client(base_url, transport, 4) as udacity,
        ThreadPoolExecutor(1) as other,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error", ResourceWarning)
        call = other.submit(ask, udacity)
        assert asked.acquire(timeout=BOUND)
        old = own_client(udacity)
        with pytest.raises(Interrupted), interrupted_after(0.2):
            ask(udacity)
        let_go.set()
        ask(udacity)
        call.result(BOUND)
        del call
        # The last call over it has ended, so it is closed, and gone.
        gc.collect()
        assert old() is None


def test_closing_ends_calls_over_connections_from_before_an_interrupt() -> None:
    asked, hold = threading.Semaphore(0), threading.Event()

    def talk(connection: Connection) -> None:
        connection.read_request()
        asked.release()
        hold.wait(BOUND)

    with serving(talk) as base_url, ThreadPoolExecutor(1) as other:
        udacity = client(base_url, "httpx", 4)
        call = other.submit(ask, udacity)
        assert asked.acquire(timeout=BOUND)
        with pytest.raises(Interrupted), interrupted_after(0.2):
            ask(udacity)
        udacity.close()
        hold.set()
        with pytest.raises(ClosedError):
            call.result(BOUND)


def own_client(udacity: Udacity) -> ref[object]:
    # Which httpx client a call goes over has no public name.
    transport = udacity._transport  # pyright: ignore[reportPrivateUsage]  # see above
    assert transport is not None
    own = transport._own  # pyright: ignore[reportPrivateUsage]  # see above
    assert own is not None
    return ref(own)
