"""Pagination; every test runs with both pagers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

import pytest

from support.clients import collect, collect_pages, stream
from udacity_client.errors import (
    ConfigurationError,
    PageProgress,
    ResponseShapeError,
    ServerError,
)
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import AsyncPager, Pager

AnyPager = Pager[int] | AsyncPager[int]


@dataclass
class Server:
    """A server that returns the page after a cursor, or raises."""

    pages: dict[str | None, Page[int] | Exception]
    requested: list[str | None] = field(default_factory=list[str | None])

    def fetch(self, cursor: str | None, size: int | None = None) -> Page[int]:
        assert size is None  # a pager without a page size leaves it to the server
        self.requested.append(cursor)
        answer = self.pages[cursor]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def afetch(self, cursor: str | None, size: int | None) -> Page[int]:
        await asyncio.sleep(0)
        return self.fetch(cursor, size)


Open = Callable[..., AnyPager]


@pytest.fixture(params=["sync", "async"])
def open_pager(request: pytest.FixtureRequest) -> Open:
    def open_(
        server: Server, *, after: str | None = None, max_items: int | None = None
    ) -> AnyPager:
        if request.param == "sync":
            return Pager(server.fetch, after=after, max_items=max_items)
        return AsyncPager(server.afetch, after=after, max_items=max_items)

    return open_


def page(*records: int, end: str | None = None, more: bool = True) -> Page[int]:
    return Page(records, total_count=6, has_next=more, end_cursor=end)


def three_pages() -> Server:
    return Server(
        {
            None: page(1, 2, end="b"),
            "b": page(3, 4, end="c"),
            "c": page(5, 6, end="d", more=False),
        }
    )


def records(pager: AnyPager) -> list[int]:
    return asyncio.run(collect(pager))


def resumed(pager: AnyPager, count: int | None = None) -> list[int]:
    """Return the records that `resume()` gives; only the first *count* if given."""

    async def resuming() -> list[int]:
        if isinstance(pager, Pager):
            return list(islice(pager.resume(), count))
        taken: list[int] = []
        if count == 0:
            return taken
        async for number in pager.resume():
            taken.append(number)
            if len(taken) == count:
                break
        return taken

    return asyncio.run(resuming())


def take(pager: AnyPager, count: int) -> list[int]:
    """Return the first *count* records, and stop there."""

    async def taking() -> list[int]:
        taken: list[int] = []
        async with aclosing(stream(pager)) as numbers:
            async for number in numbers:
                taken.append(number)
                if len(taken) == count:
                    break
        return taken

    return asyncio.run(taking())


def test_nothing_is_fetched_before_it_is_asked_for(open_pager: Open) -> None:
    server = three_pages()
    pager = open_pager(server)

    assert (pager.cursor, pager.total_count, pager.records_done) == (None, None, 0)
    assert server.requested == []
    assert take(pager, 1) == [1]
    assert server.requested == [None]


def test_all_records_come_in_order(open_pager: Open) -> None:
    server = three_pages()
    pager = open_pager(server)

    assert records(pager) == [1, 2, 3, 4, 5, 6]
    assert server.requested == [None, "b", "c"]
    assert (pager.cursor, pager.total_count, pager.records_done) == ("d", 6, 6)
    assert resumed(pager) == []


def test_pages_come_whole(open_pager: Open) -> None:
    server = three_pages()
    pages = asyncio.run(collect_pages(open_pager(server)))

    assert pages == [server.pages[cursor] for cursor in (None, "b", "c")]
    assert [len(one) for one in pages] == [2, 2, 2]
    assert pages[0][0] == 1
    assert pages[0][-1:] == (2,)
    assert 2 in pages[0]


def test_after_starts_in_the_middle(open_pager: Open) -> None:
    server = three_pages()

    assert records(open_pager(server, after="b")) == [3, 4, 5, 6]
    assert server.requested == ["b", "c"]


@pytest.mark.parametrize(
    ("max_items", "fetched"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (99, 3)],
)
def test_max_items_bounds_the_records_and_the_pages(
    max_items: int, fetched: int, open_pager: Open
) -> None:
    server = three_pages()
    pager = open_pager(server, max_items=max_items)

    assert records(pager) == [1, 2, 3, 4, 5, 6][:max_items]
    assert len(server.requested) == fetched
    assert pager.records_done == min(max_items, 6)
    assert resumed(pager) == []
    assert len(server.requested) == fetched
    assert records(pager) == [1, 2, 3, 4, 5, 6][:max_items]


def test_max_items_cuts_the_last_page_short(open_pager: Open) -> None:
    pages = asyncio.run(collect_pages(open_pager(three_pages(), max_items=3)))

    assert [one.records for one in pages] == [(1, 2), (3,)]


def test_a_negative_max_items_is_refused_at_once(open_pager: Open) -> None:
    with pytest.raises(ConfigurationError, match="max_items is -1"):
        open_pager(three_pages(), max_items=-1)


@pytest.mark.parametrize("end", [None, "b"])
def test_a_cursor_that_leads_nowhere_is_an_error(
    end: str | None, open_pager: Open
) -> None:
    server = Server({None: page(1, 2, end="b"), "b": page(3, 4, end=end)})
    seen: list[int] = []

    async def walk() -> None:
        async for number in stream(open_pager(server)):
            seen.append(number)  # noqa: PERF401 - what was seen before the error counts

    with pytest.raises(ResponseShapeError, match="never end") as caught:
        asyncio.run(walk())
    assert seen == [1, 2, 3, 4]
    assert caught.value.progress == PageProgress("b", 4)
    assert server.requested == [None, "b"]


def test_a_cursor_that_comes_back_later_is_an_error(open_pager: Open) -> None:
    server = Server(
        {
            None: page(1, end="b"),
            "b": page(2, end="c"),
            "c": page(3, end="b"),
        }
    )
    pager = open_pager(server)
    with pytest.raises(ResponseShapeError, match="came before"):
        records(pager)
    assert server.requested == [None, "b", "c"]
    with pytest.raises(ResponseShapeError, match="came before"):
        resumed(pager)
    assert server.requested == [None, "b", "c"]


def test_a_cursor_that_is_not_needed_may_lead_nowhere(open_pager: Open) -> None:
    server = Server({None: page(1, 2, end=None)})

    assert records(open_pager(server, max_items=2)) == [1, 2]


def test_a_page_without_records_is_walked_over(open_pager: Open) -> None:
    server = Server({None: page(end="b"), "b": page(1, end="c", more=False)})

    assert records(open_pager(server)) == [1]


@pytest.mark.parametrize("after", [None, "b"])
def test_each_iteration_is_a_fresh_one(after: str | None, open_pager: Open) -> None:
    server = three_pages()
    pager = open_pager(server, after=after)
    first = records(pager)

    assert records(pager) == first
    assert server.requested[len(server.requested) // 2 :] == [
        one for one in (None, "b", "c") if after is None or one is not None
    ]
    assert asyncio.run(collect_pages(pager)) == asyncio.run(collect_pages(pager))


def test_an_iteration_that_was_left_goes_on_after_the_last_record(
    open_pager: Open,
) -> None:
    server = three_pages()
    pager = open_pager(server)

    assert take(pager, 3) == [1, 2, 3]
    assert (pager.cursor, pager.records_done) == ("b", 3)
    assert resumed(pager, 2) == [4, 5]
    assert resumed(pager) == [6]
    assert server.requested == [None, "b", "c"]


def test_resuming_what_never_started_starts_it(open_pager: Open) -> None:
    assert resumed(open_pager(three_pages())) == [1, 2, 3, 4, 5, 6]


def test_an_iteration_by_pages_goes_on_with_the_page_that_failed(
    open_pager: Open,
) -> None:
    server = three_pages()
    good, server.pages["c"] = server.pages["c"], ServerError("m", status=503)
    pager = open_pager(server)

    with pytest.raises(ServerError):
        asyncio.run(collect_pages(pager))
    server.pages["c"] = good
    assert resumed(pager) == [5, 6]


def test_a_failure_says_where_to_go_on(open_pager: Open) -> None:
    server = three_pages()
    cause = ServerError("It failed.", status=503, request_id="req-1", retry_after=3)
    cause.during(operation="ListThings", domain="things", attempts=4)
    server.pages["c"] = cause
    pager = open_pager(server)

    with pytest.raises(ServerError) as caught:
        records(pager)

    assert caught.value is cause
    assert cause.progress == PageProgress("c", 4)
    assert str(cause) == (
        "It failed. [ListThings, things, 4 attempts, after 4 records, request req-1]"
    )
    server.pages["c"] = page(5, 6, more=False)
    assert resumed(pager) == [5, 6]


def test_a_failure_of_the_first_page_has_no_cursor(open_pager: Open) -> None:
    server = Server({None: ServerError("It failed.", status=500)})

    with pytest.raises(ServerError) as caught:
        records(open_pager(server))
    assert caught.value.progress == PageProgress(None, 0)


def test_an_error_that_is_not_the_apis_is_left_as_it_is(open_pager: Open) -> None:
    with pytest.raises(KeyError):
        records(open_pager(Server({})))


def test_an_async_pager_says_that_it_is_not_awaited() -> None:
    async def wait() -> None:
        pager: Any = AsyncPager[int](cast("Any", None))
        await pager

    with pytest.raises(TypeError, match=r"^An AsyncPager is iterated, not awaited\."):
        asyncio.run(wait())


def test_a_pager_tells_how_far_it_came(open_pager: Open) -> None:
    pager = open_pager(Server({None: page(1, 2, more=False)}))
    assert "0 records given out" in repr(pager)
    assert records(pager) == [1, 2]
    assert "2 records given out" in repr(pager)
