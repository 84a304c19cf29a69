"""Bound the retries of all calls together.

Ten thousand calls that each try again would keep down a server that struggles.
"""

from __future__ import annotations

from typing import Final

from udacity_client.system.fork_safety import ForkSafeLock

CAPACITY: Final = 500
RETRY_COST: Final = 5
SUCCESS_REFUND: Final = 1


class RetryQuota:
    """A token bucket that the retries of a client and its siblings draw from.

    Its figures are those of botocore's standard mode.
    """

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._left = CAPACITY

    @property
    def left(self) -> int:
        """The tokens that are left, from 0 to the capacity."""
        return self._left

    def try_acquire(self) -> bool:
        """Take the cost of a retry; return whether it could be taken."""
        with self._lock.lock:
            if self._left < RETRY_COST:
                return False
            self._left -= RETRY_COST
            return True

    def refill(self, paid: int = 0) -> None:
        """Give back what a call that succeeded had *paid*; a little if nothing."""
        with self._lock.lock:
            self._left = min(CAPACITY, self._left + max(SUCCESS_REFUND, paid))
