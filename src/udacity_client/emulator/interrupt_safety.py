"""A lock that no interrupt leaves held.

That of `system.interrupt_safety` once more: the emulator imports nothing of the client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The stubs call it final, which it is not.
    class RLock:
        """What is used of the lock below."""

        def acquire(self, *, blocking: bool = True) -> bool:
            """Take the lock; return whether it was taken."""
            ...

        def release(self) -> None:
            """Free the lock that this thread holds."""
            ...

        def __exit__(self, *_: object) -> None:
            """Free it at the end of a block."""
            ...
else:
    from _thread import RLock


class InterruptSafeLock(RLock):
    """A lock to be entered by `with`, also by a thread that may be interrupted.

    From Python 3.14, the handler of a signal may raise after `__enter__` of a lock in C
    and before the block, and nothing releases that lock. Here it raises in `__enter__`,
    which releases it. `__exit__` stays in C: one in Python could be interrupted before
    it releases anything.
    """

    __slots__ = ()

    def __enter__(self) -> bool:
        """Take the lock, or raise what interrupted that and leave it free."""
        try:
            return self.acquire()
        except BaseException:
            # First of all, so no second interrupt can come before it.
            try:  # noqa: SIM105 - `suppress` is in Python, and can be interrupted
                self.release()
            except RuntimeError:
                pass  # the interrupt came while it waited
            raise
