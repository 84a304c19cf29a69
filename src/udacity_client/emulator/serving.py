"""Serve an emulator until a signal ends it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from udacity_client.emulator.emulator import Emulator

_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def serve(emulator: Emulator, *, announce: Callable[[Emulator], None]) -> None:
    """Serve until SIGINT or SIGTERM. Call it from the main thread.

    *announce* is called once, when the emulator listens.
    """
    with _stop_signals() as arrived, emulator:
        announce(emulator)
        while arrived.recv(1)[0] not in _STOP_SIGNALS:
            pass  # another signal of this process's owner


@contextmanager
def _stop_signals() -> Generator[socket.socket]:
    """Let a socket receive the numbers of signals; restore the handlers at the end.

    A lock is not enough: the system may give a signal to another thread than the one
    that waits for it, which then sleeps on, as free-threaded Python showed.
    """
    receiver, sender = socket.socketpair()
    sender.settimeout(0)  # as set_wakeup_fd wants it
    with receiver, sender:
        before = [signal.signal(each, _ignore) for each in _STOP_SIGNALS]
        descriptor = signal.set_wakeup_fd(sender.fileno())
        try:
            yield receiver
        finally:
            signal.set_wakeup_fd(descriptor)
            for number, handler in zip(_STOP_SIGNALS, before, strict=True):
                signal.signal(number, handler)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the number has reached the socket."""
