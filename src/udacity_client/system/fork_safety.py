"""Reset locks and connections in a forked child process."""

from __future__ import annotations

import importlib
import os
import sys
import time
from _thread import get_ident, start_new_thread
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Final, Protocol, TypeVar
from weakref import WeakSet

from udacity_client.system.interrupt_safety import InterruptSafeLock

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])


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


def finish_imports_before_fork(package: str) -> None:
    """Make a fork wait while a call of *package* imports, as for this package.

    Args:
        package: The name of a generated package.
    """
    _PACKAGES.add(package)


def finish_before_fork(function: FunctionT) -> FunctionT:
    """Decorate a short *function* that a fork in another thread waits for."""
    code: CodeType | None = getattr(function, "__code__", None)
    if code is not None:  # what is not written in Python has no frame to be seen
        _FUNCTIONS.add(code)
    return function


def wait_before_fork() -> None:
    """Wait before each fork from now on, and do it before `logging` takes its lock.

    Handlers run in the reverse of their order. A thread whose import needs a logger
    would wait for the fork that waits for it.
    """
    # Start-up; it registers its handler when it is imported.
    importlib.import_module("logging")
    if not _WAITS_FIRST and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_wait)
        _WAITS_FIRST.append(True)


_PACKAGES: Final = {"udacity_client"}
_FUNCTIONS: Final[set[CodeType]] = set()
_WAITS_FIRST: Final[list[bool]] = []
# The second until `importlib` is imported.
_IMPORT_SYSTEM: Final = ("importlib._bootstrap", "_frozen_importlib")
_WAIT: Final = 10.0
"""Seconds that a fork waits; the imports of a first call take a third of a second."""
_FORK: Final = 0.05
"""Seconds in which a fork that waits no longer is done, almost always."""


def _wait_at_first() -> None:
    if not _WAITS_FIRST:
        _wait()


def _wait() -> None:
    """Wait until no other thread is where a lock of a library is held for a call.

    The lock of a module that is imported would be held for ever in the child, which has
    no such thread. Frames show all imports, those of libraries included.
    """
    gives_up_at, is_interrupted = time.monotonic() + _WAIT, False
    while time.monotonic() < gives_up_at:
        try:
            if not _is_another_thread_busy():
                break
            time.sleep(0.001)
        except KeyboardInterrupt:
            is_interrupted = True
    if is_interrupted:
        # Python would ignore it here. The child does not have this thread.
        start_new_thread(_interrupt_soon, ())


def _interrupt_soon() -> None:
    from signal import SIGINT  # noqa: PLC0415 - start-up

    time.sleep(_FORK)
    os.kill(os.getpid(), SIGINT)


def _is_another_thread_busy() -> bool:
    # Public, in spite of its name.
    frames = sys._current_frames()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    # A reference to a frame of this thread would be one to itself.
    frames.pop(get_ident(), None)
    return any(map(_is_busy, frames.values()))


def _is_busy(frame: FrameType | None) -> bool:
    """Return whether the thread whose innermost frame is *frame* imports for a call.

    Other imports are not ours to wait for: a program may run whole within one.
    """
    is_importing = False
    while frame is not None:
        module: str = frame.f_globals.get("__name__") or ""
        if frame.f_code in _FUNCTIONS or (is_importing and _is_ours(module)):
            return True
        is_importing = is_importing or module in _IMPORT_SYSTEM
        frame = frame.f_back
    return False


def _is_ours(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in tuple(_PACKAGES))


def _reset_all() -> None:
    for fork_aware in tuple(_REGISTERED):
        fork_aware.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_wait_at_first, after_in_child=_reset_all)
