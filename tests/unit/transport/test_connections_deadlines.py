"""Give up in time, and within the limit of memory, whatever a server sends."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from support.answers import LIST_COURSES, reply
from support.clients import AnyUdacity, settle
from support.loopback_server import FINE, Loopback
from support.raw_server import Connection, serving
from udacity_client import (
    ApiConnectionError,
    ApiTimeoutError,
    AsyncUdacity,
    ConfigurationError,
    ResponseShapeError,
    StaticToken,
    Udacity,
)

QUERY = b'{"query": "{ x }"}'

pytestmark = pytest.mark.anyio
Make = Callable[..., AnyUdacity]
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> Any:
    pytest.importorskip(request.param)
    return str(request.param)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
async def make(flavour: str, library: Any) -> AsyncIterator[Make]:
    made: list[AnyUdacity] = []

    def make_one(base_url: str, **options: Any) -> AnyUdacity:
        kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
        made.append(
            kind(StaticToken("t"), base_url=base_url, transport=library, **options)
        )
        return made[-1]

    yield make_one
    for udacity in made:
        if isinstance(udacity, Udacity):
            udacity.close()
        else:
            await udacity.aclose()


PAUSE = 0.02


def dripping(
    head: bytes, piece: bytes, sent: list[bytes]
) -> Callable[[Connection], None]:
    def talk(connection: Connection) -> None:
        connection.read_request()
        connection.send(head)
        for _ in range(500):
            connection.send(piece)
            sent.append(piece)
            time.sleep(PAUSE)

    return talk


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (OK, b"X-More: y\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (OK + b"Content-Length: 9999\r\n\r\n", b" "),
        (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=["headers", "hints", "body", "empty-members"],
)
async def test_an_answer_that_only_drips_ends_with_the_deadline(
    head: bytes, piece: bytes, make: Make
) -> None:
    sent: list[bytes] = []
    with serving(dripping(head, piece, sent)) as base_url:
        udacity = make(base_url, deadline=0.3, retry=None)
        with pytest.raises(ApiTimeoutError):
            await settle(udacity.execute(LIST_COURSES, {}))
        # By the server's pauses, which a busy machine makes longer as well.
        assert len(sent) * PAUSE < 0.6


async def test_a_deadline_that_is_spent_before_connecting_is_a_timeout(
    make: Make,
) -> None:
    with Loopback() as server:
        udacity = make(server.base_url, deadline=1e-9, retry=None)
        with pytest.raises(ApiTimeoutError):
            await settle(udacity.execute(LIST_COURSES, {}))
    assert server.seen == []


async def test_a_request_that_nobody_reads_ends_with_the_deadline(make: Make) -> None:
    longer_than_what_sockets_hold = QUERY + b" " * (1 << 24)
    with socket.create_server(("127.0.0.1", 0)) as never_accepts:
        url = f"http://127.0.0.1:{never_accepts.getsockname()[1]}"
        udacity = make(url, deadline=0.2, retry=None)
        # If a generator is left unfinished, trio warns.
        with pytest.raises(ApiTimeoutError):
            await settle(udacity.post("catalog", longer_than_what_sockets_hold))


async def test_an_answer_beyond_the_limit_is_an_error_and_not_retried(
    make: Make,
) -> None:
    with Loopback() as server:
        server.answer = lambda _seen: reply(
            200, gzip.compress(bytes(1 << 20)), {"Content-Encoding": "gzip"}
        )
        udacity = make(server.base_url, max_answer_bytes=1 << 16)
        with pytest.raises(ResponseShapeError, match="longer than 65,536 bytes"):
            await settle(udacity.execute(LIST_COURSES, {}))
    assert len(server.seen) == 1


async def test_a_body_that_broke_off_is_asked_for_again_in_post_too(
    make: Make,
) -> None:
    packed = gzip.compress(FINE.content)
    with Loopback() as server:
        server.answer = lambda _seen: reply(
            200,
            packed[:-9] if len(server.seen) == 1 else packed,
            {"Content-Encoding": "gzip"},
        )
        udacity = make(server.base_url)
        assert await settle(udacity.post("catalog", QUERY)) == FINE.content
    assert len(server.seen) == 2


async def test_a_body_that_broke_off_says_so(make: Make) -> None:
    def talk(connection: Connection) -> None:
        connection.read_request()
        connection.send(OK + b"Content-Length: 99\r\n\r\n{")

    with serving(talk) as base_url, pytest.raises(ApiConnectionError) as caught:
        await settle(make(base_url, retry=None).post("catalog", QUERY))
    assert caught.value.sent


@pytest.mark.parametrize(
    ("domain", "content", "reason"),
    [
        ("../../x", b"{}", "no domain"),
        ("catalog", b'{"query": "mutation { a }"}', "queries only"),
    ],
)
async def test_post_sends_queries_to_domains_and_nothing_else(
    domain: str, content: bytes, reason: str, make: Make
) -> None:
    with Loopback() as server, pytest.raises(ConfigurationError, match=reason):
        await settle(make(server.base_url).post(domain, content))
    assert server.seen == []
