"""Relay pages: connections, edges and cursors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.options import LargePages

DEFAULT_PAGE_SIZE = 50


class Numbered(Protocol):
    """A record with a number, unique in its company. Cursors hold it."""

    @property
    def number(self) -> int:
        """Return the number; the first record has 1."""
        ...


R = TypeVar("R", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Edge(Generic[R]):
    """A record on a page."""

    node: R

    @property
    def cursor(self) -> str:
        """Return the record's opaque cursor."""
        return encode_cursor(self.node.number)


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
) -> Connection[R]:
    """Return the page of at most *first* records that follows the cursor *after*.

    Raises:
        ApiError: *first* is not positive, or is over the maximum and *large_pages* is
            `refuse`; or *after* is not the cursor of one of *records*.
    """
    size = DEFAULT_PAGE_SIZE if first is None else first
    if size < 1:
        raise ApiError(f"first must be at least 1, not {size}")
    if size > max_page_size and large_pages == "refuse":
        raise ApiError(f"first must be at most {max_page_size}, not {size}")
    start = 0 if after is None else _position_after(after, records)
    end = min(start + min(size, max_page_size), len(records))
    edges = [Edge(record) for record in records[start:end]]
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
    text = json.dumps({"id": str(number)}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def decode_cursor(cursor: str) -> int:
    """Return the number of the record that *cursor* points to.

    Raises:
        ApiError: `encode_cursor` did not make this cursor.
    """
    try:
        content: Any = json.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError):
        content = None
    match content:
        case {"id": str(number)} if number.isdecimal() and int(number) > 0:
            return int(number)
        case _:
            raise ApiError(f"cursor {cursor!r} is malformed")
