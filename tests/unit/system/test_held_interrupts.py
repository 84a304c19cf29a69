"""Signals that would end a process wait for the end of a block."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from udacity_client.system.held_interrupts import interrupts_held


@pytest.fixture(autouse=True)
def ctrl_c_is_not_ignored() -> Iterator[None]:
    """A shell starts its background jobs with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_comes_at_the_end_of_the_block() -> None:
    done: list[str] = []
    before = signal.getsignal(signal.SIGTERM)

    def store() -> None:
        with interrupts_held(lambda: done.append("told")):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append("stored")

    with pytest.raises(KeyboardInterrupt):
        store()
    assert done == ["told", "stored"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_error_of_the_block_says_more_than_the_interrupt() -> None:
    def store() -> None:
        with interrupts_held(lambda: None):
            signal.raise_signal(signal.SIGINT)
            raise ValueError("where it is")

    with pytest.raises(ValueError, match="where it is"):
        store()


def test_without_an_interrupt_nothing_is_told() -> None:
    with interrupts_held(lambda: pytest.fail("nothing came")):
        pass


def test_another_thread_holds_nothing() -> None:
    found: list[object] = []

    def hold() -> None:
        with interrupts_held(lambda: None):
            found.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=hold)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


ENDS = """
import signal
from udacity_client.system.held_interrupts import interrupts_held
signal.signal(signal.SIGHUP, signal.SIG_IGN)
with interrupts_held(lambda: print("told", flush=True)):
    signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)
    print("done", flush=True)
print("too late", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_a_signal_without_a_handler_ends_the_process_after_the_block() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ENDS], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.returncode) == ("told\ndone\n", -signal.SIGTERM)
