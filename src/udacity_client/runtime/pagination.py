"""Pagination of Relay connections: `Page`, `Pager` and `AsyncPager`.

A pager is given a function that fetches the page after a cursor. It sends nothing
before it is iterated. Each iteration is a walk of its own; the pager remembers the last
one, so it can be resumed after an error. Pages and pagers can become Arrow tables;
nothing of Arrow is imported before.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace
from functools import partial
from operator import length_hint
from typing import TYPE_CHECKING, Generic, Self, TypeVar, overload

from udacity_client.endpoints import OPERATOR
from udacity_client.errors import (
    ConfigurationError,
    PageProgress,
    ResponseShapeError,
    UdacityError,
)
from udacity_client.runtime.arrow_tables import (
    c_stream,
    page_columns,
    page_table,
    pandas_frame,
    polars_frame,
    whole_table,
)
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.struct_rows import RecordClass, want_struct_rows

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from udacity_client.runtime.arrow import PageColumns

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    """One page: a sequence of records.

    Attributes:
        records: The records of this page, in the server's order.
        total_count: The number of records on all pages.
        has_next: Whether another page follows.
        end_cursor: Pass it as `after=` to get the next page.
        record_class: The class of the records, for the columns of a table; if it is not
            known, a table has one column of JSON text.
    """

    records: tuple[RecordT, ...]
    total_count: int | None
    has_next: bool
    end_cursor: str | None
    record_class: RecordClass | None = field(default=None, repr=False, compare=False)

    @overload
    def __getitem__(self, index: int) -> RecordT: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RecordT, ...]: ...
    def __getitem__(self, index: int | slice) -> RecordT | tuple[RecordT, ...]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)

    def to_arrow(self) -> pa.Table:
        """Return a `pyarrow.Table` of the records (extra `data`).

        Raises:
            ConfigurationError: pyarrow is not installed.
            ResponseShapeError: A value has no place in a table.
        """
        return page_table(self)

    def to_polars(self) -> pl.DataFrame:
        """Return a `polars.DataFrame` of the records; see `to_arrow`."""
        return polars_frame(self.to_arrow())

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame` of the records; see `to_arrow`."""
        return pandas_frame(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        table = self.to_arrow()
        return c_stream(table.schema, table.to_batches(), requested_schema)

    def _repr_html_(self) -> str:
        from udacity_client.runtime.notebook import rows_table

        return rows_table(self.records, self._title())

    def _repr_mimebundle_(self, **_wanted: object) -> Mapping[str, str]:
        # A notebook stores the text next to the HTML, and `repr` is 38 kB long.
        return {"text/plain": f"<{self._title()}>", "text/html": self._repr_html_()}

    def _title(self) -> str:
        total = "" if self.total_count is None else f" of {self.total_count}"
        return f"Page: {len(self)}{total} records"


class _Walk(Generic[RecordT]):
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
        if max_items is not None and max_items < 0:
            message = f"max_items is {max_items}; give 0 or more, or leave it out."
            raise ConfigurationError(message)
        self.cursor = after
        self.total_count: int | None = None
        # The records of the current page that were not given out. An iterator of a
        # tuple, because it keeps its place when a loop is left, and is fast.
        self.left: Iterator[RecordT] = iter(())
        self.size: int | None = None
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
        if has_next and page.end_cursor in {None, *self._seen}:
            raise self.stopped(_endless_error(page.end_cursor))
        self._has_next = has_next
        if page.end_cursor is not None and not self._is_cut:
            self._seen.add(page.end_cursor)
            self.cursor = page.end_cursor
        self._page = None
        return self._has_next

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
        if self._page_size is not None and self.size is not None and page.has_next:
            self._page_size.learn_from_page(self.size, received=len(page))
        if self._max_items is not None:
            left = self._max_items - self._received
            self._is_cut = len(page) > left
            if self._is_cut:
                page = replace(page, records=page.records[:left])
        self._page = page
        self._received += len(page)
        self.left = iter(page.records)

    def give_page(self) -> Page[RecordT]:
        """Return the current page; all its records count as given out."""
        page, self.left = self._page, iter(())
        if page is None:
            message = "give_page() was called without a page."
            raise RuntimeError(message)
        if not self._is_cut and page.end_cursor not in {None, *self._seen}:
            self.cursor = page.end_cursor
        return page

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
        self._new_walk: Callable[[], _Walk[RecordT]] = partial(
            _Walk[RecordT], after=after, max_items=max_items, page_size=page_size
        )
        self._walk: _Walk[RecordT] = self._new_walk()

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

    def _start(self) -> _Walk[RecordT]:
        self._walk = self._new_walk()
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
        return self._records(self._walk)

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

        return map(columns.batch, self._pages(self._start(), fetch))

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

    def _records(self, walk: _Walk[RecordT]) -> Iterator[RecordT]:
        while walk.has_page or self._fetch_page(walk, self._fetch):
            yield from walk.left

    def _pages(
        self,
        walk: _Walk[RecordT],
        fetch: Callable[[str | None, int | None], Page[RecordT]],
    ) -> Iterator[Page[RecordT]]:
        while self._fetch_page(walk, fetch):
            yield walk.give_page()

    def _fetch_page(
        self,
        walk: _Walk[RecordT],
        fetch: Callable[[str | None, int | None], Page[RecordT]],
    ) -> bool:
        """Fetch the next page; return whether there was one."""
        while walk.leave_page():
            try:
                page = fetch(walk.cursor, walk.next_size())
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

    def resume(self) -> AsyncIterator[RecordT]:
        """Continue the last iteration after the last record that it gave out.

        After an error, the page that failed is requested again. Without an iteration so
        far, this starts one.
        """
        return _AsyncRecords(self._walk, self._fetch)

    def pages(self) -> AsyncIterator[Page[RecordT]]:
        """Iterate page by page; `max_items` shortens the last one."""
        return _AsyncPages(self._start(), self._fetch)

    async def batches(self) -> AsyncIterator[pa.RecordBatch]:
        """Iterate page by page, each as a `pyarrow.RecordBatch`; see `to_arrow`."""
        columns = self._columns()

        async def fetch(cursor: str | None, size: int | None) -> Page[RecordT]:
            rows = columns.wanted()
            with want_struct_rows(rows):
                page = await self._fetch(cursor, size)
            return columns.receive(page, rows)

        async for page in _AsyncPages(self._start(), fetch):
            yield columns.batch(page)

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
        walk: _Walk[RecordT],
        fetch: Callable[[str | None, int | None], Awaitable[Page[RecordT]]],
    ) -> None:
        self._walk = walk
        self._fetch = fetch

    async def _fetch_page(self) -> bool:
        """Fetch the next page; return whether there was one."""
        walk = self._walk
        while walk.leave_page():
            try:
                page = await self._fetch(walk.cursor, walk.next_size())
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
