"""An interrupt at any place of a walk loses no record, and repeats none."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, cast

import pytest
from pydantic import BaseModel

from udacity_client.runtime import page_walk
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import AsyncPager, Pager
from udacity_client.runtime.struct_rows import take_struct_rows


def fetch(cursor: str | None, _size: int | None) -> Page[int]:
    first = int(cursor or 0)
    return Page((first, first + 1), 6, has_next=first < 4, end_cursor=str(first + 2))


@contextmanager
def traced(trace: Any) -> Generator[None]:
    """Trace the block."""
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@contextmanager
def interrupted_at(line: int) -> Generator[None]:
    """Raise before the line of that number, counted as the module runs them."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != page_walk.__file__:
            return None
        left -= event == "line"
        if event == "line" and left == 0:
            raise KeyboardInterrupt
        return trace

    with traced(trace):
        yield


@pytest.mark.parametrize("max_items", [None, 5])
def test_an_interrupt_at_any_line_loses_no_record(max_items: int | None) -> None:
    lines = 0
    while True:
        lines += 1
        pager, given = Pager(fetch, max_items=max_items), list[int]()
        records = iter(pager)
        try:
            with interrupted_at(lines):
                given.extend(records)
        except KeyboardInterrupt:
            given.extend(pager.resume())
        else:
            break
        assert given == list(range(max_items or 6))
    assert lines > 30


class Row(BaseModel):
    number: int


class StructRow(Row):
    """What stands for a struct, which only a table gets."""


def fetch_rows(cursor: str | None, _size: int | None) -> Page[Row]:
    found = fetch(cursor, _size)
    kind = Row if take_struct_rows() is None else StructRow
    rows = tuple(kind(number=one) for one in found.records)
    return Page(rows, 6, found.has_next, found.end_cursor)


async def fetch_rows_async(cursor: str | None, size: int | None) -> Page[Row]:
    return fetch_rows(cursor, size)


@contextmanager
def interrupted_at_call(number: int) -> Generator[None]:
    """Raise when that function is entered, counted among those of the runtime.

    There, and at the end of a loop, CPython runs the handlers of signals.
    """
    left = number

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        module: str = frame.f_globals.get("__name__", "")
        left -= event == "call" and module.startswith("udacity_client.runtime")
        if left == 0:
            sys.settrace(None)
            raise KeyboardInterrupt

    with traced(trace):
        yield


def numbers_in(part: Any) -> list[int]:
    """Return the numbers in a page, in a batch or in a record."""
    if isinstance(part, Row):
        assert not isinstance(part, StructRow)
        return [part.number]
    # Not by iterating over a page: that runs code of ours, once it was given out.
    if isinstance(part, Page):
        return [one.number for one in cast("Page[Row]", part).records]
    numbers: list[int] = part.column("number").to_pylist()
    return numbers


def pages(pager: Pager[Row]) -> Iterator[object]:
    return pager.pages()


def batches(pager: Pager[Row]) -> Iterator[object]:
    return pager.batches()


def pages_async(pager: AsyncPager[Row]) -> AsyncIterator[object]:
    return pager.pages()


def batches_async(pager: AsyncPager[Row]) -> AsyncIterator[object]:
    return pager.batches()


@pytest.mark.parametrize("parts_of", [pages, batches])
def test_an_interrupt_at_any_call_loses_no_page(
    parts_of: Callable[[Pager[Row]], Iterator[object]],
) -> None:
    calls = 0
    while True:
        calls += 1
        pager, given = Pager(fetch_rows, record_class=Row), list[int]()
        try:
            with interrupted_at_call(calls):
                for part in parts_of(pager):
                    given += numbers_in(part)
        except KeyboardInterrupt:
            for record in pager.resume():
                given += numbers_in(record)
        else:
            break
        assert given == [*range(6)], calls
    assert calls > 30


@pytest.mark.parametrize("parts_of", [pages_async, batches_async])
def test_an_interrupt_at_any_call_of_an_async_walk_loses_no_page(
    parts_of: Callable[[AsyncPager[Row]], AsyncIterator[object]],
) -> None:
    async def collect(parts: AsyncIterator[object], into: list[int]) -> None:
        async for part in parts:
            into += numbers_in(part)

    async def collect_from(number: int) -> list[int] | None:
        pager, given = AsyncPager(fetch_rows_async, record_class=Row), list[int]()
        try:
            with interrupted_at_call(number):
                await collect(parts_of(pager), given)
        except KeyboardInterrupt:
            await collect(pager.resume(), given)
            return given
        return None

    calls = 1
    while (given := asyncio.run(collect_from(calls))) is not None:
        assert given == [*range(6)], calls
        calls += 1
    assert calls > 30
