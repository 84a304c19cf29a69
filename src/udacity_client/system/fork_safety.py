"""Reset locks and connections in a forked child process."""

from __future__ import annotations

import os
from typing import Final, Protocol
from weakref import WeakSet

from udacity_client.system.interrupt_safety import InterruptSafeLock


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
    """The holder of a lock that is free in a forked child, even if held in the parent.

    Enter its `lock`, which is safe from interrupts. This object would not be: between
    taking a lock in Python and entering the block, an interrupt may come, and the lock
    is held for ever.

    Attributes:
        lock: The lock of this process.
    """

    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock: InterruptSafeLock = InterruptSafeLock()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Take a new lock: the thread that held the old one is not in this process."""
        self.lock = InterruptSafeLock()


def _reset_all() -> None:
    for fork_aware in tuple(_REGISTERED):
        fork_aware.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_all)
