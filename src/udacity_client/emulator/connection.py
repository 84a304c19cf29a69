"""Relay pages: connections, edges and cursors."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.options import LargePages

# Inferred (page.default-others): it is documented for learning plans.
DEFAULT_PAGE_SIZE = 50

# Python refuses to read thousands of digits.
_NUMBER = re.compile("[0-9]{1,18}")


class Numbered(Protocol):
    """A record with a number, unique in its company. Cursors hold it."""

    @property
    def number(self) -> int:
        """Return the number; the first record has 1."""
        ...


R = TypeVar("R", bound=Numbered)
R_contra = TypeVar("R_contra", bound=Numbered, contravariant=True)


class Cursors(Protocol[R_contra]):
    """What cursors name, and how the records after one are found."""

    def encode(self, record: R_contra, position: int, /) -> str:
        """Return the cursor of *record*, the one at *position* of the selection."""
        ...

    def position_after(self, cursor: str, records: Sequence[R_contra], /) -> int:
        """Return the position of the first record after *cursor*.

        Raises:
            ApiError: It is not a cursor of this selection.
        """
        ...


class RowCursors:
    """Cursors that name a record, which must still be in the selection."""

    def encode(self, record: Numbered, _position: int) -> str:
        """Return the cursor of *record*."""
        return encode_cursor(record.number)

    def position_after(self, cursor: str, records: Sequence[Numbered]) -> int:
        """Return the position after the record."""
        return _position_after(cursor, records)


class OffsetCursors:
    """Cursors that count records, whichever they are by now."""

    def encode(self, _record: Numbered, position: int) -> str:
        """Return the cursor of *position*."""
        return encode_cursor(position + 1)

    def position_after(self, cursor: str, records: Sequence[Numbered]) -> int:
        """Return the position that the cursor counts to."""
        return min(decode_cursor(cursor), len(records))


@dataclass(frozen=True, slots=True)
class KeysetCursors(Generic[R]):
    """Cursors that name a place in the order, whether or not a record is still there.

    Attributes:
        place: Tells the place of a record; see `selection.place_of`.
        descending: Whether larger places come first.
        newest_first: Whether larger numbers come first, among equal places.
    """

    place: Callable[[R], tuple[bool, float, str]]
    descending: bool
    newest_first: bool

    def encode(self, record: R, _position: int) -> str:
        """Return the cursor of the place of *record*."""
        return _encode({"id": str(record.number), "place": self.place(record)})

    def position_after(self, cursor: str, records: Sequence[R]) -> int:
        """Return the position of the first record behind the place."""
        match _decode(cursor):
            case {
                "id": str(number),
                "place": [bool(is_null), float(rank), str(text)],
            } if _NUMBER.fullmatch(number):
                before = (is_null, rank, text, int(number))
            case _:
                raise ApiError(f"cursor {cursor!r} is malformed")
        return sum(not self._is_behind(before, record) for record in records)

    def _is_behind(self, before: tuple[bool, float, str, int], record: R) -> bool:
        is_null, *place = self.place(record)
        was_null, *known, number = before
        if is_null != was_null:
            return is_null
        if place != known:
            return (place < known) == self.descending
        if record.number != number:
            return (record.number < number) == self.newest_first
        return False


@dataclass(frozen=True, slots=True)
class Edge(Generic[R]):
    """A record on a page, at a position of the selection."""

    node: R
    position: int
    cursors: Cursors[R]

    @property
    def cursor(self) -> str:
        """Return the record's opaque cursor."""
        return self.cursors.encode(self.node, self.position)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page starts and ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Connection(Generic[R]):
    """One page of records."""

    total_count: int
    page_info: PageInfo
    edges: Sequence[Edge[R]]


def paginate(
    records: Sequence[R],
    *,
    first: int | None,
    after: str | None,
    max_page_size: int,
    large_pages: LargePages,
    cursors: Cursors[R],
) -> Connection[R]:
    """Return the page of at most *first* records that follows the cursor *after*.

    Raises:
        ApiError: *first* is not positive, or is over the maximum and *large_pages* is
            `refuse`; or *after* is not the cursor of one of *records*.
    """
    size = DEFAULT_PAGE_SIZE if first is None else first
    # Inferred (page.too-small).
    if size < 1:
        raise ApiError(f"first must be at least 1, not {size}")
    if size > max_page_size and large_pages == "refuse":
        raise ApiError(f"first must be at most {max_page_size}, not {size}")
    start = 0 if after is None else cursors.position_after(after, records)
    end = min(start + min(size, max_page_size), len(records))
    edges = [
        Edge(records[position], position, cursors) for position in range(start, end)
    ]
    return Connection(
        total_count=len(records),
        page_info=PageInfo(
            has_next_page=end < len(records),
            has_previous_page=start > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        edges=edges,
    )


def _position_after(cursor: str, records: Sequence[Numbered]) -> int:
    number = decode_cursor(cursor)
    # Without a filter or an order, the number of a record is its position.
    if number <= len(records) and records[number - 1].number == number:
        return number
    for position, record in enumerate(records, start=1):
        if record.number == number:
            return position
    raise ApiError(f"cursor {cursor!r} is not a record of this selection")


def encode_cursor(number: int) -> str:
    """Return the opaque cursor of the record with this number."""
    return _encode({"id": str(number)})


def _encode(content: object) -> str:
    text = json.dumps(content, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def decode_cursor(cursor: str) -> int:
    """Return the number of the record that *cursor* points to.

    Raises:
        ApiError: `encode_cursor` did not make this cursor.
    """
    match _decode(cursor):
        case {"id": str(number)} if _NUMBER.fullmatch(number) and int(number) > 0:
            return int(number)
        case _:
            raise ApiError(f"cursor {cursor!r} is malformed")


def _decode(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError):
        return None
