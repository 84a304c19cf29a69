"""Enrollments that change while somebody reads them by pages, in process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Final, Literal, TypeAlias

CursorKind: TypeAlias = Literal["keyset", "row", "offset"]
"""How a server finds the next page: by sort key and ID, by a record, or by counting."""

Sort: TypeAlias = Literal["email", "created", "user", "active"]
"""What rows are sorted by: two share an e-mail; the others differ in each row."""

SECONDS_A_PAGE: Final = 0.6


class CursorGoneError(Exception):
    """The record that a cursor points to has gone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One enrollment; *number* tells it from all others, which its e-mail does not.

    Numbers rise in the order in which learners enroll; *active* changes.
    """

    number: int
    email: str
    active: int = 0


@dataclass
class MovingWorld:
    """A company of which learners enroll, leave and are renamed between two pages.

    Attributes:
        rows: The enrollments that there are now.
        sort: What pages are sorted by.
        stayed: The numbers of those that were there all the time.
    """

    random: Random
    cursors: CursorKind
    changes_a_minute: float
    rows: list[Row]
    sort: Sort = "email"
    stayed: set[int] = field(default_factory=set[int])
    _next: Iterator[int] = field(default_factory=lambda: count(1_000_000))
    _due: float = 0.0

    def __post_init__(self) -> None:
        self.stayed = {row.number for row in self.rows}

    def page(
        self, *, after: str | None, size: int, descending: bool
    ) -> tuple[list[Row], int, str | None]:
        """Return a page, the number of all rows, and the cursor of the next page.

        Raises:
            CursorGoneError: The record that *after* points to has gone.
        """
        self._change()
        # Without the number: rows of one e-mail keep the order of the list.
        rows = sorted(self.rows, key=self._value, reverse=descending)
        if self.cursors == "keyset":
            rows = sorted(self.rows, key=self._key, reverse=descending)
        start = (
            0 if after is None else self._position(after, rows, descending=descending)
        )
        page = rows[start : start + size]
        more = start + size < len(rows)
        return page, len(rows), self._cursor(page, start + size) if more else None

    def _cursor(self, page: list[Row], position: int) -> str:
        last = page[-1]
        if self.cursors == "offset":
            return str(position)
        return f"{self._value(last)} {last.number}"

    def _position(self, cursor: str, rows: list[Row], *, descending: bool) -> int:
        if self.cursors == "offset":
            return int(cursor)
        value, _, number = cursor.partition(" ")
        if self.cursors == "row":
            for position, row in enumerate(rows, start=1):
                if row.number == int(number):
                    return position
            raise CursorGoneError
        if descending:
            return sum(self._key(row) >= (value, int(number)) for row in rows)
        return bisect_right(rows, (value, int(number)), key=self._key)

    def _key(self, row: Row) -> tuple[str, int]:
        return self._value(row), row.number

    def _value(self, row: Row) -> str:
        """Return what the row is sorted by."""
        if self.sort == "email":
            return row.email
        if self.sort == "active":
            return f"{row.active:012}"
        number = row.number
        return f"{number if self.sort == 'created' else number * 7_919 % 1_000_003:012}"

    def _change(self) -> None:
        """Make the changes of the seconds that a page takes."""
        self._due += self.changes_a_minute * SECONDS_A_PAGE / 60
        while self._due >= 1:
            self._due -= 1
            kinds: list[Callable[[], None]] = [self._enroll, self._leave, self._rename]
            self.random.choices(kinds, (45, 45, 10))[0]()
            if self.sort == "active":
                self._learn()

    def _enroll(self) -> None:
        email = self.random.choice(self.rows).email
        if self.random.random() < 0.5:
            email = _email(self.random)
        row = Row(next(self._next), email)
        self.rows.insert(self.random.randrange(len(self.rows) + 1), row)

    def _leave(self) -> None:
        gone = self.rows.pop(self.random.randrange(len(self.rows)))
        self.stayed.discard(gone.number)

    def _rename(self) -> None:
        position = self.random.randrange(len(self.rows))
        self.rows[position] = replace(self.rows[position], email=_email(self.random))

    def _learn(self) -> None:
        position = self.random.randrange(len(self.rows))
        latest = max(row.active for row in self.rows) + 1
        self.rows[position] = replace(self.rows[position], active=latest)


def new_world(
    seed: int,
    cursors: CursorKind,
    *,
    rows: int,
    changes_a_minute: float,
    sort: Sort = "email",
) -> MovingWorld:
    """Return a company with *rows* enrollments, two for each learner."""
    random = Random(seed)
    emails = [_email(random) for _ in range(rows // 2)]
    enrollments = [Row(number, emails[number // 2]) for number in range(rows // 2 * 2)]
    random.shuffle(enrollments)
    return MovingWorld(random, cursors, changes_a_minute, enrollments, sort)


def _email(random: Random) -> str:
    return f"{random.getrandbits(40):010x}@example.com"
