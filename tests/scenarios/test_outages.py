"""Many calls at once to a host that restarts, that fails, or that was never there."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from random import Random
from typing import Literal, TypeAlias

import anyio
import httpx
import pytest

from scenarios.conftest import Make
from support.answers import LIST_COURSES, reply
from support.clients import AnyUdacity, settle
from support.loopback_server import Loopback
from support.raw_server import ANSWER, FINE, Connection, serving
from support.token_endpoint import BOUND
from support.virtual_time import loop_clock, run_on_virtual_time
from udacity_client import (
    ApiConnectionError,
    AsyncUdacity,
    ServerError,
    StaticToken,
    Udacity,
    UdacityError,
)
from udacity_client.transport.async_transport import AsyncTransport

TOKEN = StaticToken("t")
LATENCY = 0.1
AWAY = 10.0
PLACES = 8

Backend: TypeAlias = Literal["asyncio", "trio"]
both_loops = pytest.mark.parametrize("backend", ["asyncio", "trio"])


class Host:
    """A host on a loop's time: it fails, or refuses connections for a while.

    Attributes:
        requests: How many requests reached it.
        refused: How many connections it refused.
    """

    def __init__(self, *, status: int = 200) -> None:
        self.requests = 0
        self.refused = 0
        self._status = status
        self._away: tuple[float, float] | None = None

    def leave(self, *, after: float = 0.0, seconds: float) -> None:
        now = anyio.current_time()
        self._away = (now + after, now + after + seconds)

    @property
    def is_away(self) -> bool:
        away = self._away
        return away is not None and away[0] <= anyio.current_time() < away[1]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_away:
            self.refused += 1
            raise httpx.ConnectError("refused", request=request)
        self.requests += 1
        await anyio.sleep(LATENCY)
        if self.is_away:
            raise httpx.ReadError("reset", request=request)
        return httpx.Response(self._status, content=ANSWER)


@asynccontextmanager
async def client_of(
    host: Host, *, rate_limit: int | None = None
) -> AsyncGenerator[AsyncUdacity]:
    """Give a client whose requests reach *host*, and whose time is the loop's."""
    transport = httpx.MockTransport(host.answer)
    async with httpx.AsyncClient(transport=transport) as http_client:
        udacity = AsyncUdacity(
            TOKEN,
            base_url="http://127.0.0.1:1/api",
            http_client=http_client,
            concurrency=PLACES,
            rate_limit=rate_limit,
            deadline=60,
        )
        udacity._transport = AsyncTransport(  # pyright: ignore[reportPrivateUsage]  # no option
            udacity._options,  # pyright: ignore[reportPrivateUsage]  # see above
            http_client=http_client,
            clock=loop_clock(),
            random=Random(1),
        )
        yield udacity


async def call_at_once(udacity: AnyUdacity, count: int) -> list[UdacityError]:
    """Make *count* calls at the same time; return the errors."""
    errors = list[UdacityError]()
    if isinstance(udacity, Udacity):

        def call(_nth: int) -> None:
            try:
                udacity.execute(LIST_COURSES, {})
            except UdacityError as error:
                errors.append(error)

        with ThreadPoolExecutor(count) as pool:
            list(pool.map(call, range(count)))
        return errors

    async def acall() -> None:
        try:
            await udacity.execute(LIST_COURSES, {})
        except UdacityError as error:
            errors.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(acall)
    return errors


@both_loops
@pytest.mark.parametrize(
    ("after", "rate_limit"),
    [
        (0.0, None),
        # Requests that were refused used nothing up.
        (0.0, 1 + 100),
        (0.15, None),
        # Those that were out when it left may have been counted.
        (0.15, 1 + 100 + PLACES),
    ],
)
def test_a_restart_loses_no_call(
    after: float, rate_limit: int | None, backend: Backend
) -> None:
    host = Host()

    async def main() -> tuple[float, list[UdacityError]]:
        async with client_of(host, rate_limit=rate_limit) as udacity:
            await udacity.execute(LIST_COURSES, {})
            began = anyio.current_time()
            host.leave(after=after, seconds=AWAY)
            errors = await call_at_once(udacity, 100)
            return anyio.current_time() - began, errors

    took, errors = run_on_virtual_time(main, backend=backend)
    assert errors == []
    assert AWAY <= took <= 15
    # One probe at a time, four in a second at most; a crowd only at first.
    assert host.refused <= AWAY / 0.25 + PLACES
    assert host.requests <= 1 + 100 + PLACES


