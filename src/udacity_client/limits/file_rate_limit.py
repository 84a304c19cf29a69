"""Keep one rate limit for all processes of a machine in a file, without a server.

Times are of the machine's monotonic clock, which all its processes share and nobody
can set. After a restart it begins anew: what then lies too far ahead is counted as if
it had been written now, which lets nobody in too early and keeps nobody out for long.

Within a process one transaction is open at a time, and none while it forks: SQLite must
not be carried into a child.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Final, TypeVar

from udacity_client.endpoints import REQUESTS_PER_MINUTE
from udacity_client.errors import ApiConnectionError, ConfigurationError, UdacityError
from udacity_client.limits.shared import LEASE, PATIENCE, SharedLimiter, require_limit
from udacity_client.limits.sliding_window import WINDOW, RateLimiter

AnswerT = TypeVar("AnswerT")

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS slots (slot TEXT PRIMARY KEY, budget TEXT NOT NULL,"
    " in_flight INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS slots_of_budget ON slots (budget, until)",
    "CREATE TABLE IF NOT EXISTS pauses (budget TEXT PRIMARY KEY, until REAL NOT NULL)"
    " WITHOUT ROWID",
)
_LONGEST_PAUSE: Final = 300.0
_OPEN: Final = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_OPEN.acquire,
        after_in_parent=_OPEN.release,
        after_in_child=_OPEN.release,
    )


class FileRateLimit:
    """Keep to a rate limit together with all processes of this machine.

    Pass one as `rate_limit=`. Clients with the same credential share its requests, and
    its mints, whichever process they are in. A process that is killed holds the slots
    of its requests in flight for *lease* seconds and a window.

    Args:
        path: A file on a local disk. Left out, `udacity/rate-limit.sqlite3` in
            `XDG_CACHE_HOME`, else in `~/.cache`. It is made when it is missing,
            for this user alone.
        limit: Requests in a window.
        window: Seconds over which the API counts.
        lease: Seconds that a request may be out; more than any deadline.
        clock: A monotonic clock that all the processes share.

    Raises:
        ConfigurationError: The limit is below 1, or no place for the file is known.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        limit: int = REQUESTS_PER_MINUTE,
        window: float = WINDOW,
        lease: float = LEASE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        require_limit(limit)
        self._path = _default_path() if path is None else os.path.abspath(path)  # noqa: PTH100 - start-up is counted
        self._limit = limit
        self._window = window
        self._lease = lease
        self._clock = clock

    @property
    def path(self) -> str:
        """Where the file is."""
        return self._path

    @property
    def limit(self) -> int:
        """How many requests an identity may send in a window."""
        return self._limit

    def budget(self, key: str, *, limit: int) -> RateLimiter:
        """Return the budget that everybody shares who names the same *key*."""
        return SharedLimiter(self, key, limit=limit)

    def acquire(self, key: str, slot: str, *, limit: int) -> float:
        """Write *slot* down and return 0, or return how long to wait for room.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> float:
            paused_until = _number(db, "SELECT max(until) FROM pauses", key)
            if paused_until > now:
                return paused_until - now
            if _number(db, "SELECT count(*) FROM slots", key) < limit:
                until = now + self._lease + self._window
                _write_down(db, key, slot, in_flight=1, until=until)
                return 0.0
            first = _number(db, "SELECT min(until) FROM slots", key)
            # Whatever is in flight may be answered at once.
            return min(first - now, self._window)

        return self._in_transaction(work)

    def release(self, key: str, slot: str) -> None:
        """Let *slot* count for another window, and no longer.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            _write_down(db, key, slot, in_flight=0, until=now + self._window)

        self._in_transaction(work)

    def pause(self, key: str, seconds: float) -> None:
        """Let nobody take a slot for *seconds*, 300 at the most.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            db.execute(
                "INSERT INTO pauses VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
                (key, now + min(seconds, _LONGEST_PAUSE)),
            )

        self._in_transaction(work)

    def correct(self, key: str, *, limit: int, remaining: int) -> None:
        """Write slots down for a window, until only *remaining* are left.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            used = int(_number(db, "SELECT count(*) FROM slots", key))
            until = now + self._window
            for _ in range(limit - used - remaining):
                _write_down(db, key, os.urandom(8).hex(), in_flight=0, until=until)

        self._in_transaction(work)

    def _in_transaction(
        self, work: Callable[[sqlite3.Connection, float], AnswerT]
    ) -> AnswerT:
        if not _OPEN.acquire(timeout=PATIENCE):
            raise self._locked()
        try:
            return self._open_and_do(work)
        except (sqlite3.Error, OSError) as error:
            failure = self._told(error)
        finally:
            _OPEN.release()
        raise failure

    def _open_and_do(
        self, work: Callable[[sqlite3.Connection, float], AnswerT]
    ) -> AnswerT:
        self._make_file()
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        # Closing undoes what was not committed.
        with closing(connection) as db:
            db.execute("BEGIN IMMEDIATE")
            # Not before: waiting for the lock takes time.
            now = self._clock()
            for statement in _SCHEMA:
                db.execute(statement)
            self._forget(db, now)
            answer = work(db, now)
            db.execute("COMMIT")
            return answer

    def _forget(self, db: sqlite3.Connection, now: float) -> None:
        """Drop what has passed; let nothing count for longer than if it were new."""
        db.execute("DELETE FROM slots WHERE until <= ?", (now,))
        for in_flight, span in ((0, self._window), (1, self._window + self._lease)):
            db.execute(
                "UPDATE slots SET until = ?1 WHERE in_flight = ?2 AND until > ?1",
                (now + span, in_flight),
            )
        db.execute("DELETE FROM pauses WHERE until <= ?", (now,))
        db.execute(
            "UPDATE pauses SET until = ?1 WHERE until > ?1", (now + _LONGEST_PAUSE,)
        )

    def _make_file(self) -> None:
        # SQLite would make it readable for everybody whom the umask lets.
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - start-up is counted
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))

    def _told(self, error: sqlite3.Error | OSError) -> UdacityError:
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(code, int) and code & 0xFF == sqlite3.SQLITE_BUSY:
            return self._locked()
        return ConfigurationError(
            f"The rate limit's file {self._path} cannot be used: {error}. Nothing was "
            "sent. Check that it is on a local disk, and this user's to write; delete "
            "it if it is damaged."
        )

    def _locked(self) -> ApiConnectionError:
        return ApiConnectionError(
            f"The rate limit's file {self._path} was locked by another process for "
            f"{PATIENCE:.0f} s; nothing was sent. End the process that holds it, or "
            "try again.",
            sent=False,
        )

    def __repr__(self) -> str:
        return f"FileRateLimit({self._path!r}, limit={self._limit})"


def _number(db: sqlite3.Connection, select: str, key: str) -> float:
    [number] = db.execute(f"{select} WHERE budget = ?", (key,)).fetchone()
    return float(number or 0)


def _write_down(
    db: sqlite3.Connection, key: str, slot: str, *, in_flight: int, until: float
) -> None:
    db.execute(
        "INSERT OR REPLACE INTO slots VALUES (?, ?, ?, ?)",
        (slot, key, in_flight, until),
    )


def _default_path() -> str:
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(cache):  # noqa: PTH117 - start-up is counted
        cache = os.path.expanduser("~/.cache")  # noqa: PTH111 - likewise
    if not os.path.isabs(cache):  # noqa: PTH117 - likewise
        message = (
            "This user has no home folder to keep a rate limit in. Set "
            "XDG_CACHE_HOME, or give a path: FileRateLimit(path)."
        )
        raise ConfigurationError(message)
    return os.path.join(cache, "udacity", "rate-limit.sqlite3")  # noqa: PTH118 - likewise
