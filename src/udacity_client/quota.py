"""Bound the retries of all calls together, without knowing what is sent or why.

Ten thousand calls that each try four times would keep down a server that struggles. So
retries are paid from one small account, into which only successes pay.
"""

from __future__ import annotations

from typing import Final

from udacity_client.forks import Lock

CAPACITY: Final = 20
COST: Final = 5
REFUND: Final = 1


class RetryQuota:
    """Keep the account from which the retries of a client and its siblings are paid."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = CAPACITY

    @property
    def left(self) -> int:
        """What is left, from 0 to the capacity."""
        return self._left

    def pay(self) -> bool:
        """Take the cost of a retry; return whether it was there to take."""
        with self._lock:
            if self._left < COST:
                return False
            self._left -= COST
            return True

    def refund(self) -> None:
        """Note a success."""
        with self._lock:
            self._left = min(CAPACITY, self._left + REFUND)
