"""Send as many requests as the API says it takes, and no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from scenarios.conftest import Make, credentials_of
from support.answers import LIST_COURSES
from support.clients import AnyUdacity, settle
from support.clock import VirtualClock
from support.loopback_server import Loopback, Seen, answer_all
from support.shared_limits import file_limit
from udacity_client.emulator import Emulator
from udacity_client.protocol.http_response import RawResponse

pytestmark = pytest.mark.anyio

Limited: TypeAlias = Callable[[int], AbstractContextManager[Emulator]]


@pytest.fixture
def limited(clock: VirtualClock) -> Limited:
    """Make an emulator with another rate limit, on the same clock."""
    return lambda limit: Emulator(learners=5, rate_limit=limit, clock=clock.wall)


async def requests_in_a_minute(udacity: AnyUdacity, clock: VirtualClock) -> int:
    """Return how many calls return before one has to wait."""
    count = 0
    while not clock.naps:
        await settle(udacity.catalog.get_catalog())
        count += 1
    return count - 1


@pytest.mark.parametrize(
    "limit", [150, pytest.param(100, marks=pytest.mark.slow), 20, 2]
)
async def test_the_limit_of_the_api_is_used_up_and_not_exceeded(
    limit: int, limited: Limited, make: Make, clock: VirtualClock
) -> None:
    with limited(limit) as emulator:
        udacity = make(credentials_of(emulator), base_url=emulator.base_url)

        assert await requests_in_a_minute(udacity, clock) == limit
        assert emulator.count(status=429) == 0
        assert 0 < sum(clock.naps) <= 60


@pytest.mark.parametrize("limit", [30, 120])
async def test_a_number_that_the_caller_gave_is_kept(
    limit: int, limited: Limited, make: Make, clock: VirtualClock
) -> None:
    with limited(150) as emulator:
        udacity = make(
            credentials_of(emulator), base_url=emulator.base_url, rate_limit=limit
        )

        assert await requests_in_a_minute(udacity, clock) == limit


async def test_clients_with_one_file_share_what_one_of_them_heard(
    limited: Limited, make: Make, clock: VirtualClock, tmp_path: Path
) -> None:
    def make_one(emulator: Emulator) -> AnyUdacity:
        shared = file_limit(tmp_path / "limit", limit="auto", clock=clock.monotonic)
        return make(
            credentials_of(emulator), base_url=emulator.base_url, rate_limit=shared
        )

    with limited(12) as emulator:
        one, other = make_one(emulator), make_one(emulator)
        for _ in range(7):
            await settle(one.catalog.get_catalog())

        assert await requests_in_a_minute(other, clock) == 5
        assert emulator.count(status=429) == 0


async def test_what_the_answer_to_a_request_for_a_token_states_is_another_limit(
    make: Make, clock: VirtualClock
) -> None:
    def answer(seen: Seen) -> RawResponse:
        limit = "7" if seen.is_token_request else "9"
        return replace(answer_all(seen), headers={"X-RateLimit-Limit": limit})

    with Loopback(answer) as server:
        udacity = make(base_url=server.base_url)
        for _ in range(9):
            await settle(udacity.execute(LIST_COURSES, {}))
        assert clock.naps == []

        await settle(udacity.execute(LIST_COURSES, {}))
        assert clock.naps == [60]
