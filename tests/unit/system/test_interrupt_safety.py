"""No interrupt leaves the lock held."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import repeat
from random import Random
from typing import TypeAlias

import pytest

from udacity_client.emulator.interrupt_safety import InterruptSafeLock as EmulatorsLock
from udacity_client.system.interrupt_safety import InterruptSafeLock

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="this system has no interval timers"
)

BOUND = 20.0

Lock: TypeAlias = InterruptSafeLock | EmulatorsLock
both = pytest.mark.parametrize("make", [InterruptSafeLock, EmulatorsLock])


class Interrupted(BaseException):
    """What the handler of the signal raises."""


@pytest.fixture
def alarm() -> Iterator[None]:
    def interrupt(_number: int, _frame: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    yield
    signal.signal(signal.SIGALRM, before)


def is_free(lock: Lock, other: ThreadPoolExecutor) -> bool:
    def take() -> bool:
        taken = lock.acquire(blocking=False)
        if taken:
            lock.release()
        return taken

    return other.submit(take).result(BOUND)


def enter_until_interrupted(lock: Lock, *, within: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, within)
    for _ in repeat(None):
        with lock:
            pass


@both
@pytest.mark.usefixtures("alarm")
def test_interrupts_between_any_two_steps_leave_it_free(
    make: Callable[[], Lock],
) -> None:
    lock, random = make(), Random(1)
    with ThreadPoolExecutor(1) as other:
        for _ in range(200):
            with pytest.raises(Interrupted):
                enter_until_interrupted(lock, within=random.uniform(0.0001, 0.001))
            assert is_free(lock, other)


@both
@pytest.mark.usefixtures("alarm")
def test_an_interrupt_while_it_waits_leaves_it_to_its_holder(
    make: Callable[[], Lock],
) -> None:
    lock, held, let_go = make(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            assert let_go.wait(BOUND)

    with ThreadPoolExecutor(1) as other, ThreadPoolExecutor(1) as third:
        holding = other.submit(hold)
        assert held.wait(BOUND)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Interrupted), lock:
            pass
        assert not is_free(lock, third)
        let_go.set()
        holding.result(BOUND)
        assert is_free(lock, third)


@both
def test_an_error_in_the_block_frees_it(make: Callable[[], Lock]) -> None:
    lock = make()
    with ThreadPoolExecutor(1) as other:
        with suppress(KeyError), lock:
            assert not is_free(lock, other)
            raise KeyError
        assert is_free(lock, other)
