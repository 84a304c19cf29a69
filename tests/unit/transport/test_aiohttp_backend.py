"""Send over aiohttp what the other transport sends, and fail in the same words."""

from __future__ import annotations

import asyncio
import gzip
import socket
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from support.answers import CHANGE_COURSES, LIST_COURSES, Course, reply
from support.clients import on_virtual_time
from support.clock import VirtualClock, advance_loop
from support.loopback_server import FINE, Loopback, Seen
from support.token_endpoint import BOUND
from udacity_client import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    AsyncUdacity,
    ClientCredentials,
    ConfigurationError,
    StaticToken,
)
from udacity_client.errors import UdacityError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.runtime import Operation

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_x")
TOKEN = StaticToken("a-token")
DEADLINE = 60.0

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def over_aiohttp(
    base_url: str,
    credentials: ClientCredentials | StaticToken = TOKEN,
    *,
    concurrency: int = 8,
    deadline: float = DEADLINE,
) -> AsyncUdacity:
    return AsyncUdacity(
        credentials,
        base_url=base_url,
        concurrency=concurrency,
        deadline=deadline,
        rate_limit=None,
        transport="aiohttp",
    )


@contextmanager
def speaking(said: bytes) -> Generator[tuple[str, list[bytes]]]:
    """Answer each connection's first bytes by *said*, and hang up.

    Yields:
        The base URL, and what was heard.
    """
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(BOUND)

        def serve() -> None:
            while True:
                connection, _address = listener.accept()
                with connection:
                    connection.settimeout(BOUND)
                    heard.append(connection.recv(65_536))
                    if heard[-1] == b"":
                        return
                    connection.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
        finally:
            # Says nothing, and so ends it.
            socket.create_connection(listener.getsockname()).close()
            thread.join(BOUND)
    heard.pop()


async def failure_of(
    base_url: str,
    operation: Operation[dict[str, object], list[Course]],
    *,
    clock: VirtualClock | None = None,
) -> UdacityError:
    """Return how a call of *operation* fails."""
    async with over_aiohttp(base_url) as udacity:
        on_virtual_time(udacity, clock or VirtualClock())
        with pytest.raises(UdacityError) as caught:
            await udacity.execute(operation, {})
    return caught.value


async def test_a_call_is_what_it_is_over_httpx(server: Loopback) -> None:
    async with over_aiohttp(server.base_url, PAIR) as udacity:
        assert (await udacity.execute(LIST_COURSES, {})).require() == []
        await udacity.execute(LIST_COURSES, {})
    over_it = list(server.seen)
    server.seen.clear()
    async with AsyncUdacity(PAIR, base_url=server.base_url) as udacity:
        await udacity.execute(LIST_COURSES, {})
        await udacity.execute(LIST_COURSES, {})

    assert over_it == server.seen
    assert [seen.token for seen in over_it] == [None, "Token t1", "Token t1"]


async def test_an_answer_may_be_packed(server: Loopback) -> None:
    packed = gzip.compress(FINE.content)
    server.answer = lambda _seen: reply(200, packed, {"Content-Encoding": "gzip"})

    async with over_aiohttp(server.base_url) as udacity:
        assert await udacity.post("catalog", b"{}") == FINE.content


async def test_no_cookie_is_sent_back() -> None:
    with speaking(
        b"HTTP/1.1 200 OK\r\nSet-Cookie: session=s1; Domain=localhost\r\n"
        b"Content-Length: 28\r\nConnection: close\r\n\r\n" + FINE.content
    ) as (base_url, heard):
        there = base_url.replace("127.0.0.1", "localhost")
        async with over_aiohttp(there) as udacity:
            await udacity.post("catalog", b"{}")
            await udacity.post("catalog", b"{}")

    assert len(heard) == 2
    assert b"cookie" not in b"".join(heard).lower()


def test_it_serves_one_event_loop_after_another(server: Loopback) -> None:
    udacity = over_aiohttp(server.base_url, PAIR)

    async def ask() -> int:
        async with udacity:
            results = await asyncio.gather(
                *(udacity.execute(LIST_COURSES, {}) for _ in range(20))
            )
        return len(results)

    assert [asyncio.run(ask()) for _ in range(3)] == [20, 20, 20]
    assert server.token_requests == 1


