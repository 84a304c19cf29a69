"""Pagination of Relay connections: `Pager` and `AsyncPager`.

A pager is given a function that fetches the page after a cursor. It sends nothing
before it is iterated. Each iteration is a walk of its own; the pager remembers the last
one, so it can be resumed after an error. Pagers can become Arrow tables; they import
nothing of Arrow before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Generic, Never, Self, TypeVar

from udacity_client.errors import UdacityError
from udacity_client.runtime.arrow_tables import (
    c_stream,
    page_columns,
    pandas_frame,
    polars_frame,
    whole_table,
)
from udacity_client.runtime.page import Page
from udacity_client.runtime.page_deadline import PageDeadline
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.page_walk import PageWalk
from udacity_client.runtime.struct_rows import RecordClass, want_struct_rows

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from udacity_client.runtime.arrow import PageColumns

RecordT = TypeVar("RecordT")


class _PagerBase(Generic[RecordT]):
    """The walks of a pager, and the progress of the last one."""

    def __init__(
        self,
        *,
        after: str | None,
        max_items: int | None,
        page_size: PageSize | None,
        record_class: RecordClass | None,
    ) -> None:
        self._record_class = record_class
        self._new_walk: Callable[[], PageWalk[RecordT]] = partial(
            PageWalk[RecordT], after=after, max_items=max_items, page_size=page_size
        )
        self._walk: PageWalk[RecordT] = self._new_walk()

    @property
    def total_count(self) -> int | None:
        """The number of records on all pages.

        It is `None` before the first page, and if the pages do not have it.
        """
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

    def __repr__(self) -> str:
        done = self.records_done
        records = f"{done} record{'' if done == 1 else 's'}"
        return f"<{type(self).__name__}: {records} given out>"

    def _start(self) -> PageWalk[RecordT]:
        self._walk = self._new_walk()
        return self._walk

    def _start_table(self) -> PageWalk[RecordT]:
        walk = self._start()
        walk.is_for_table = True
        return walk

    def _resumed(self) -> PageWalk[RecordT]:
        """Return the last walk, which gives out records from here on."""
        self._walk.forget_rows()
        return self._walk

    def _columns(self) -> PageColumns:
        return page_columns(self._record_class)


class Pager(_PagerBase[RecordT]):
    """An iterable of the records on all pages; each page is fetched when needed.

    Nothing is sent before the first record is requested. Each `iter(pager)` starts from
    the pager's own start; `resume()` continues the last iteration.

    It is also an Arrow stream, for `pyarrow.table(pager)`, `polars.DataFrame(pager)` or
    `duckdb.sql("from pager")`. Each stream is a walk from the pager's own start.

    Attributes:
        error: What ended the last Arrow stream. Its reader, written in C, raises an
            error of its own, with this one as text.

    Raises:
        UdacityError: The iteration raises what a `list_…` call raises. Its
            `progress` says how far the iteration came.
    """

    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Page[RecordT]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
        record_class: RecordClass | None = None,
    ) -> None:
        super().__init__(
            after=after,
            max_items=max_items,
            page_size=page_size,
            record_class=record_class,
        )
        self._fetch = fetch
        self.error: UdacityError | None = None

    def __iter__(self) -> Iterator[RecordT]:
        return self._records(self._start())

    def resume(self) -> Iterator[RecordT]:
        """Continue the last iteration after the last record that it gave out.

        After an error, the page that failed is requested again. Without an iteration so
        far, this starts one.
        """
        return self._records(self._resumed())

    def pages(self) -> Iterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return self._pages(self._start(), self._fetch)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Iterate page by page, each as a `pyarrow.RecordBatch`; see `to_arrow`."""
        columns = self._columns()

        def fetch(cursor: str | None, size: int | None) -> Page[RecordT]:
            rows = columns.wanted()
            with want_struct_rows(rows):
                page = self._fetch(cursor, size)
            return columns.receive(page, rows)

        return self._batches(self._start_table(), fetch, columns)

    def to_arrow(self) -> pa.Table:
        """Fetch all pages into a `pyarrow.Table` (extra `data`).

        Raises:
            ConfigurationError: pyarrow is not installed.
            ResponseShapeError: A value has no place in a table.
            UdacityError: As from an iteration.
        """
        return whole_table(self._columns().schema, [*self.batches()])

    def to_polars(self) -> pl.DataFrame:
        """Fetch all pages into a `polars.DataFrame`; see `to_arrow`."""
        return polars_frame(self.to_arrow())

    def to_pandas(self) -> pd.DataFrame:
        """Fetch all pages into a `pandas.DataFrame`; see `to_arrow`.

        `pandas.DataFrame(pager)` does something else: it gives columns 0, 1, 2.
        """
        return pandas_frame(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        self.error = None
        schema = self._columns().schema
        return c_stream(schema, self._streamed_batches(), requested_schema)

    def _streamed_batches(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self.batches()
        except UdacityError as error:
            self.error = error
            raise

    def _records(self, walk: PageWalk[RecordT]) -> Iterator[RecordT]:
        while walk.has_page or self._fetch_page(walk, self._fetch):
            yield from walk.left

    def _pages(
        self,
        walk: PageWalk[RecordT],
        fetch: Callable[[str | None, int | None], Page[RecordT]],
    ) -> Iterator[Page[RecordT]]:
        while self._fetch_page(walk, fetch):
            yield walk.give_page()

    def _batches(
        self,
        walk: PageWalk[RecordT],
        fetch: Callable[[str | None, int | None], Page[RecordT]],
        columns: PageColumns,
    ) -> Iterator[pa.RecordBatch]:
        while self._fetch_page(walk, fetch):
            batch = columns.batch(walk.page)
            walk.give_page()  # not before: an interrupt would lose the page
            yield batch

    def _fetch_page(
        self,
        walk: PageWalk[RecordT],
        fetch: Callable[[str | None, int | None], Page[RecordT]],
    ) -> bool:
        """Fetch the next page; return whether there was one."""
        deadline = PageDeadline()
        while walk.leave_page():
            size = walk.next_size()
            try:
                with deadline.cover(size):
                    page = fetch(walk.cursor, size)
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
        UdacityError: The iteration raises what a `list_…` call raises. Its
            `progress` says how far the iteration came.
    """

    def __init__(
        self,
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
        *,
        after: str | None = None,
        max_items: int | None = None,
        page_size: PageSize | None = None,
        record_class: RecordClass | None = None,
    ) -> None:
        super().__init__(
            after=after,
            max_items=max_items,
            page_size=page_size,
            record_class=record_class,
        )
        self._fetch = fetch

    def __aiter__(self) -> AsyncIterator[RecordT]:
        return _AsyncRecords(self._start(), self._fetch)

    # Type checkers refuse `await pager` because they do not know this.
    if not TYPE_CHECKING:

        def __await__(self) -> Never:
            message = (
                "An AsyncPager is iterated, not awaited. Write `async for record in "
                "pager`, or `[record async for record in pager]` for a list."
            )
            raise TypeError(message)

    def resume(self) -> AsyncIterator[RecordT]:
        """Continue the last iteration after the last record that it gave out.

        After an error, the page that failed is requested again. Without an iteration so
        far, this starts one.
        """
        return _AsyncRecords(self._resumed(), self._fetch)

    def pages(self) -> AsyncIterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return _AsyncPages(self._start(), self._fetch)

    def batches(self) -> AsyncIterator[pa.RecordBatch]:
        """Iterate page by page, each as a `pyarrow.RecordBatch`; see `to_arrow`."""
        columns = self._columns()  # first: without pyarrow, the last walk stays
        return _AsyncBatches(self._start_table(), self._fetch, columns)

    async def to_arrow(self) -> pa.Table:
        """Fetch all pages into a `pyarrow.Table` (extra `data`).

        Raises:
            ConfigurationError: pyarrow is not installed.
            ResponseShapeError: A value has no place in a table.
            UdacityError: As from an iteration.
        """
        schema = self._columns().schema
        return whole_table(schema, [batch async for batch in self.batches()])

    async def to_polars(self) -> pl.DataFrame:
        """Fetch all pages into a `polars.DataFrame`; see `to_arrow`."""
        return polars_frame(await self.to_arrow())

    async def to_pandas(self) -> pd.DataFrame:
        """Fetch all pages into a `pandas.DataFrame`; see `to_arrow`."""
        return pandas_frame(await self.to_arrow())


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


class _AsyncBatches(_AsyncWalk[RecordT]):
    def __init__(
        self,
        walk: PageWalk[RecordT],
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
        columns: PageColumns,
    ) -> None:
        async def fetch_columns(cursor: str | None, size: int | None) -> Page[RecordT]:
            rows = columns.wanted()
            with want_struct_rows(rows):
                page = await fetch(cursor, size)
            return columns.receive(page, rows)

        super().__init__(walk, fetch_columns)
        self._columns = columns

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> pa.RecordBatch:
        if await self._fetch_page():
            batch = self._columns.batch(self._walk.page)
            self._walk.give_page()
            return batch
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
