"""One rate limit for all processes of a user on a machine, in an SQLite file.

Times come from the machine's monotonic clock, which all its processes share and nobody
can set. It starts again when the machine restarts. An entry that then lies too far
ahead counts as if it had been written now, which lets nobody in too early and keeps
nobody out for long.

Within a process, one transaction is open at a time, and none while it forks: an SQLite
connection must not be carried into a child.
"""

from __future__ import annotations

import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, TypeVar

from udacity_client.errors import (
    ConfigurationError,
    RateLimitStoreError,
    UdacityError,
)
from udacity_client.limits.shared import (
    LEASE,
    LIMIT_LASTS,
    PATIENCE,
)
from udacity_client.limits.sliding_window import WINDOW
from udacity_client.system.option_values import LIMIT, PATH, SECONDS
from udacity_client.system.private_files import cache_folder, open_private

ResultT = TypeVar("ResultT")

# Other versions of this library use the same file, so its names stay: a slot is a
# permit, a budget the key of a limiter.
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS slots (slot TEXT PRIMARY KEY, budget TEXT NOT NULL,"
    " in_flight INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS slots_of_budget ON slots (budget, until)",
    "CREATE TABLE IF NOT EXISTS pauses (budget TEXT PRIMARY KEY, until REAL NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS limits (budget TEXT PRIMARY KEY,"
    " requests INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
)
# When so many permits more have expired; more than one if the limit was lowered.
_NTH_UNTIL: Final = (
    "SELECT until FROM slots WHERE budget = ? ORDER BY until LIMIT 1 OFFSET ?"
)
_LONGEST_PAUSE: Final = 300.0
_TRANSACTION: Final = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_TRANSACTION.acquire,
        after_in_parent=_TRANSACTION.release,
        after_in_child=_TRANSACTION.release,
    )


