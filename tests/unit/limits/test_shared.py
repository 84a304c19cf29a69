"""A shared rate limit of a user's own, written with public names only."""

from __future__ import annotations

import threading

import pytest

from support.answers import LIST_COURSES
from support.loopback_server import Loopback, answer_all
from udacity_client import RateLimitError, SharedRateLimit, StaticToken, Udacity


class Shelf:
    """A store in memory that never frees a permit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.permits: dict[str, set[str]] = {}
        self.released: list[str] = []
        self.paused: list[tuple[str, float]] = []

    @property
    def limit(self) -> int:
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


def test_a_store_of_a_users_own_limits_a_client() -> None:
    shelf = Shelf(2)
    shared: SharedRateLimit = shelf
    with (
        Loopback(answer_all) as server,
        Udacity(
            StaticToken("t"), base_url=server.base_url, rate_limit=shared, deadline=5
        ) as udacity,
    ):
        for _ in range(2):
            udacity.execute(LIST_COURSES, {})
        with pytest.raises(RateLimitError) as caught:
            udacity.execute(LIST_COURSES, {})

    assert not caught.value.sent
    [taken] = shelf.permits.values()
    assert set(shelf.released) == taken
