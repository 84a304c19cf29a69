"""No interrupt leaves the lock held."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import repeat
from random import Random

import pytest

from udacity_client.system.interrupt_safety import InterruptSafeLock

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="this system has no interval timers"
)

BOUND = 20.0


class Interrupted(BaseException):
    """What the handler of the signal raises."""


@pytest.fixture
def alarm() -> Iterator[None]:
    def interrupt(_number: int, _frame: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    yield
    signal.signal(signal.SIGALRM, before)


def is_free(lock: InterruptSafeLock, other: ThreadPoolExecutor) -> bool:
    def take() -> bool:
        taken = lock.acquire(blocking=False)
        if taken:
            lock.release()
        return taken

    return other.submit(take).result(BOUND)


def enter_until_interrupted(lock: InterruptSafeLock, *, within: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, within)
    for _ in repeat(None):
        with lock:
            pass


@pytest.mark.usefixtures("alarm")
def test_interrupts_between_any_two_steps_leave_it_free() -> None:
    lock, random = InterruptSafeLock(), Random(1)
    with ThreadPoolExecutor(1) as other:
        for _ in range(200):
            with pytest.raises(Interrupted):
                enter_until_interrupted(lock, within=random.uniform(0.0001, 0.001))
            assert is_free(lock, other)


@pytest.mark.usefixtures("alarm")
def test_an_interrupt_while_it_waits_leaves_it_to_its_holder() -> None:
    lock, held, let_go = InterruptSafeLock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            assert let_go.wait(BOUND)

    with ThreadPoolExecutor(1) as other, ThreadPoolExecutor(1) as third:
        holding = other.submit(hold)
        assert held.wait(BOUND)
        # A signal just before the wait does not end the wait, so another follows.
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        with pytest.raises(Interrupted), lock:
            pass
        assert not is_free(lock, third)
        let_go.set()
        holding.result(BOUND)
        assert is_free(lock, third)


def test_an_error_in_the_block_frees_it() -> None:
    lock = InterruptSafeLock()
    with ThreadPoolExecutor(1) as other:
        with suppress(KeyError), lock:
            assert not is_free(lock, other)
            raise KeyError
        assert is_free(lock, other)
