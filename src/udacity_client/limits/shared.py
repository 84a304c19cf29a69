"""Keep a budget in a store that other processes share, whatever the store is."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from udacity_client.errors import ConfigurationError, UdacityError
from udacity_client.limits.sliding_window import Permit, Saturated

LEASE: Final = 300.0
"""Seconds after which a slot that was never freed is taken to be answered.

So long does a process that was killed hold its slots; and so long may a request be out
before it is forgotten.
"""

PATIENCE: Final = 5.0
"""Seconds that a store is waited for."""

_LOG: Final = logging.getLogger("udacity_client")


class LimiterStore(Protocol):
    """Write down the slots of every process.

    Raises:
        UdacityError: From each method, where the store cannot be used.
    """

    def acquire(self, key: str, slot: str, *, limit: int) -> float:
        """Write *slot* down and return 0, or return how long to wait for room."""
        ...

    def release(self, key: str, slot: str) -> None:
        """Let *slot* count for another window, and no longer."""
        ...

    def pause(self, key: str, seconds: float) -> None:
        """Let nobody take a slot for *seconds*."""
        ...

    def correct(self, key: str, *, limit: int, remaining: int) -> None:
        """Write slots down for a window, until only *remaining* are left."""
        ...


class SharedLimiter:
    """Give out the slots of a ledger.

    Args:
        ledger: Where they are written down.
        key: Whose they are; who names the same key shares them.
        limit: How many there are in a window.
    """

    def __init__(self, ledger: LimiterStore, key: str, *, limit: int) -> None:
        self._ledger = ledger
        self._key = key
        self._limit = limit

    @property
    def does_io(self) -> bool:
        """Whether its methods may wait for a file or for the network."""
        return True

    @property
    def limit(self) -> int:
        """How many requests fit into a window."""
        return self._limit

    def try_acquire(self) -> Permit | Saturated:
        """Take a slot, or tell how long to wait before asking again.

        Raises:
            UdacityError: The store cannot be used; nothing was taken.
        """
        slot = secrets.token_hex(8)
        wait = self._ledger.acquire(self._key, slot, limit=self._limit)
        if wait > 0:
            return Saturated(wait)
        return Permit(partial(self._free, slot, os.getpid()))

    def pause(self, seconds: float) -> None:
        """Give out no slot to anybody for *seconds*, because the server said so."""
        self._note(partial(self._ledger.pause, self._key, seconds))

    def reconcile(self, remaining: int) -> None:
        """Learn from the server that only *remaining* requests are left."""
        self._note(
            partial(
                self._ledger.correct,
                self._key,
                limit=self._limit,
                remaining=remaining,
            )
        )

    def _free(self, slot: str, owner: int) -> None:
        # In a forked child it is the parent's request that is out.
        if os.getpid() == owner:
            self._note(partial(self._ledger.release, self._key, slot))

    def _note(self, write: Callable[[], None]) -> None:
        """Write what an answer has taught; the answer itself is worth more."""
        try:
            write()
        except UdacityError as error:
            # What stays in flight counts for longer, and the next call is refused
            # while the store cannot be used: nothing is sent beyond the limit.
            _LOG.warning("The shared rate limit was not told: %s", error.message)


def require_limit(limit: int) -> None:
    """Refuse a limit that lets nothing through.

    Raises:
        ConfigurationError: It is below 1.
    """
    if limit < 1:
        message = f"limit is {limit}; give 1 or more."
        raise ConfigurationError(message)
