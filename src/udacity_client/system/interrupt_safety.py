"""A lock that no interrupt leaves held."""

from __future__ import annotations

import _thread


class InterruptSafeLock(_thread.RLock):  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]  # stubs call it final; it is not
    """A lock to be entered by `with`, also by a thread that may be interrupted.

    From Python 3.14, the handler of a signal may raise after `__enter__` of a lock in C
    and before the block, and nothing releases that lock. Here it raises in `__enter__`,
    which releases it. `__exit__` stays in C: one in Python could be interrupted before
    it releases anything.
    """

    __slots__ = ()

    def __enter__(self) -> bool:  # type: ignore[override]  # stubs let it take arguments
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