@both_loops
def test_a_host_that_was_never_there_is_given_up_after_ten_seconds(
    backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    host = Host()

    async def main() -> tuple[float, list[UdacityError]]:
        host.leave(seconds=1e9)
        async with client_of(host) as udacity:
            errors = await call_at_once(udacity, 100)
            return anyio.current_time(), errors

    took, errors = run_on_virtual_time(main, backend=backend)
    assert len(errors) == 100
    assert all(isinstance(error, ApiConnectionError) for error in errors)
    assert 7 <= took <= 10
    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert "waits: the host cannot be reached. Next try in" in record.getMessage()


@both_loops
def test_a_thousand_calls_at_once_to_a_host_that_only_fails_add_few_requests(
    backend: Backend,
) -> None:
    host = Host(status=500)

    async def main() -> list[UdacityError]:
        async with client_of(host) as udacity:
            return await call_at_once(udacity, 1000)

    errors = run_on_virtual_time(main, backend=backend)
    assert len(errors) == 1000
    assert all(isinstance(error, ServerError) for error in errors)
    assert 1000 < host.requests < 1000 + 110


@both_loops
def test_a_call_pauses_between_its_tries_for_at_most_20_s(backend: Backend) -> None:
    host = Host(status=500)

    async def main() -> float:
        async with client_of(host) as udacity:
            began = anyio.current_time()
            [error] = await call_at_once(udacity, 1)
            assert isinstance(error, ServerError)
            return anyio.current_time() - began

    # It ends when the next pause would pass the deadline.
    assert 60 - 20 <= run_on_virtual_time(main, backend=backend) <= 60
    assert 1 < host.requests < 60


@pytest.mark.anyio
async def test_calls_in_turn_to_a_server_that_only_fails_add_few_requests(
    make: Make,
) -> None:
    with Loopback(lambda _seen: reply(500)) as server:
        udacity = make(TOKEN, base_url=server.base_url, rate_limit=None)
        for _ in range(300):
            with pytest.raises(ServerError):
                await settle(udacity.execute(LIST_COURSES, {}))

        assert 300 < len(server.seen) < 300 + 110


def answer_each(connection: Connection) -> None:
    while connection.read_request():
        connection.send(FINE)


@contextmanager
def served_again(port: int, *, after: float) -> Generator[None]:
    """Serve on *port* in a while, until the block ends."""
    ended = threading.Event()

    def serve() -> None:
        if not ended.wait(after):
            with serving(answer_each, port=port):
                ended.wait()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("away", "rate_limit", "latest"),
    [
        # On a machine that does nothing else.
        pytest.param(AWAY, None, 15.0, marks=pytest.mark.long),
        pytest.param(AWAY, 1 + 100 + PLACES, 15.0, marks=pytest.mark.long),
        pytest.param(3.0, 1 + 100 + PLACES, BOUND, marks=pytest.mark.slow),
    ],
)
async def test_a_restart_of_a_real_server_loses_no_call(
    away: float, rate_limit: int | None, latest: float, flavour: str
) -> None:
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    with serving(answer_each) as base_url:
        udacity = kind(
            TOKEN,
            base_url=base_url,
            concurrency=PLACES,
            rate_limit=rate_limit,
            deadline=BOUND,
        )
        await settle(udacity.execute(LIST_COURSES, {}))
    began = time.monotonic()
    with served_again(int(base_url.rsplit(":", 1)[1]), after=away):
        errors = await call_at_once(udacity, 100)
        took = time.monotonic() - began

    assert errors == []
    assert away <= took <= latest
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()
