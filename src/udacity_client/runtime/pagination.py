"""Walk a Relay connection page by page, without knowing how a page is fetched.

A pager is given a function from cursor and size to page. It sends nothing before it is
iterated, and remembers where it stands, so that a failure in the middle can be
taken up again.
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

from udacity_client.errors import ConfigurationError, PageError, UdacityError
from udacity_client.runtime.page_size import PageSize

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    """Hold one page of records; a sequence of them.

    Attributes:
        records: The records of this page, in the server's order.
        total_count: How many records there are over all pages.
        has_next: Whether another page follows.
        end_cursor: What to pass as `after=` to get the page that follows.
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
    """Know where an iteration stands, and decide which page comes next."""

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
        """Return how many records to ask for; `None` where that is not ours to say."""
        if self._page_size is not None:
            size = self._page_size.current
            if self._max_items is not None:
                size = min(size, self._max_items - self.records_done)
            self.size = size
        return self.size

    def receive(self, page: Page[RecordT]) -> Page[RecordT]:
        """Return what to give out of *page*: all of it, or the room that is left."""
        self.total_count = page.total_count
        if self._page_size is not None and self.size is not None and page.has_next:
            self._page_size.served(self.size, got=len(page))
        if self._max_items is None:
            return page
        room = self._max_items - self.records_done
        return page if len(page) <= room else replace(page, records=page.records[:room])

    def advance(self, page: Page[RecordT], given: Page[RecordT]) -> None:
        """Move on from *page*, of which *given* was given out."""
        self.records_done += len(given)
        if len(given) < len(page):
            self.has_next = False
            return
        self.has_next = page.has_next and self.records_done != self._max_items
        if self.has_next and page.end_cursor in {None, *self._seen}:
            raise self._stuck(page.end_cursor)
        if page.end_cursor is not None:
            self._seen.add(page.end_cursor)
            self.cursor = page.end_cursor

    def retry_smaller(self, cause: UdacityError) -> None:
        """Do nothing where a smaller page may succeed.

        Raises:
            PageError: None may; *cause* is the reason.
        """
        sizes, size = self._page_size, self.size
        if sizes is None or size is None or not sizes.failed(size, cause):
            raise PageError.after(
                cause, cursor=self.cursor, records_done=self.records_done
            ) from cause

    def _stuck(self, cursor: str | None) -> PageError:
        found = "no cursor" if cursor is None else "a cursor that came before"
        return PageError(
            f"The API says that a page follows and gives {found}; going on would "
            "never end. Report this to Udacity.",
            cursor=self.cursor,
            records_done=self.records_done,
        )


class _PagerBase(Generic[RecordT]):
    """Tell how far an iteration has come."""

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
    ) -> None:
        self._walk: _PageState[RecordT] = _PageState(
            after=after, max_items=max_items, page_size=page_size
        )

    @property
    def total_count(self) -> int | None:
        """How many records there are in all; `None` before the first page."""
        return self._walk.total_count

    @property
    def cursor(self) -> str | None:
        """Where to start again: pass it as `after=` to a new iteration.

        `None` before the first page. It moves on once all records of a page were
        given out, so that starting again repeats some records rather than lose any.
        """
        return self._walk.cursor

    @property
    def records_done(self) -> int:
        """How many records the pages given out so far held."""
        return self._walk.records_done


class Pager(_PagerBase[RecordT]):
    """Iterate the records of all pages, fetching each page when it is needed.

    Nothing is sent before the first record is asked for. A second iteration goes on
    where the first one stopped.

    Raises:
        PageError: From the iteration, where a page could not be fetched. It holds
            the cursor to go on from, and its `__cause__` is the reason.
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
        """Iterate page by page; `max_items` cuts the last one short."""
        walk = self._walk
        while walk.has_next:
            try:
                page = self._fetch(walk.cursor, walk.next_size())
            except UdacityError as error:
                walk.retry_smaller(error)
                continue
            given = walk.receive(page)
            yield given
            walk.advance(page, given)

    def __iter__(self) -> Iterator[RecordT]:
        for page in self.pages():
            yield from page.records


class AsyncPager(_PagerBase[RecordT]):
    """Iterate the records of all pages with `async for`, each page when needed.

    Nothing is sent before the first record is asked for. A second iteration goes on
    where the first one stopped.

    Raises:
        PageError: From the iteration, where a page could not be fetched. It holds
            the cursor to go on from, and its `__cause__` is the reason.
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
        """Iterate page by page; `max_items` cuts the last one short."""
        return _AsyncPages(self._walk, self._fetch)

    def __aiter__(self) -> AsyncIterator[RecordT]:
        return _AsyncRecords(self.pages())


# Iterators, not generators: one that is left in the middle needs no closing, which an
# async generator does.
class _AsyncPages(Generic[RecordT]):
    def __init__(
        self,
        walk: _PageState[RecordT],
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
    ) -> None:
        self._walk = walk
        self._fetch = fetch
        self._out: tuple[Page[RecordT], Page[RecordT]] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[RecordT]:
        if self._out is not None:
            out, self._out = self._out, None
            self._walk.advance(*out)
        walk = self._walk
        while walk.has_next:
            try:
                page = await self._fetch(walk.cursor, walk.next_size())
            except UdacityError as error:
                walk.retry_smaller(error)
                continue
            given = walk.receive(page)
            self._out = page, given
            return given
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
