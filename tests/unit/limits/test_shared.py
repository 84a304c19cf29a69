"""A shared rate limit of a user's own, written with public names only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from support.answers import LIST_COURSES
from support.loopback_server import Loopback, Seen, answer_all
from support.token_endpoint import BOUND
from udacity_client import RateLimitError, SharedRateLimit, StaticToken, Udacity
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Permit
from udacity_client.protocol.http_response import RawResponse


class Shelf:
    """A store in memory that never frees a permit."""

    def __init__(self, limit: int | Literal["auto"]) -> None:
        self._limit: int | Literal["auto"] = limit
        self._lock = threading.Lock()
        self.permits: dict[str, set[str]] = {}
        self.released: list[str] = []
        self.paused: list[tuple[str, float]] = []
        self.limits: dict[str, int] = {}

    @property
    def limit(self) -> int | Literal["auto"]:
        return self._limit

    def acquire(self, key: str, permit_id: str, *, limit: int) -> float:
        with self._lock:
            taken = self.permits.setdefault(key, set())
            if len(taken) >= limit:
                return 600.0
            taken.add(permit_id)
            return 0.0

    def release(self, key: str, permit_id: str) -> None:
        assert permit_id in self.permits[key]
        self.released.append(permit_id)

    def give_back(self, key: str, permit_id: str) -> None:
        self.permits[key].discard(permit_id)

    def pause(self, key: str, seconds: float) -> None:
        self.paused.append((key, seconds))

    def reconcile(self, key: str, *, limit: int, remaining: int) -> None:
        pass

    def load_limit(self, key: str) -> int | None:
        assert self._limit == "auto"
        return self.limits.get(key)

    def store_limit(self, key: str, limit: int) -> None:
        assert self._limit == "auto"
        self.limits[key] = limit


def answer_with(headers: dict[str, str]) -> Callable[[Seen], RawResponse]:
    return lambda seen: replace(answer_all(seen), headers=headers)


def test_a_store_of_a_users_own_limits_a_client() -> None:
    shelf = Shelf(2)
    shared: SharedRateLimit = shelf
    stated = {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0"}
    with (
        Loopback(answer_with(stated)) as server,
        Udacity(
            StaticToken("t"),
            base_url=server.base_url,
            rate_limit=shared,
            deadline=BOUND,
        ) as udacity,
    ):
        for _ in range(2):
            udacity.execute(LIST_COURSES, {})
        with pytest.raises(RateLimitError) as caught:
            udacity.execute(LIST_COURSES, {})

    assert not caught.value.sent
    [taken] = shelf.permits.values()
    assert set(shelf.released) == taken


def test_a_store_of_a_users_own_keeps_the_limit_that_the_api_states() -> None:
    shelf = Shelf("auto")
    with (
        Loopback(answer_with({"X-RateLimit-Limit": "2"})) as server,
        Udacity(
            StaticToken("t"), base_url=server.base_url, rate_limit=shelf, deadline=BOUND
        ) as udacity,
    ):
        for _ in range(2):
            udacity.execute(LIST_COURSES, {})
        with pytest.raises(RateLimitError, match="limit of 2 requests a minute"):
            udacity.execute(LIST_COURSES, {})

    assert list(shelf.limits.values()) == [2]


def test_clients_with_one_store_agree_on_the_limit() -> None:
    shelf = Shelf("auto")
    one, other = (SharedLimiter(shelf, "k", limit="auto") for _ in range(2))
    fixed = SharedLimiter(Shelf(40), "k", limit=40)
    for limiter in (one, other, fixed):
        assert isinstance(limiter.try_acquire(), Permit)
    limits = [limiter.limit for limiter in (one, other, fixed)]
    assert limits == [100, 100, 40]

    for _ in range(3):
        one.reconcile(None, limit=150)
        fixed.reconcile(None, limit=150)
    assert isinstance(other.try_acquire(), Permit)
    assert (one.limit, other.limit, fixed.limit) == (150, 150, 40)

    other.reconcile(None, limit=90)
    assert isinstance(one.try_acquire(), Permit)
    assert (one.limit, other.limit) == (90, 90)


@pytest.mark.parametrize("stored", [0, -3, 10**9])
def test_a_stored_limit_that_cannot_be_one_counts_as_none(stored: int) -> None:
    shelf = Shelf("auto")
    shelf.limits["k"] = stored
    limiter = SharedLimiter(shelf, "k", limit="auto")

    assert isinstance(limiter.try_acquire(), Permit)
    assert limiter.limit == 100
