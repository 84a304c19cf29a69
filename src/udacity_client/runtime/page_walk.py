"""The position of one walk over the pages of a connection. No I/O.

Both pagers drive a walk: it says what to fetch next, and they fetch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import length_hint
from typing import Final, Generic, TypeVar

from udacity_client.endpoints import OPERATOR
from udacity_client.errors import (
    PageProgress,
    ResponseShapeError,
    UdacityError,
)
from udacity_client.runtime.page import Page
from udacity_client.runtime.page_size import PageSize
from udacity_client.system.option_kinds import is_int
from udacity_client.system.option_values import TEXT, ClientOption

RecordT = TypeVar("RecordT")


def _is_not_negative(number: int) -> bool:
    return number >= 0


_MAX_ITEMS: Final = ClientOption(
    "an int", is_int, "give 0 or more", _is_not_negative
).or_none("or leave it out")
_AFTER: Final = TEXT.or_none("a cursor, or leave it out")


class PageWalk(Generic[RecordT]):
    """The position of one walk over all pages, and the decision what to fetch next.

    Both pagers drive it. If `leave_page` says so, they fetch `cursor` with
    `next_size()` and call `receive`, or `retries_smaller` if the fetch failed. Then
    they give out the records in `left`, or the page as a whole with `give_page`.
    """

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
    ) -> None:
        _MAX_ITEMS.require("max_items", max_items)
        _AFTER.require("after", after)
        self.cursor = after
        self.total_count: int | None = None
        # The records of the current page that were not given out. An iterator of a
        # tuple, because it keeps its place when a loop is left, and is fast.
        self.left: Iterator[RecordT] = iter(())
        self.size: int | None = None
        # Then pages are given out whole, or not at all.
        self.is_for_table: bool = False
        self._has_next = max_items != 0
        self._max_items = max_items
        self._page_size = page_size
        self._page: Page[RecordT] | None = None
        self._is_cut = False
        self._received = 0
        self._seen = {after}

    @property
    def records_done(self) -> int:
        """The number of records that were given out."""
        return self._received - length_hint(self.left)

    @property
    def has_page(self) -> bool:
        """Whether the current page has records that were not given out."""
        return length_hint(self.left) > 0

    def leave_page(self) -> bool:
        """Move past the current page; return whether to fetch another one.

        Raises:
            ResponseShapeError: Going on would never end.
        """
        page = self._page
        if page is None:
            return self._has_next
        has_next = page.has_next and self._received != self._max_items
        if has_next and not self._leads_on(page.end_cursor):
            raise self.stopped(_endless_error(page.end_cursor))
        moves_on = page.end_cursor is not None and not self._is_cut
        cursor = page.end_cursor if moves_on else self.cursor
        # At once, so an interrupt cannot leave the walk between two pages.
        self._has_next, self.cursor, self._page = has_next, cursor, None
        self._seen.add(cursor)
        return has_next

    def next_size(self) -> int | None:
        """Return how many records to request; `None` leaves it to the server."""
        if self._page_size is not None:
            size = self._page_size.current
            if self._max_items is not None:
                size = min(size, self._max_items - self._received)
            self.size = size
        return self.size

    def receive(self, page: Page[RecordT]) -> None:
        """Take the page that was fetched, shortened to what `max_items` allows."""
        self.total_count = page.total_count
        if self._page_size is not None and self.size is not None:
            if page.has_next:
                self._page_size.learn_from_page(self.size, received=len(page))
            else:
                self._page_size.learn_from_last_page(received=len(page))
        if self._max_items is not None:
            left = self._max_items - self._received
            self._is_cut = len(page) > left
            if self._is_cut:
                page = replace(page, records=page.records[:left])
        received, records = self._received + len(page), iter(page.records)
        # At once, so an interrupt cannot lose a page that `resume` would go on with.
        self._page, self._received, self.left = page, received, records

    @property
    def page(self) -> Page[RecordT]:
        """The current page."""
        if self._page is None:
            message = "There is no page before one was received."
            raise RuntimeError(message)
        return self._page

    def give_page(self) -> Page[RecordT]:
        """Return the current page; all its records count as given out."""
        page = self.page
        none_left: Iterator[RecordT] = iter(())
        moves_on = not self._is_cut and self._leads_on(page.end_cursor)
        cursor = page.end_cursor if moves_on else self.cursor
        # Last, so an interrupt before leaves the page to `resume`.
        self.left, self.cursor = none_left, cursor
        return page

    def forget_rows(self) -> None:
        """Drop the page that was meant for a table: its rows may be structs.

        Nothing of it was given out, so it is fetched again.
        """
        if self.is_for_table and self.has_page:
            none_left: Iterator[RecordT] = iter(())
            received = self._received - len(self.page)
            self._page, self._received, self.left = None, received, none_left
        self.is_for_table = False

    def _leads_on(self, cursor: str | None) -> bool:
        return cursor is not None and cursor not in self._seen

    def retries_smaller(self, error: UdacityError) -> bool:
        """Return whether a smaller page may succeed; else add progress to *error*."""
        sizes, size = self._page_size, self.size
        if sizes and size is not None and sizes.learn_from_error(size, error):
            return True
        self.stopped(error)
        return False

    def stopped(self, error: UdacityError) -> UdacityError:
        """Return *error*, which ends this walk, with the progress until then."""
        error.progress = PageProgress(self.cursor, self.records_done)
        return error


def _endless_error(cursor: str | None) -> ResponseShapeError:
    found = "no cursor" if cursor is None else "a cursor that came before"
    return ResponseShapeError(
        f"The API says that a page follows and gives {found}; going on would never "
        f"end. Report this to {OPERATOR}."
    )
