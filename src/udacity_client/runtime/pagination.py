"""Pagination of Relay connections: `Page`, `Pager` and `AsyncPager`.

A pager is given a function that fetches the page after a cursor. It sends nothing
before it is iterated, and remembers its position, so an iteration can be resumed after
an error.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Sequence,
)
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar, overload

from udacity_client.endpoints import OPERATOR
from udacity_client.errors import ConfigurationError, PageError, UdacityError
from udacity_client.runtime.page_size import PageSize

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    """One page: a sequence of records.

    Attributes:
        records: The records of this page, in the server's order.
        total_count: The number of records on all pages.
        has_next: Whether another page follows.
        end_cursor: Pass it as `after=` to get the next page.
    """

    records: tuple[RecordT, ...]
    total_count: int | None
    has_next: bool
    end_cursor: str | None

    @overload
    def __getitem__(self, index: int) -> RecordT: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RecordT, ...]: ...
    def __getitem__(self, index: int | slice) -> RecordT | tuple[RecordT, ...]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)


class _PageState(Generic[RecordT]):
    """The position of an iteration, and the decision which page to fetch next.

    Both pagers drive it: they fetch `cursor` with `next_size()`, hand out what `trim`
    returns, then call `advance`; or `retry_smaller`, if the fetch failed.
    """

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
    ) -> None:
        if max_items is not None and max_items < 0:
            message = f"max_items is {max_items}; give 0 or more, or leave it out."
            raise ConfigurationError(message)
        self.cursor = after
        self.total_count: int | None = None
        self.records_done = 0
        self.has_next = max_items != 0
        self.size: int | None = None
        self._max_items = max_items
        self._page_size = page_size
        self._seen = {after}

    def next_size(self) -> int | None:
        """Return how many records to request; `None` leaves it to the server."""
        if self._page_size is not None:
            size = self._page_size.current
            if self._max_items is not None:
                size = min(size, self._max_items - self.records_done)
            self.size = size
        return self.size

    def trim(self, page: Page[RecordT]) -> Page[RecordT]:
        """Return *page*, shortened to what `max_items` still allows."""
        self.total_count = page.total_count
        if self._page_size is not None and self.size is not None and page.has_next:
            self._page_size.learn_from_page(self.size, received=len(page))
        if self._max_items is None:
            return page
        left = self._max_items - self.records_done
        return page if len(page) <= left else replace(page, records=page.records[:left])

    def advance(self, page: Page[RecordT], trimmed: Page[RecordT]) -> None:
        """Move past *page*, once the records of *trimmed* were handed out."""
        self.records_done += len(trimmed)
        if len(trimmed) < len(page):
            self.has_next = False
            return
        self.has_next = page.has_next and self.records_done != self._max_items
        if self.has_next and page.end_cursor in {None, *self._seen}:
            raise self._endless_error(page.end_cursor)
        if page.end_cursor is not None:
            self._seen.add(page.end_cursor)
            self.cursor = page.end_cursor

    def retry_smaller(self, cause: UdacityError) -> None:
        """Return if a smaller page may succeed, or raise.

        Raises:
            PageError: No smaller page may succeed. Its cause is *cause*.
        """
        sizes, size = self._page_size, self.size
        if sizes is None or size is None or not sizes.learn_from_error(size, cause):
            raise PageError.after(
                cause, cursor=self.cursor, records_done=self.records_done
            ) from cause

    def _endless_error(self, cursor: str | None) -> PageError:
        found = "no cursor" if cursor is None else "a cursor that came before"
        return PageError(
            f"The API says that a page follows and gives {found}; going on would "
            f"never end. Report this to {OPERATOR}.",
            cursor=self.cursor,
            records_done=self.records_done,
        )


class _PagerBase(Generic[RecordT]):
    """The progress of an iteration, which both pagers report."""

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
    ) -> None:
        self._state: _PageState[RecordT] = _PageState(
            after=after, max_items=max_items, page_size=page_size
        )

    @property
    def total_count(self) -> int | None:
        """The number of records on all pages; `None` before the first page."""
        return self._state.total_count

    @property
    def cursor(self) -> str | None:
        """Where to resume: pass it as `after=` to a new iteration.

        `None` before the first page. It moves once all records of a page were handed
        out, so resuming may repeat records but never loses any.
        """
        return self._state.cursor

    @property
    def records_done(self) -> int:
        """The number of records on the pages handed out so far."""
        return self._state.records_done


class Pager(_PagerBase[RecordT]):
    """An iterable of the records on all pages; each page is fetched when needed.

    Nothing is sent before the first record is requested. A second iteration continues
    where the first one stopped.

    Raises:
        PageError: From the iteration, if a page could not be fetched. It holds the
            cursor to resume from, and its `__cause__` is the reason.
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

    def pages(self) -> Iterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        state = self._state
        while state.has_next:
            try:
                page = self._fetch(state.cursor, state.next_size())
            except UdacityError as error:
                state.retry_smaller(error)
                continue
            trimmed = state.trim(page)
            yield trimmed
            state.advance(page, trimmed)

    def __iter__(self) -> Iterator[RecordT]:
        for page in self.pages():
            yield from page.records


class AsyncPager(_PagerBase[RecordT]):
    """An async iterable of the records on all pages; each is fetched when needed.

    Nothing is sent before the first record is requested. A second iteration continues
    where the first one stopped.

    Raises:
        PageError: From the iteration, if a page could not be fetched. It holds the
            cursor to resume from, and its `__cause__` is the reason.
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

    def pages(self) -> AsyncIterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return _AsyncPages(self._state, self._fetch)

    def __aiter__(self) -> AsyncIterator[RecordT]:
        return _AsyncRecords(self.pages())


# Iterator classes instead of async generators: an async generator that a `break` leaves
# unfinished has to be closed with `aclose()`; these do not.
class _AsyncPages(Generic[RecordT]):
    def __init__(
        self,
        state: _PageState[RecordT],
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
    ) -> None:
        self._state = state
        self._fetch = fetch
        self._handed_out: tuple[Page[RecordT], Page[RecordT]] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[RecordT]:
        if self._handed_out is not None:
            handed_out, self._handed_out = self._handed_out, None
            self._state.advance(*handed_out)
        state = self._state
        while state.has_next:
            try:
                page = await self._fetch(state.cursor, state.next_size())
            except UdacityError as error:
                state.retry_smaller(error)
                continue
            trimmed = state.trim(page)
            self._handed_out = page, trimmed
            return trimmed
        raise StopAsyncIteration


class _AsyncRecords(Generic[RecordT]):
    def __init__(self, pages: AsyncIterator[Page[RecordT]]) -> None:
        self._pages = pages
        self._records: Iterator[RecordT] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> RecordT:
        while True:
            for record in self._records:
                return record
            self._records = iter(await anext(self._pages))