async def test_a_redirect_is_not_followed(server: Loopback) -> None:
    with Loopback() as elsewhere:
        where = {"Location": elsewhere.base_url}
        server.answer = lambda _seen: reply(307, b"", where)
        error = await failure_of(server.base_url, LIST_COURSES)

        assert elsewhere.seen == []
    assert isinstance(error, ApiStatusError)
    assert "never sent after a redirect" in str(error)


async def test_an_answer_that_comes_late_is_a_timeout() -> None:
    clock = VirtualClock()
    with Loopback(held=1) as server:
        asked = asyncio.ensure_future(
            failure_of(server.base_url, LIST_COURSES, clock=clock)
        )
        await asyncio.to_thread(server.wait_until_asked)
        clock.advance(DEADLINE)
        advance_loop(DEADLINE)
        error = await asked

    assert isinstance(error, ApiTimeoutError)
    assert "did not answer in time" in str(error)
    assert error.sent


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        error = await failure_of(base_url, CHANGE_COURSES)

    assert isinstance(error, ApiConnectionError)
    assert "could not be reached" in str(error)
    assert not error.sent


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-", id="half a head"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", id="half a body"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{",
            id="half a chunk",
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", id="no length"),
    ],
)
async def test_a_mutation_that_may_have_run_is_not_sent_again(said: bytes) -> None:
    with speaking(said) as (base_url, heard):
        error = await failure_of(base_url, CHANGE_COURSES)

    assert isinstance(error, ApiConnectionError)
    assert not isinstance(error, ApiTimeoutError)
    assert error.sent
    assert len(heard) == 1


async def test_a_token_that_is_echoed_shows_nowhere(server: Loopback) -> None:
    def echo(seen: Seen) -> RawResponse:
        return reply(403, {"errors": [{"message": f"{seen.token} lacks a scope"}]})

    server.answer = echo
    error = await failure_of(server.base_url, LIST_COURSES)

    assert "lacks a scope" in str(error)
    assert "a-token" not in str(error) + repr(vars(error))


async def test_a_proxy_sees_nothing_of_what_stays_on_this_machine(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as proxy:
        use_proxy(monkeypatch, proxy.base_url)
        async with over_aiohttp(server.base_url) as udacity:
            await udacity.execute(LIST_COURSES, {})

        assert proxy.seen == []
    assert len(server.seen) == 1


async def test_a_proxy_is_asked_for_a_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as (
        proxy,
        heard,
    ):
        use_proxy(monkeypatch, proxy.replace("//", "//ann:hunter2@"))
        error = await failure_of("https://api.example.invalid", CHANGE_COURSES)

    assert isinstance(error, ApiConnectionError)
    assert heard[0].startswith(b"CONNECT api.example.invalid:443 HTTP/1.1\r\n")
    assert b"\r\nproxy-authorization: basic " in heard[0].lower()
    assert b"a-token" not in b"".join(heard)
    assert "hunter2" not in str(error) + repr(vars(error))


async def test_a_host_may_be_exempt_from_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Loopback() as proxy:
        use_proxy(monkeypatch, proxy.base_url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            base_url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
            await failure_of(base_url, LIST_COURSES)

        assert proxy.seen == []


async def test_a_proxy_that_aiohttp_cannot_use_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_proxy(monkeypatch, "socks5://ann:hunter2@127.0.0.1:1080")
    error = await failure_of("https://api.example.invalid", LIST_COURSES)

    assert isinstance(error, ConfigurationError)
    assert "socks5 proxy" in str(error)
    assert "hunter2" not in str(error) + repr(vars(error))


def use_proxy(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, url)


@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_another_kind_of_event_loop_is_refused(server: Loopback) -> None:
    error = await failure_of(server.base_url, LIST_COURSES)

    assert isinstance(error, ConfigurationError)
    assert "asyncio" in str(error)
    assert server.seen == []


async def test_a_client_of_the_callers_has_a_transport_of_its_own() -> None:
    async with httpx.AsyncClient() as mine:
        with pytest.raises(ConfigurationError, match="Give one of them"):
            AsyncUdacity(TOKEN, http_client=mine, transport="aiohttp")


def test_any_other_transport_is_refused() -> None:
    requests: Any = "requests"

    with pytest.raises(ConfigurationError, match="'httpx' or 'httpx2'"):
        AsyncUdacity(TOKEN, transport=requests)


def test_without_the_extra_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "httpx_aiohttp", raising=False)

    with pytest.raises(ConfigurationError) as caught:
        AsyncUdacity(TOKEN, transport="aiohttp")
    assert str(caught.value).endswith("\n  pip install 'udacity-client[aiohttp]'")
