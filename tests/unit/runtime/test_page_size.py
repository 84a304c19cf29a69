from __future__ import annotations

import pytest

from udacity_client import (
    ApiStatusError,
    ApiTimeoutError,
    GraphQLError,
    GraphQLErrorItem,
    UdacityError,
)
from udacity_client.runtime.page import Page
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.page_walk import PageWalk


def refusal() -> GraphQLError:
    return GraphQLError("first must be at most 100", errors=())


def too_slow() -> ApiTimeoutError:
    return ApiTimeoutError("no answer in time", sent=True)


def gateway_timeout() -> ApiStatusError:
    return ApiStatusError("gateway timeout", status=504)


def sizes_to_the_end(page_size: PageSize, *, largest: int) -> list[int]:
    """Return the sizes requested of a server that refuses more than *largest*."""
    requested: list[int] = []
    for _ in range(12):
        size = page_size.current
        requested.append(size)
        if size > largest:
            assert page_size.learn_from_error(size, refusal())
        else:
            page_size.learn_from_page(size, received=size)
    return requested


def test_a_large_page_is_asked_for_first() -> None:
    page_size = PageSize()
    assert page_size.current == 1000
    page_size.learn_from_page(1000, received=1000)
    assert page_size.current == 1000


def test_a_short_page_shows_the_cap() -> None:
    page_size = PageSize()
    page_size.learn_from_page(1000, received=200)
    assert page_size.current == 200
    page_size.learn_from_page(200, received=200)
    assert page_size.current == 200


def test_pages_that_vary_show_no_cap() -> None:
    page_size = PageSize()
    page_size.learn_from_page(1000, received=937)
    page_size.learn_from_page(937, received=880)
    assert page_size.current == 1000
    page_size.learn_from_page(1000, received=3)
    assert page_size.current == 1000


def test_a_page_without_records_shows_nothing() -> None:
    page_size = PageSize()
    page_size.learn_from_page(1000, received=0)
    assert page_size.current == 1000


def test_a_cut_by_max_items_does_not_count_as_a_size() -> None:
    page_size = PageSize()
    page_size.learn_from_page(10, received=10)
    assert page_size.current == 1000


def test_no_more_is_asked_for_than_max_items_leaves() -> None:
    walk = PageWalk[int](after=None, max_items=250, page_size=PageSize())
    assert walk.next_size() == 250
    records = tuple(range(100))
    walk.receive(Page(records, total_count=900, has_next=True, end_cursor="a"))
    walk.leave_page()
    assert walk.next_size() == 100  # the server's cap
    walk.receive(Page(records, total_count=900, has_next=True, end_cursor="b"))
    walk.leave_page()
    assert walk.next_size() == 50


@pytest.mark.parametrize(
    ("largest", "requested"),
    [
        (100, [1000, 50, 100, 200, 100, 100]),
        (500, [1000, 50, 100, 200, 400, 800, 400, 400]),
        (50, [1000, 50, 100, 50, 50]),
        (999, [1000, 50, 100, 200, 400, 800, 800]),
    ],
)
def test_after_a_refusal_pages_grow_to_what_is_served(
    largest: int, requested: list[int]
) -> None:
    assert sizes_to_the_end(PageSize(), largest=largest)[: len(requested)] == requested


def test_what_is_refused_at_any_size_is_not_about_the_size() -> None:
    page_size = PageSize()
    assert page_size.learn_from_error(1000, refusal())
    assert not page_size.learn_from_error(page_size.current, refusal())
    assert page_size.current == 1000


def test_what_fails_at_a_size_that_worked_is_not_about_the_size() -> None:
    page_size = PageSize()
    page_size.learn_from_page(1000, received=1000)
    assert not page_size.learn_from_error(1000, refusal())
    assert page_size.current == 1000


def test_a_page_that_is_too_slow_for_a_proxy_is_halved_down_to_what_is_sure() -> None:
    page_size, requested = PageSize(), [1000]
    while page_size.learn_from_error(page_size.current, gateway_timeout()):
        requested.append(page_size.current)
    assert requested == [1000, 500, 250, 125, 62, 50]


def test_a_halved_page_does_not_grow_back() -> None:
    page_size = PageSize()
    page_size.learn_from_page(1000, received=1000)
    assert page_size.learn_from_error(1000, gateway_timeout())
    page_size.learn_from_page(500, received=500)
    assert page_size.current == 500


def test_a_page_that_is_too_slow_for_the_deadline_shrinks_to_what_is_sure() -> None:
    page_size, requested = PageSize(), list[int]()
    page_size.learn_from_page(1000, received=1000)
    assert page_size.learn_from_error(1000, too_slow())
    for _ in range(6):
        requested.append(page_size.current)
        page_size.learn_from_page(page_size.current, received=page_size.current)
    assert requested == [50, 100, 200, 400, 800, 800]
    assert not page_size.learn_from_error(50, too_slow())


@pytest.mark.parametrize(
    ("error", "smaller"),
    [
        (ApiStatusError("gateway timeout", status=504), True),
        (ApiStatusError("request timeout", status=408), True),
        (ApiStatusError("bad request", status=400), True),
        (ApiStatusError("content too large", status=413), True),
        (ApiStatusError("unprocessable", status=422), True),
        (ApiStatusError("not found", status=404), False),
        (ApiStatusError("internal error", status=500), False),
        (ApiTimeoutError("never sent", sent=False), False),
        (UdacityError("anything else"), False),
        (
            GraphQLError(
                "partly", errors=(GraphQLErrorItem("pageInfo failed"),), data=object()
            ),
            False,
        ),
    ],
)
def test_only_what_a_smaller_page_may_cure_asks_for_one(
    error: UdacityError, *, smaller: bool
) -> None:
    assert PageSize().learn_from_error(1000, error) is smaller


@pytest.mark.parametrize("error", [gateway_timeout(), too_slow(), refusal()], ids=str)
def test_a_failed_request_for_a_token_is_not_about_the_size(
    error: UdacityError,
) -> None:
    page_size = PageSize()
    error.during(operation="GenerateToken", domain="tokens", attempts=1)

    assert not page_size.learn_from_error(1000, error)
    assert page_size.current == 1000
