"""Keep to deadlines, and to sending a mutation once, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from support.answers import CHANGE_COURSES, LIST_COURSES, reply
from support.clients import AnyUdacity, close, on_virtual_time, settle
from support.clock import VirtualClock, advance_loop
from support.loopback_server import FINE, GRANTED, Loopback, Seen
from support.token_endpoint import BOUND
from udacity_client import (
    ApiTimeoutError,
    AsyncUdacity,
    ClientCredentials,
    StaticToken,
    Udacity,
    UdacityError,
)
from udacity_client.options import NO_OVERRIDES, ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.runtime import UNSET
from udacity_client.transport.core import TransportCore

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_x")
PARTLY_DONE = {
    "data": {"allCourses": [{"courseKey": "changed"}]},
    "errors": [{"message": "no", "extensions": {"code": "UNAUTHORIZED"}}],
}


def test_a_mutation_that_ran_in_part_is_not_sent_again() -> None:
    def answer(seen: Seen) -> RawResponse:
        if seen.operation == "GenerateToken":
            return GRANTED
        return reply(200, PARTLY_DONE) if seen.operation == "ChangeCourses" else FINE

    clock = VirtualClock()
    with Loopback(answer) as server, Udacity(PAIR, base_url=server.base_url) as udacity:
        on_virtual_time(udacity, clock)
        udacity.execute(LIST_COURSES, {})
        clock.advance(10)  # the token is old enough to be replaced

        with pytest.raises(UdacityError):
            udacity.execute(CHANGE_COURSES, {})
    assert [seen.operation for seen in server.seen].count("ChangeCourses") == 1


def test_the_time_that_imports_took_belongs_to_the_first_call() -> None:
    def send(_request: EncodedRequest) -> RawResponse:
        raise NotImplementedError

    clock = VirtualClock()
    now = clock.monotonic()
    options = ClientOptions(credentials=StaticToken("t"), deadline=10)
    core = TransportCore(options, send, clock=clock.both(), began=now - 3)

    ends = [core.call(LIST_COURSES, UNSET, NO_OVERRIDES).ends_at for _ in range(2)]
    assert ends == [now + 7, now + 10]


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_a_machine_that_slept_takes_no_time_from_the_first_call(
    kind: Callable[..., AnyUdacity], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux counts sleep on one of its monotonic clocks, and not on the other."""

    async def ask(base_url: str) -> None:
        udacity = kind(StaticToken("t"), base_url=base_url)
        await settle(udacity.execute(LIST_COURSES, {}))
        await close(udacity)

    awake = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: awake() - 36_000)
    with Loopback() as server:
        asyncio.run(ask(server.base_url))


@pytest.mark.parametrize("kind", [Udacity, AsyncUdacity])
def test_a_call_without_time_has_sent_nothing_and_keeps_nobody_from_the_host(
    kind: Callable[..., AnyUdacity],
) -> None:
    clock = VirtualClock()

    async def ask(base_url: str) -> ApiTimeoutError:
        udacity = kind(StaticToken("t"), base_url=base_url)
        on_virtual_time(udacity, clock)
        with pytest.raises(ApiTimeoutError) as caught:
            await settle(udacity.execute(CHANGE_COURSES, {}, deadline=1e-20))
        await settle(udacity.execute(LIST_COURSES, {}))
        await close(udacity)
        return caught.value

    with Loopback() as server:
        error = asyncio.run(ask(server.base_url))
    assert not error.sent
    assert clock.naps == []
    assert [seen.operation for seen in server.seen] == ["ListCourses"]


def test_a_task_whose_time_ends_before_there_is_a_token_has_sent_nothing() -> None:
    async def ask(server: Loopback) -> ApiTimeoutError:
        clock = VirtualClock()
        async with AsyncUdacity(PAIR, base_url=server.base_url) as udacity:
            on_virtual_time(udacity, clock)
            asked = asyncio.ensure_future(
                udacity.execute(CHANGE_COURSES, {}, deadline=60)
            )
            await asyncio.to_thread(server.wait_until_asked)
            clock.advance(60)
            advance_loop(60)
            with pytest.raises(ApiTimeoutError) as caught:
                await asked
        return caught.value

    with Loopback(held=1) as server:
        error = asyncio.run(ask(server))

    assert not error.sent
    assert "token" in str(error)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def dripping(clock: VirtualClock) -> Iterator[str]:
    """Serve an answer that goes on for a thousand seconds, a byte in each."""
    stop = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(1000):
                if stop.wait(0.01):
                    return
                clock.advance(1)
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        thread.join(BOUND)


def test_an_answer_that_only_drips_does_not_outlast_the_deadline(
    clock: VirtualClock, dripping: str
) -> None:
    with Udacity(StaticToken("a-token"), base_url=dripping) as udacity:
        on_virtual_time(udacity, clock)
        with pytest.raises(ApiTimeoutError) as caught:
            udacity.execute(CHANGE_COURSES, {}, deadline=10)
    assert caught.value.sent  # the API may have made the change
