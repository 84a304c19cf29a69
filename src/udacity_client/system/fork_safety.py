"""Let what holds locks and connections start anew in a forked child."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Final, Protocol
from weakref import WeakSet


class ForkAware(Protocol):
    """Hold something that a child process must not share with its parent."""

    def after_fork(self) -> None:
        """Replace it; called in the child, where no other thread runs yet."""
        ...


_RENEWABLES: Final[WeakSet[ForkAware]] = WeakSet()


def reset_after_fork(renewable: ForkAware) -> None:
    """Call `after_fork` of *renewable* in every child that is forked while it lives."""
    _RENEWABLES.add(renewable)


class ForkSafeLock:
    """Be a lock that is free in a forked child, whoever held it in the parent."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Take a new lock: the thread that held the old one is not here."""
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # One that was taken before a fork is not held any more.
        if self._lock.locked():
            self._lock.release()


def _renew() -> None:
    for renewable in tuple(_RENEWABLES):
        renewable.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
