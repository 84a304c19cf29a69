"""Delay Ctrl-C and similar signals until a block is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

# Windows has no SIGHUP, and no other system has SIGBREAK.
_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def interrupts_held(tell: Callable[[], None]) -> Generator[None]:
    """Delay signals that end the process until the end of the block.

    Then each does what it would have done at once. If the block raises, its error is
    raised instead, because it says more. A signal that is ignored stays ignored. In
    another thread than the main one nothing is held: no handler raises there.

    Args:
        tell: Called if a signal comes, and only for the first one.
    """
    came: list[int] = []

    def hold(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if len(came) == 1:
            tell()

    is_main = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name, None) for name in _NAMES if is_main]
    before = {
        number: handler
        for number in numbers
        if number and (handler := signal.getsignal(number)) not in _LEFT_ALONE
    }
    try:
        for number in before:
            signal.signal(number, hold)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)


# None is a handler in C, which Python could not put back.
_LEFT_ALONE: Final = (None, signal.SIG_IGN)
