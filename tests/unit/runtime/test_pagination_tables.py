"""Pages and pagers as tables; every test of a pager runs with both kinds, if it can."""

from __future__ import annotations

import asyncio
import gc
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
import trio

from support.clients import AnyPager, settle
from udacity_client.errors import ConfigurationError, PageProgress, ServerError
from udacity_client.runtime import OpenEnum, Record
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import AsyncPager, Pager


class Size(OpenEnum):
    SMALL = "SMALL"


class Row(Record, frozen=True):
    number: int
    size: Size


@dataclass
class Server:
    """A server of three pages of two rows; one of them may fail."""

    fails_at: str | None = None
    requested: list[str | None] = field(default_factory=list[str | None])

    def fetch(self, cursor: str | None, _size: int | None) -> Page[Row]:
        self.requested.append(cursor)
        if self.fails_at is not None and cursor == self.fails_at:
            raise ServerError("down", status=500)
        first = int(cursor or 0)
        sizes = ("SMALL", f"SIZE {first}")
        return Page(
            tuple(Row(number=first + n, size=Size(sizes[n])) for n in (0, 1)),
            total_count=6,
            has_next=first < 4,
            end_cursor=str(first + 2),
        )

    async def afetch(self, cursor: str | None, size: int | None) -> Page[Row]:
        await asyncio.sleep(0)
        return self.fetch(cursor, size)


Open = Callable[..., AnyPager[Row]]


@pytest.fixture(params=["sync", "async"])
def open_pager(request: pytest.FixtureRequest) -> Open:
    def open_(server: Server, *, max_items: int | None = None) -> AnyPager[Row]:
        if request.param == "sync":
            return Pager(server.fetch, max_items=max_items, record_class=Row)
        return AsyncPager(server.afetch, max_items=max_items, record_class=Row)

    return open_


def run(call: Callable[[], Any]) -> Any:
    async def settled() -> object:
        return await settle(call())

    return asyncio.run(settled())


def test_a_table_holds_all_pages(open_pager: Open) -> None:
    table = run(open_pager(Server()).to_arrow)
    assert table["number"].to_pylist() == [0, 1, 2, 3, 4, 5]
    assert set(table["size"].to_pylist()) == {"SMALL", "SIZE 0", "SIZE 2", "SIZE 4"}


def test_a_table_ends_after_max_items(open_pager: Open) -> None:
    server = Server()
    table = run(open_pager(server, max_items=3).to_arrow)
    assert table["number"].to_pylist() == [0, 1, 2]
    assert server.requested == [None, "2"]


def test_frames_of_polars_and_pandas(open_pager: Open) -> None:
    frame = run(open_pager(Server()).to_polars)
    assert frame.schema == {"number": pl.Int64(), "size": pl.Categorical()}
    assert run(open_pager(Server()).to_pandas)["number"].sum() == 15


def test_an_error_keeps_its_class_and_its_progress(open_pager: Open) -> None:
    server = Server(fails_at="4")
    pager = open_pager(server)
    with pytest.raises(ServerError) as caught:
        run(pager.to_arrow)
    assert caught.value.progress == PageProgress("4", 4)
    server.fails_at = None

    async def rest() -> list[int]:
        if isinstance(pager, Pager):
            return [row.number for row in pager.resume()]
        return [row.number async for row in pager.resume()]

    assert asyncio.run(rest()) == [4, 5]


def test_each_stream_is_a_new_walk() -> None:
    server = Server()
    pager = Pager(server.fetch, record_class=Row)
    assert pl.DataFrame(pager)["number"].to_list() == [0, 1, 2, 3, 4, 5]
    assert len(pa.table(pager)) == 6
    assert duckdb.execute("select count(*) from pager").fetchall() == [(6,)]
    assert server.requested == [None, "2", "4"] * 3


def test_a_stream_asks_for_no_page_before_it_is_read() -> None:
    server = Server()
    pager = Pager(server.fetch, record_class=Row)
    reader = pa.RecordBatchReader.from_stream(pager)
    assert reader.schema.names == ["number", "size"]
    assert server.requested == []
    assert reader.read_next_batch()["number"].to_pylist() == [0, 1]
    assert server.requested == [None]


def test_a_stream_keeps_its_error_on_the_pager() -> None:
    server = Server(fails_at="2")
    pager = Pager(server.fetch, record_class=Row)
    with pytest.raises(pa.ArrowInvalid, match="down"):
        pa.table(pager)
    assert isinstance(pager.error, ServerError)
    assert pager.error.progress == PageProgress("2", 2)
    server.fails_at = None
    assert len(pa.table(pager)) == 6
    assert pager.error is None


def test_a_page_is_a_table_too() -> None:
    page = next(Pager(Server().fetch).pages())
    assert pa.table(page).column_names == ["record"]  # its class is not known
    known = Page(page.records, 6, has_next=True, end_cursor="2", record_class=Row)
    assert known == page
    assert pa.table(known).to_pylist() == [
        {"number": 0, "size": "SMALL"},
        {"number": 1, "size": "SIZE 0"},
    ]
    assert known.to_pandas().shape == (2, 2)


@pytest.mark.parametrize("package", ["pyarrow", "polars", "pandas"])
def test_a_missing_package_is_named(
    package: str, open_pager: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server()
    pager = open_pager(server)
    monkeypatch.setitem(sys.modules, package, None)
    if package == "pyarrow":
        monkeypatch.delitem(sys.modules, "udacity_client.runtime.arrow", raising=False)
    convert = pager.to_pandas if package == "pandas" else pager.to_polars
    with pytest.raises(ConfigurationError, match=f"{package} is not installed"):
        run(convert)


def test_batches_that_a_break_leaves_need_no_closing() -> None:
    server = Server()

    async def fetch(cursor: str | None, size: int | None) -> Page[Row]:
        await trio.lowlevel.checkpoint()
        return server.fetch(cursor, size)

    async def count_first() -> int:
        async for batch in AsyncPager(fetch, record_class=Row).batches():
            return batch.num_rows
        return 0

    # trio warns of each async generator that is not closed.
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert trio.run(count_first) == 2
        gc.collect()
    assert [str(one.message) for one in seen] == []
