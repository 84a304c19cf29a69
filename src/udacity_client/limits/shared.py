"""A rate limiter over a store that other processes share, whatever the store is."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final, Literal, Protocol

from udacity_client.endpoints import REQUESTS_PER_MINUTE
from udacity_client.errors import UdacityError
from udacity_client.limits.auto_limit import AutoLimit, Limit, is_plausible
from udacity_client.limits.sliding_window import Permit, Saturated
from udacity_client.system.fork_safety import ForkSafeLock

LEASE: Final = 300.0
"""Seconds after which a permit that was never released counts as answered.

A killed process holds its permits for so long. A request that is out for longer is
forgotten.
"""

LIMIT_LASTS: Final = 86_400.0
"""Seconds for which a store keeps a limit that the API stated."""

PATIENCE: Final = 5.0
"""Seconds to wait for a store."""

_LOG: Final = logging.getLogger("udacity_client")


class SharedRateLimit(Protocol):
    """A rate limit that several processes share: a store of all their permits.

    `FileRateLimit` and `RedisRateLimit` are two. For a store of your own, write a class
    with these methods; clients call them from several threads at once.

    A *key* names an identity and what it is limited for; it holds no secret. A permit
    counts from `acquire` until a window of 60 s after `release`, or until a time that
    you choose, if its process was killed and never releases it.

    If *limit* is `auto`, clients follow the limit that the API states. Then they call
    `load_limit` before each `acquire`, and `store_limit` for each change, so all of
    them agree. For another *limit* they never call these two.

    Raises:
        UdacityError: From each method, if the store cannot be used.
    """

    @property
    def limit(self) -> int | Literal["auto"]:
        """How many requests an identity may send in a window."""
        ...

    def acquire(self, key: str, permit_id: str, *, limit: int) -> float:
        """Store the permit and return 0, or return how many seconds to wait for one."""
        ...

    def release(self, key: str, permit_id: str) -> None:
        """Let the permit count for another window, and no longer."""
        ...

    def give_back(self, key: str, permit_id: str) -> None:
        """Let the permit count no longer, because nothing was sent."""
        ...

    def pause(self, key: str, seconds: float) -> None:
        """Give out no permit for *seconds*."""
        ...

    def reconcile(self, key: str, *, limit: int, remaining: int) -> None:
        """Store permits for a window, until only *remaining* are left."""
        ...

    def load_limit(self, key: str) -> int | None:
        """Return the limit that was stored last, or `None` if there is none."""
        ...

    def store_limit(self, key: str, limit: int) -> None:
        """Keep *limit*, which the API stated, for a day or so."""
        ...


class SharedLimiter:
    """A rate limiter whose permits are in a store.

    Args:
        store: Where the permits are.
        key: Names the limiter: all callers with the same key share its permits.
        limit: Permits in a window; `auto` for as many as the API states, which the
            store keeps.
    """

    def __init__(self, store: SharedRateLimit, key: str, *, limit: Limit) -> None:
        self._store = store
        self._key = key
        self._lock = ForkSafeLock()
        self._auto = AutoLimit() if limit == "auto" else None
        self._limit = REQUESTS_PER_MINUTE if limit == "auto" else limit

    @property
    def does_io(self) -> bool:
        """Whether its methods may wait for a file or for the network."""
        return True

    @property
    def limit(self) -> int:
        """How many requests fit into a window."""
        return self._limit

    def try_acquire(self) -> Permit | Saturated:
        """Take a permit, or return how long to wait before the next attempt.

        Raises:
            UdacityError: The store cannot be used; nothing was taken.
        """
        if self._auto is not None:
            stored = self._store.load_limit(self._key)
            self._limit = stored if is_plausible(stored) else REQUESTS_PER_MINUTE
        permit_id = secrets.token_hex(8)
        wait = self._store.acquire(self._key, permit_id, limit=self._limit)
        if wait > 0:
            return Saturated(wait)
        owner, store = os.getpid(), self._store
        return Permit(
            partial(self._end, store.release, permit_id, owner),
            give_back=partial(self._end, store.give_back, permit_id, owner),
        )

    def pause(self, seconds: float) -> None:
        """Give no process a permit for *seconds*, because the server said so."""
        self._write(partial(self._store.pause, self._key, seconds))

    def reconcile(self, remaining: int | None, *, limit: int | None = None) -> None:
        """Correct the count: the server says that *remaining* requests are left.

        It also says that its limit is *limit*.
        """
        if self._auto is not None and self._follow(self._auto, limit):
            self._write(partial(self._store.store_limit, self._key, self._limit))
        if remaining is not None:
            correct = partial(self._store.reconcile, self._key, limit=self._limit)
            self._write(partial(correct, remaining=remaining))

    def _follow(self, auto: AutoLimit, stated: int | None) -> bool:
        """Return whether the limit changes because the API stated *stated*."""
        with self._lock.lock:
            before = self._limit
            self._limit = auto.follow(before, stated)
            return self._limit != before

    def _end(self, end: Callable[[str, str], None], permit_id: str, owner: int) -> None:
        # In a forked child, it is the parent's request that is out.
        if os.getpid() == owner:
            self._write(partial(end, self._key, permit_id))

    def _write(self, write: Callable[[], None]) -> None:
        """Call *write*; warn if it fails, because the response itself is worth more."""
        try:
            write()
        except UdacityError as error:
            # What stays in flight counts for longer, and the next call is refused
            # while the store cannot be used: nothing is sent beyond the limit.
            _LOG.warning("The shared rate limit was not updated: %s", error.message)
