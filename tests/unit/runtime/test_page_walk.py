"""An interrupt at any line of a walk loses no record, and repeats none."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from udacity_client.runtime import page_walk
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import Pager


def fetch(cursor: str | None, _size: int | None) -> Page[int]:
    first = int(cursor or 0)
    return Page((first, first + 1), 6, has_next=first < 4, end_cursor=str(first + 2))


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

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


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
