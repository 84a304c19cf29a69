"""Reset locks and connections in a forked child process."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Final, Protocol
from weakref import WeakSet


class ForkAware(Protocol):
    """An object with state that a child process must not share with its parent."""

    def after_fork(self) -> None:
        """Replace that state; called in the child, when no other thread runs yet."""
        ...


_REGISTERED: Final[WeakSet[ForkAware]] = WeakSet()


def reset_after_fork(fork_aware: ForkAware) -> None:
    """Call `after_fork` of *fork_aware* in every child forked during its lifetime."""
    _REGISTERED.add(fork_aware)


class ForkSafeLock:
    """A lock that is free in a forked child, whoever held it in the parent."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Take a new lock: the thread that held the old one is not in this process."""
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A lock taken before a fork is not held in the child any more.
        if self._lock.locked():
            self._lock.release()


def _reset_all() -> None:
    for fork_aware in tuple(_REGISTERED):
        fork_aware.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_all)