class FileRateLimit:
    """A rate limit that all processes of this user on this machine share.

    Pass one as `rate_limit=`. Clients with the same credential share its requests, and
    its requests for tokens, whichever process they are in. A killed process holds the
    permits of its requests in flight for *lease* seconds and a window.

    Args:
        path: A file on a local disk; by default `udacity/rate-limit.sqlite3` in
            `$XDG_CACHE_HOME`, or in `~/.cache`. It is made if it is missing, for this
            user alone; one that is open to others, or a symlink, is refused.
        limit: Requests in a window, up to 100,000. By default as many as the API
            states, for all processes together.
        lease: Seconds that a request may be out; more than any deadline.

    Raises:
        ConfigurationError: An argument cannot work, or there is no *path* and no home.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        limit: int | Literal["auto"] = "auto",
        lease: float = LEASE,
    ) -> None:
        PATH.or_none("or leave it out").require("path", path)
        LIMIT.require("limit", limit)
        SECONDS.require("lease", lease)
        self._path = (
            cache_folder() / "rate-limit.sqlite3"
            if path is None
            else Path(path).absolute()
        )
        self._limit: int | Literal["auto"] = limit
        self._lease = lease
        self._window = WINDOW
        # All processes of the machine share it.
        self._clock: Callable[[], float] = time.monotonic

    @property
    def path(self) -> str:
        """Where the file is."""
        return str(self._path)

    @property
    def limit(self) -> int | Literal["auto"]:
        """How many requests an identity may send in a window."""
        return self._limit

    def acquire(self, key: str, permit_id: str, *, limit: int) -> float:
        """Store the permit and return 0, or return how many seconds to wait for one.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> float:
            paused_until = _number(db, "SELECT max(until) FROM pauses", key)
            if paused_until > now:
                return paused_until - now
            used = int(_number(db, "SELECT count(*) FROM slots", key))
            if used < limit:
                until = now + self._lease + self._window
                _store(db, key, permit_id, in_flight=1, until=until)
                return 0.0
            [room_at] = db.execute(_NTH_UNTIL, (key, used - limit)).fetchone()
            # A request in flight may be answered at once.
            return min(float(room_at) - now, self._window)

        return self._in_transaction(work)

    def release(self, key: str, permit_id: str) -> None:
        """Let the permit count for another window, and no longer.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            _store(db, key, permit_id, in_flight=0, until=now + self._window)

        self._in_transaction(work)

    def give_back(self, key: str, permit_id: str) -> None:
        """Let the permit count no longer, because nothing was sent.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, _now: float) -> None:
            db.execute(
                "DELETE FROM slots WHERE slot = ? AND budget = ?", (permit_id, key)
            )

        self._in_transaction(work)

    def pause(self, key: str, seconds: float) -> None:
        """Give out no permit for *seconds*, 300 at most.

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

    def reconcile(self, key: str, *, limit: int, remaining: int) -> None:
        """Store permits for a window, until only *remaining* are left.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            used = int(_number(db, "SELECT count(*) FROM slots", key))
            until = now + self._window
            for _ in range(limit - used - remaining):
                _store(db, key, os.urandom(8).hex(), in_flight=0, until=until)

        self._in_transaction(work)

    def load_limit(self, key: str) -> int | None:
        """Return the limit that was stored last, or `None` if there is none.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, _now: float) -> int | None:
            return int(_number(db, "SELECT max(requests) FROM limits", key)) or None

        return self._in_transaction(work)

    def store_limit(self, key: str, limit: int) -> None:
        """Keep *limit*, which the API stated, for a day.

        Raises:
            UdacityError: The file cannot be used, or stays locked.
        """

        def work(db: sqlite3.Connection, now: float) -> None:
            db.execute(
                "INSERT OR REPLACE INTO limits VALUES (?, ?, ?)",
                (key, limit, now + LIMIT_LASTS),
            )

        self._in_transaction(work)

    def _in_transaction(
        self, work: Callable[[sqlite3.Connection, float], ResultT]
    ) -> ResultT:
        try:
            # Inside of the block: an interrupt may come as soon as the lock is taken.
            if not _TRANSACTION.acquire(timeout=PATIENCE):
                raise self._locked()
            return self._commit(work)
        except (sqlite3.Error, OSError) as error:
            failure = self._translated(error)
        finally:
            try:  # noqa: SIM105 - `suppress` is in Python, and can be interrupted
                _TRANSACTION.release()
            except RuntimeError:
                pass  # it was not taken
        raise failure

    def _commit(self, work: Callable[[sqlite3.Connection, float], ResultT]) -> ResultT:
        self._make_file()
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        # Closing undoes what was not committed.
        with closing(connection) as db:
            db.execute("BEGIN IMMEDIATE")
            # Not before this: waiting for the lock takes time.
            now = self._clock()
            for statement in _SCHEMA:
                db.execute(statement)
            _drop_expired(db, now, window=self._window, lease=self._lease)
            result = work(db, now)
            db.execute("COMMIT")
            return result

    def _make_file(self) -> None:
        # SQLite itself would make it as readable as the umask allows, and follow links.
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(open_private(self._path, os.O_RDWR | os.O_CREAT))

    def _translated(self, error: sqlite3.Error | OSError) -> UdacityError:
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(code, int) and code & 0xFF == sqlite3.SQLITE_BUSY:
            return self._locked()
        reason = getattr(error, "strerror", None) or error
        return ConfigurationError(
            f"The rate limit's file {self._path} cannot be used: {reason}. Nothing was "
            "sent. Check that it is on a local disk and that this user may write it; "
            "delete it if it is damaged."
        )

    def _locked(self) -> RateLimitStoreError:
        return RateLimitStoreError(
            f"The rate limit's file {self._path} was locked by another process for "
            f"{PATIENCE:.0f} s; nothing was sent. End the process that holds it, or "
            "try again."
        )

    def __repr__(self) -> str:
        return f"FileRateLimit({self.path!r}, limit={self._limit!r})"


def _number(db: sqlite3.Connection, select: str, key: str) -> float:
    [number] = db.execute(f"{select} WHERE budget = ?", (key,)).fetchone()
    # SQLite stores a text or an infinite number in any column.
    is_number = isinstance(number, int | float) and math.isfinite(number)
    return float(number) if is_number else 0.0


def _store(
    db: sqlite3.Connection, key: str, permit_id: str, *, in_flight: int, until: float
) -> None:
    db.execute(
        "INSERT OR REPLACE INTO slots VALUES (?, ?, ?, ?)",
        (permit_id, key, in_flight, until),
    )


def _drop_expired(
    db: sqlite3.Connection, now: float, *, window: float, lease: float
) -> None:
    """Drop what has expired; let nothing count for longer than if it were new."""
    db.execute("DELETE FROM slots WHERE until <= ?", (now,))
    for in_flight, span in ((0, window), (1, window + lease)):
        db.execute(
            "UPDATE slots SET until = ? WHERE (in_flight <> 0) = ? AND until > ?",
            (now + span, in_flight, now + span),
        )
    db.execute("DELETE FROM pauses WHERE until <= ?", (now,))
    db.execute("DELETE FROM limits WHERE until <= ?", (now,))
    longest = now + _LONGEST_PAUSE
    db.execute("UPDATE pauses SET until = ? WHERE until > ?", (longest, longest))
    latest = now + LIMIT_LASTS
    db.execute("UPDATE limits SET until = ? WHERE until > ?", (latest, latest))
