"""Cancel a call at every point where it awaits anything; nothing must be lost by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from random import Random

import anyio
import anyio.lowlevel
import pytest

from support.answers import LIST_COURSES, reply
from support.cancel_at import Moment, cancel_at
from support.clock import VirtualClock
from support.loopback_server import Loopback, Seen, answer_all
from support.token_endpoint import BOUND, wait_for_refreshes
from udacity_client import ClientCredentials
from udacity_client.auth.token_source import RefreshingTokenSource
from udacity_client.limits.sliding_window import SlidingWindow
from udacity_client.options import ClientOptions, TransportName
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.async_transport import AsyncTransport

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_x")

pytestmark = [
    pytest.mark.anyio,
    # httpx leaves an async generator to the garbage collector; trio tells of each.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


WAYS: list[tuple[TransportName, Moment]] = [
    ("httpx", "asyncio waits"),
    ("httpx", "asyncio wakes"),
    ("httpx", "trio waits"),
    ("httpx2", "asyncio waits"),
    ("httpx2", "asyncio wakes"),
]


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[TransportName, Moment]:
    return request.param  # type: ignore[no-any-return]  # params are of that type


@pytest.fixture
def transport(way: tuple[TransportName, Moment]) -> TransportName:
    return way[0]


@pytest.fixture
def moment(way: tuple[TransportName, Moment]) -> Moment:
    return way[1]


@pytest.fixture
def anyio_backend(moment: Moment) -> str:
    return moment.partition(" ")[0]


class Stumbling:
    """Refuse the first request after each `stumble()`, and answer all others."""

    def __init__(self, status: int) -> None:
        self._refusal = reply(status, {"errors": [{"message": "not now"}]})
        self._stumbles = False

    def stumble(self) -> None:
        self._stumbles = True

    def __call__(self, seen: Seen) -> RawResponse:
        if seen.is_token_request or not self._stumbles:
            return answer_all(seen)
        self._stumbles = False
        return self._refusal


class Client:
    """Be a transport with few places, on virtual time, and know what it has out."""

    def __init__(
        self,
        server: Loopback,
        transport: TransportName,
        *,
        places: int = 1,
        rate_limit: int = 100,
    ) -> None:
        self.clock = VirtualClock()
        self.places = places
        options = ClientOptions(
            credentials=PAIR,
            base_url=server.base_url,
            concurrency=places,
            rate_limit=rate_limit,
            transport=transport,
        )
        self.transport = AsyncTransport(
            options, sleep=self._nap, clock=self.clock.both(), random=Random(1)
        )

    async def _nap(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await anyio.lowlevel.checkpoint()

    async def ask(self) -> None:
        with anyio.fail_after(BOUND):
            await self.transport.execute(LIST_COURSES, {})

    def forgive(self) -> None:
        """Give back what a retry cost that was cancelled, as successes would."""
        for _ in range(5):
            self.transport._core._retry.quota.refill()  # pyright: ignore[reportPrivateUsage]  # see below

    def assert_nothing_is_out(self) -> None:
        (state,) = self.transport._loop_states.values()  # pyright: ignore[reportPrivateUsage]  # see below
        core = self.transport._core  # pyright: ignore[reportPrivateUsage]  # see below
        # What was lost shows from outside only when the last place is gone.
        assert state.places.value == self.places
        for limiter in core._limiters:  # pyright: ignore[reportPrivateUsage]  # see above
            assert isinstance(limiter, SlidingWindow)
            assert not limiter._in_flight  # pyright: ignore[reportPrivateUsage]  # see above
        for source in core.tokens._services.values():  # pyright: ignore[reportPrivateUsage]  # see above
            if isinstance(source, RefreshingTokenSource):
                assert source._pending is None  # pyright: ignore[reportPrivateUsage]  # see above


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


async def until_too_late(cancel_one: Callable[[int], Awaitable[bool]]) -> int:
    """Cancel one call after another, each a suspension later; return how many."""
    cancelled = 0
    while await cancel_one(cancelled + 1):
        cancelled += 1
    return cancelled


async def harmed_by(
    client: Client, moment: Moment, before: Callable[[], None] = lambda: None
) -> int:
    """Cancel calls of one client at each suspension in turn; return how many."""
    await client.ask()

    async def cancel_one(suspension: int) -> bool:
        client.clock.advance(30)  # a refusal may replace the token again
        before()
        came_to_it = await cancel_at(client.ask(), suspension, moment)
        wait_for_refreshes()
        client.assert_nothing_is_out()
        client.clock.advance(10)
        await client.ask()
        client.forgive()
        return came_to_it

    cancelled = await until_too_late(cancel_one)
    await client.transport.aclose()
    return cancelled


async def test_a_first_call_may_be_cancelled_anywhere(
    transport: TransportName, moment: Moment, server: Loopback
) -> None:
    async def cancel_one(suspension: int) -> bool:
        client = Client(server, transport)
        server.seen.clear()
        came_to_it = await cancel_at(client.ask(), suspension, moment)
        wait_for_refreshes()
        client.assert_nothing_is_out()
        await client.ask()
        assert server.token_requests == 1
        await client.transport.aclose()
        return came_to_it

    assert await until_too_late(cancel_one) >= 3


async def test_later_calls_may_be_cancelled_anywhere(
    transport: TransportName, moment: Moment, server: Loopback
) -> None:
    assert await harmed_by(Client(server, transport), moment) >= 2


@pytest.mark.parametrize("status", [401, 503])
async def test_a_call_that_is_tried_again_may_be_cancelled_anywhere(
    transport: TransportName, moment: Moment, status: int
) -> None:
    answer = Stumbling(status)
    with Loopback(answer) as server:
        client = Client(server, transport)
        assert await harmed_by(client, moment, answer.stumble) >= 4


async def test_a_call_that_waits_for_room_may_be_cancelled_anywhere(
    transport: TransportName, moment: Moment, server: Loopback
) -> None:
    client = Client(server, transport, rate_limit=1)
    assert await harmed_by(client, moment) >= 3


async def test_calls_that_wait_behind_a_cancelled_one_are_answered(
    transport: TransportName, moment: Moment, server: Loopback
) -> None:
    client = Client(server, transport)

    async def cancel_one(suspension: int) -> bool:
        came_to_it = False
        async with anyio.create_task_group() as others:
            others.start_soon(client.ask)
            await anyio.lowlevel.checkpoint()
            others.start_soon(client.ask)
            came_to_it = await cancel_at(client.ask(), suspension, moment)
        client.assert_nothing_is_out()
        client.clock.advance(61)
        return came_to_it

    assert await until_too_late(cancel_one) >= 3
    await client.transport.aclose()


async def let_go_soon(server: Loopback) -> None:
    # After the call under test has come to wait for the token as well.
    for _ in range(3):
        await anyio.lowlevel.checkpoint()
    server.let_go()


async def test_a_call_that_waits_for_a_token_may_be_cancelled_anywhere(
    transport: TransportName, moment: Moment
) -> None:
    async def cancel_one(suspension: int) -> bool:
        came_to_it = False
        with Loopback(held=1) as server:
            client = Client(server, transport, places=3)
            async with anyio.create_task_group() as others:
                others.start_soon(client.ask)
                await anyio.to_thread.run_sync(server.wait_until_asked)
                others.start_soon(client.ask)
                await anyio.lowlevel.checkpoint()
                others.start_soon(let_go_soon, server)
                came_to_it = await cancel_at(client.ask(), suspension, moment)
            client.assert_nothing_is_out()
            assert server.token_requests == 1
            await client.transport.aclose()
        return came_to_it

    assert await until_too_late(cancel_one) >= 3
