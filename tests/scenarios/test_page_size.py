"""Find the largest page that the server gives, whatever it does with a larger one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest

from scenarios.conftest import Make, credentials_of
from support.clients import AnyUdacity, collect, collect_pages
from support.clock import VirtualClock
from support.loopback_server import Loopback, Seen
from support.token_endpoint import BOUND
from udacity_client import (
    ApiTimeoutError,
    AsyncUdacity,
    ClientCredentials,
    GraphQLError,
    Udacity,
)
from udacity_client.emulator import Emulator, LargePages
from udacity_client.protocol.http_response import RawResponse

pytestmark = pytest.mark.anyio

GATEWAY_TIMEOUT = RawResponse(504, {}, b"gateway timeout", received_at=0.0)


class Gateway:
    """A proxy before the emulator, with its own opinion of large pages.

    Attributes:
        sizes: The page sizes that were requested.
    """

    def __init__(self, emulator: Emulator, client: httpx.Client) -> None:
        self._origin = emulator.base_url
        self._client = client
        self.sizes: list[int] = []
        self.refuse: Callable[[int], RawResponse | None] = lambda _size: None

    def answer(self, seen: Seen) -> RawResponse:
        if not seen.is_token_request:
            size = json.loads(seen.content)["variables"]["input"]["first"]
            self.sizes.append(size)
            if refusal := self.refuse(size):
                return refusal
        headers = {"Content-Type": "application/json"}
        if seen.token is not None:
            headers["Authorization"] = seen.token
        url = self._origin + seen.path
        reply = self._client.post(url, content=seen.content, headers=headers)
        return RawResponse(reply.status_code, {}, reply.content, received_at=0.0)


@pytest.fixture
def large() -> Iterator[Emulator]:
    with Emulator(learners=400, rate_limit=None) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def gateways_client() -> Iterator[httpx.Client]:
    """Yield a client that is made once, because loading certificates takes long."""
    # The default of 5 s is too short for a busy machine.
    with httpx.Client(timeout=BOUND) as client:
        yield client


@pytest.fixture
def gateway(large: Emulator, gateways_client: httpx.Client) -> Gateway:
    return Gateway(large, gateways_client)


@pytest.fixture
def behind(gateway: Gateway, large: Emulator, make: Make) -> Iterator[AnyUdacity]:
    """Return a client whose requests go through the gateway."""
    with Loopback(gateway.answer) as server:
        yield make(credentials_of(large), base_url=server.base_url)


@pytest.mark.parametrize(
    ("largest", "sizes"),
    [(300, [1000, 500, 250]), (100, [1000, 500, 250, 125, 62])],
)
async def test_a_fast_504_above_a_size_costs_a_request_for_each_half(
    largest: int,
    sizes: list[int],
    behind: AnyUdacity,
    gateway: Gateway,
    clock: VirtualClock,
) -> None:
    gateway.refuse = lambda size: GATEWAY_TIMEOUT if size > largest else None
    pages = await collect_pages(behind.program_progress.iter_program_progress())

    assert sum(map(len, pages)) == pages[0].total_count
    assert gateway.sizes[: len(sizes)] == sizes
    assert sum(size > largest for size in gateway.sizes) <= 5
    assert len(gateway.sizes) - len(pages) <= 5
    assert clock.naps == []


async def test_a_504_at_the_smallest_size_is_retried_as_any_other(
    behind: AnyUdacity, gateway: Gateway, clock: VirtualClock
) -> None:
    gateway.refuse = lambda _: GATEWAY_TIMEOUT if len(gateway.sizes) < 3 else None
    pager = behind.program_progress.iter_program_progress(max_items=50)

    assert len(await collect(pager)) == 50
    assert gateway.sizes == [50, 50, 50]
    assert len(clock.naps) == 2


async def test_a_504_at_a_size_that_the_caller_fixed_is_retried_too(
    behind: AnyUdacity, gateway: Gateway
) -> None:
    gateway.refuse = lambda _: GATEWAY_TIMEOUT if len(gateway.sizes) < 3 else None
    pager = behind.program_progress.iter_program_progress(first=200, max_items=200)

    assert len(await collect(pager)) == 200
    assert gateway.sizes == [200, 200, 200]


async def test_a_large_page_that_never_comes_leaves_time_for_a_small_one(
    gateway: Gateway, large: Emulator, flavour: str
) -> None:
    # As long as it takes a busy machine to send the small ones in time.
    for deadline in (2, 8, 32):
        with suppress(ApiTimeoutError):
            sizes = await sizes_without_large_pages(gateway, large, flavour, deadline)
            if sizes == [1000, 50, 100, 200, 400]:
                return
    pytest.fail(f"the sizes were {gateway.sizes}")


async def sizes_without_large_pages(
    gateway: Gateway, large: Emulator, flavour: str, deadline: float
) -> list[int]:
    """Return the first sizes that are requested if a page of 1,000 never comes."""
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    ended = threading.Event()
    gateway.sizes.clear()

    def hold(size: int) -> None:
        if size == 1000:
            ended.wait(BOUND)

    gateway.refuse = hold
    with Loopback(gateway.answer) as server:
        # By the real clock, which the page of 1,000 uses up by half.
        udacity = kind(
            credentials_of(large), base_url=server.base_url, deadline=deadline
        )
        pager = udacity.program_progress.iter_program_progress()
        try:
            pages = await collect_pages(pager)
        finally:
            ended.set()
            if isinstance(udacity, Udacity):
                udacity.close()
            else:
                await udacity.aclose()

    assert sum(map(len, pages)) == pages[0].total_count
    return gateway.sizes[:5]


async def test_all_sizes_of_a_page_share_its_deadline(
    behind: AnyUdacity, gateway: Gateway, clock: VirtualClock
) -> None:
    def take_long(_size: int) -> RawResponse:
        clock.advance(50)
        return GATEWAY_TIMEOUT

    gateway.refuse = take_long
    started = clock.monotonic()
    with pytest.raises(ApiTimeoutError) as caught:
        await collect(behind.program_progress.iter_program_progress())

    assert caught.value.progress is not None
    assert gateway.sizes[:2] == [1000, 500]
    assert clock.monotonic() - started < 120 + 50


async def test_a_large_company_is_read_in_few_requests(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    records = await collect(udacity.program_progress.iter_program_progress())
    assert emulator.count(operation="ListProgramProgress") == -(-len(records) // 1000)


@pytest.mark.parametrize(
    ("large_pages", "sizes"),
    [("cut", [60, 60, 60]), ("refuse", [50, 50, 50])],
)
async def test_the_cap_is_learnt_and_remembered(
    large_pages: LargePages, sizes: list[int], make: Make
) -> None:
    with Emulator(max_page_size=60, large_pages=large_pages) as emulator:
        credentials = ClientCredentials(
            client_id=emulator.client_id, client_secret=emulator.client_secret
        )
        udacity = make(credentials, base_url=emulator.base_url)
        pages = await collect_pages(udacity.program_progress.iter_program_progress())
        sent = emulator.count(operation="ListProgramProgress")
        again = await collect_pages(udacity.program_progress.iter_program_progress())

        assert [len(page) for page in pages][:3] == sizes
        assert [len(page) for page in again][:3] == sizes
        assert sum(map(len, pages)) == pages[0].total_count
        # A refused size costs a request, once; a cut one none.
        assert sent - len(pages) == {"cut": 0, "refuse": 2}[large_pages]
        sent_again = emulator.count(operation="ListProgramProgress") - sent
        assert sent_again == len(again)


async def test_a_size_that_the_caller_fixes_stays(udacity: AnyUdacity) -> None:
    pages = await collect_pages(
        udacity.program_progress.iter_program_progress(first=70)
    )
    assert {len(page) for page in pages[:-1]} == {70}


async def test_max_items_asks_for_no_more(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(max_items=30)
    assert len(await collect(pager)) == 30
    assert emulator.count(operation="ListProgramProgress") == 1


async def test_a_refusal_of_anything_else_is_told_after_one_more_request(
    udacity: AnyUdacity, emulator: Emulator
) -> None:
    pager = udacity.program_progress.iter_program_progress(after="no cursor")
    with pytest.raises(GraphQLError, match="malformed"):
        await collect(pager)
    assert emulator.count(operation="ListProgramProgress") == 2
