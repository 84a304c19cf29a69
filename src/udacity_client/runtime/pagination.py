"""Pagination of Relay connections: `Pager` and `AsyncPager`.

A pager is given a function that fetches the page after a cursor. It sends nothing
before it is iterated. Each iteration is a walk of its own; the pager remembers the last
one, so it can be resumed after an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Generic, Self, TypeVar

from udacity_client.errors import UdacityError
from udacity_client.runtime.page import Page
from udacity_client.runtime.page_deadline import PageDeadline
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.page_walk import PageWalk

RecordT = TypeVar("RecordT")


class _PagerBase(Generic[RecordT]):
    """The walks of a pager, and the progress of the last one."""

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
    ) -> None:
        self._new_walk: Callable[[], PageWalk[RecordT]] = partial(
            PageWalk[RecordT], after=after, max_items=max_items, page_size=page_size
        )
        self._walk: PageWalk[RecordT] = self._new_walk()

    @property
    def total_count(self) -> int | None:
        """The number of records on all pages; `None` before the first page."""
        return self._walk.total_count

    @property
    def cursor(self) -> str | None:
        """Where the last iteration is: pass it as `after=` to a pager made elsewhere.

        It moves once all records of a page were given out, so starting there may repeat
        records but never loses any. `resume()` repeats none.
        """
        return self._walk.cursor

    @property
    def records_done(self) -> int:
        """The number of records that the last iteration gave out."""
        return self._walk.records_done

    def _start(self) -> PageWalk[RecordT]:
        self._walk = self._new_walk()
        return self._walk


class Pager(_PagerBase[RecordT]):
    """An iterable of the records on all pages; each page is fetched when needed.

    Nothing is sent before the first record is requested. Each `iter(pager)` starts from
    the pager's own start; `resume()` continues the last iteration.

    Raises:
        UdacityError: From the iteration, whatever a `list_…` call would raise. Its
            `progress` says how far the iteration came.
    """

    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Page[RecordT]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
    ) -> None:
        super().__init__(after=after, max_items=max_items, page_size=page_size)
        self._fetch = fetch

    def __iter__(self) -> Iterator[RecordT]:
        return self._records(self._start())

    def resume(self) -> Iterator[RecordT]:
        """Continue the last iteration after the last record that it gave out.

        After an error, the page that failed is requested again. Without an iteration so
        far, this starts one.
        """
        return self._records(self._walk)

    def pages(self) -> Iterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return self._pages(self._start())

    def _records(self, walk: PageWalk[RecordT]) -> Iterator[RecordT]:
        while walk.has_page or self._fetch_page(walk):
            yield from walk.left

    def _pages(self, walk: PageWalk[RecordT]) -> Iterator[Page[RecordT]]:
        while self._fetch_page(walk):
            yield walk.give_page()

    def _fetch_page(self, walk: PageWalk[RecordT]) -> bool:
        """Fetch the next page; return whether there was one."""
        deadline = PageDeadline()
        while walk.leave_page():
            size = walk.next_size()
            try:
                with deadline.cover(size):
                    page = self._fetch(walk.cursor, size)
            except UdacityError as error:
                if not walk.retries_smaller(error):
                    raise
            else:
                walk.receive(page)
                return True
        return False


class AsyncPager(_PagerBase[RecordT]):
    """An async iterable of the records on all pages; each is fetched when needed.

    Nothing is sent before the first record is requested. Each `aiter(pager)` starts
    from the pager's own start; `resume()` continues the last iteration.

    Raises:
        UdacityError: From the iteration, whatever a `list_…` call would raise. Its
            `progress` says how far the iteration came.
    """

    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
    ) -> None:
        super().__init__(after=after, max_items=max_items, page_size=page_size)
        self._fetch = fetch

    def __aiter__(self) -> AsyncIterator[RecordT]:
        return _AsyncRecords(self._start(), self._fetch)

    def resume(self) -> AsyncIterator[RecordT]:
        """Continue the last iteration after the last record that it gave out.

        After an error, the page that failed is requested again. Without an iteration so
        far, this starts one.
        """
        return _AsyncRecords(self._walk, self._fetch)

    def pages(self) -> AsyncIterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return _AsyncPages(self._start(), self._fetch)


# Iterator classes instead of async generators: an async generator that a `break` leaves
# unfinished has to be closed with `aclose()`; these do not.
class _AsyncWalk(Generic[RecordT]):
    def __init__(
        self,
        walk: PageWalk[RecordT],
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
    ) -> None:
        self._walk = walk
        self._fetch = fetch

    async def _fetch_page(self) -> bool:
        """Fetch the next page; return whether there was one."""
        walk, deadline = self._walk, PageDeadline()
        while walk.leave_page():
            size = walk.next_size()
            try:
                with deadline.cover(size):
                    page = await self._fetch(walk.cursor, size)
            except UdacityError as error:
                if not walk.retries_smaller(error):
                    raise
            else:
                walk.receive(page)
                return True
        return False


class _AsyncPages(_AsyncWalk[RecordT]):
    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[RecordT]:
        if await self._fetch_page():
            return self._walk.give_page()
        raise StopAsyncIteration


class _AsyncRecords(_AsyncWalk[RecordT]):
    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> RecordT:
        while True:
            for record in self._walk.left:
                return record
            if not await self._fetch_page():
                raise StopAsyncIteration
