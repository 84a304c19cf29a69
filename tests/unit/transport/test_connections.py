"""Tell a used connection that broke from a server that fails, over real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from importlib import import_module
from typing import Any, cast

import httpcore
import pytest

from support.answers import CHANGE_COURSES, LIST_COURSES, Course
from support.clients import AnyUdacity, on_virtual_time, settle
from support.clock import VirtualClock
from support.raw_server import FINE, Connection, serving
from support.token_endpoint import BOUND
from udacity_client import (
    ApiConnectionError,
    AsyncUdacity,
    ConfigurationError,
    Result,
    StaticToken,
    Udacity,
)
from udacity_client.limits.sliding_window import Saturated
from udacity_client.system.interrupt_safety import InterruptSafeLock
from udacity_client.transport.connections import (
    CURRENT_EXCHANGE,
    Connections,
    Exchange,
    _AsyncStream,  # pyright: ignore[reportPrivateUsage]  # to look below it
    _Stream,  # pyright: ignore[reportPrivateUsage]  # to look below it
    _WatchedPool,  # pyright: ignore[reportPrivateUsage]  # to be without it
    pools_of,
)
from udacity_client.transport.core import TransportCore

pytestmark = pytest.mark.anyio
RATE_LIMIT = 50
Make = Callable[..., AnyUdacity]


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

    def make_one(base_url: str, http_client: Any = None) -> AnyUdacity:
        kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
        made.append(
            kind(
                StaticToken("t"),
                base_url=base_url,
                http_client=http_client,
                deadline=BOUND,
                rate_limit=RATE_LIMIT,
                transport="httpx" if http_client else library,
            )
        )
        return made[-1]

    yield make_one
    for udacity in made:
        if isinstance(udacity, Udacity):
            udacity.close()
        else:
            await udacity.aclose()


def answer_once(connection: Connection) -> None:
    """Answer the first request of a connection, and reset it at the second."""
    connection.read_request()
    connection.send(FINE)
    if connection.read_request():
        connection.reset()


async def ask(udacity: AnyUdacity, key: str = "") -> Result[list[Course]]:
    variables: dict[str, object] = {"key": key}
    result: Result[list[Course]] = await settle(
        udacity.execute(LIST_COURSES, variables)
    )
    return result


def core_of(udacity: AnyUdacity) -> TransportCore:
    # What retries and requests cost has no public figure.
    transport = udacity._transport  # pyright: ignore[reportPrivateUsage]  # see above
    assert transport is not None
    return transport._core  # pyright: ignore[reportPrivateUsage]  # see above


def empty_quota(udacity: AnyUdacity) -> None:
    """Leave nothing to pay a retry from; what a call paid comes back if it succeeds."""
    context = core_of(udacity)._retry  # pyright: ignore[reportPrivateUsage]  # see above
    while context.quota.try_acquire():
        pass


def requests_counted(udacity: AnyUdacity) -> int:
    limiter = core_of(udacity)._limiters.service  # pyright: ignore[reportPrivateUsage]  # see above
    free = 0
    while not isinstance(limiter.try_acquire(), Saturated):
        free += 1
    return RATE_LIMIT - free


@pytest.mark.parametrize("is_given", [False, True])
async def test_connections_that_are_reset_on_reuse_cost_queries_nothing(
    *, is_given: bool, flavour: str, library: str, make: Make
) -> None:
    # Their names are the same.
    http = cast("Any", import_module(library))
    client = http.Client() if flavour == "sync" else http.AsyncClient()
    with serving(answer_once) as base_url:
        udacity = make(base_url, client if is_given else None)
        for _ in range(12):
            assert (await ask(udacity)).require() == []
            empty_quota(udacity)
    if flavour == "sync":
        client.close()
    else:
        await client.aclose()


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_every_pool_of_a_client_has_the_private_names_that_are_used(
    library: str, proxy: str | None
) -> None:
    # No public name leads to a pool, its backend or its lock. If httpx renames one,
    # this fails, and not only what happens on bad days.
    http = cast("Any", import_module(library))
    with http.Client(proxy=proxy) as client:
        pools: list[Any] = list(pools_of(client))
        assert len(pools) == (2 if proxy else 1)
        for pool in pools:
            assert hasattr(pool, "_network_backend")
            assert hasattr(pool, "_optional_thread_lock")
        Connections().watch(client)
        for pool in pools:
            assert isinstance(pool._optional_thread_lock, InterruptSafeLock)
            assert "transport.connections" in type(pool._network_backend).__module__


async def test_a_mutation_is_not_sent_again_when_its_connection_breaks(
    make: Make,
) -> None:
    with serving(answer_once) as base_url:
        udacity = make(base_url)
        await ask(udacity)
        with pytest.raises(ApiConnectionError) as caught:
            await settle(udacity.execute(CHANGE_COURSES, {}))
    assert caught.value.sent
    assert caught.value.attempts == 1


async def test_a_fresh_connection_that_breaks_is_a_paid_retry(make: Make) -> None:
    broken: list[Connection] = []

    def talk(connection: Connection) -> None:
        connection.read_request()
        if len(broken) < 1:
            broken.append(connection)
            connection.reset()
        else:
            connection.send(FINE)

    with serving(talk) as base_url:
        udacity = make(base_url)
        result = await ask(udacity)
    assert result.attempts == 2


async def test_a_fresh_connection_that_breaks_is_an_error_if_nothing_is_left_to_pay(
    make: Make,
) -> None:
    answered: list[Connection] = []

    def talk(connection: Connection) -> None:
        connection.read_request()
        if answered:
            connection.reset()
        else:
            answered.append(connection)
            connection.send(FINE)

    with serving(talk) as base_url:
        udacity = make(base_url)
        await ask(udacity)
        empty_quota(udacity)
        core_of(udacity).clients.connections.distrust_idle()
        with pytest.raises(ApiConnectionError) as caught:
            await ask(udacity)
    assert caught.value.attempts == 1


async def test_after_one_stale_connection_the_other_idle_ones_are_not_used(
    make: Make,
) -> None:
    seen: list[Connection] = []

    def talk(connection: Connection) -> None:
        seen.append(connection)
        answer_once(connection)

    with serving(talk) as base_url:
        udacity = make(base_url)
        await ask(udacity)
        core_of(udacity).clients.connections.distrust_idle()
        result = await ask(udacity)
    assert result.attempts == 1
    assert len(seen) == 2


class Alarm(VirtualClock):
    """A clock on which something happens in the third sleep."""

    def __init__(self, ring: Callable[[], object]) -> None:
        super().__init__()
        self._ring = ring

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if len(self.naps) == 3:
            self._ring()


async def test_a_host_that_starts_again_within_the_deadline_loses_no_call(
    make: Make,
) -> None:
    def talk(connection: Connection) -> None:
        while connection.read_request():
            connection.send(FINE)

    with serving(talk) as base_url:
        port = int(base_url.rpartition(":")[2])
        udacity = make(base_url)
        on_virtual_time(
            udacity, Alarm(lambda: host.enter_context(serving(talk, port=port)))
        )
        await ask(udacity)
    empty_quota(udacity)
    with ExitStack() as host:
        result = await ask(udacity)

    assert result.require() == []
    assert result.attempts >= 3
    # The two that were answered, and perhaps one that met the old connection.
    assert requests_counted(udacity) <= 3


@pytest.mark.parametrize("stream", ["closed", "consumed"])
async def test_a_hook_that_uses_up_the_response_is_named(
    stream: str, flavour: str, library: str, make: Make
) -> None:
    def use_up(response: Any) -> None:
        if stream == "closed":
            response.close()
        else:
            list(response.iter_raw())

    async def use_up_async(response: Any) -> None:
        if stream == "closed":
            await response.aclose()
        else:
            _ = [chunk async for chunk in response.aiter_raw()]

    # Their names are the same.
    http = cast("Any", import_module(library))
    hook = use_up if flavour == "sync" else use_up_async
    kind = http.Client if flavour == "sync" else http.AsyncClient
    client = kind(event_hooks={"response": [hook]})
    with serving(answer_once) as base_url:
        udacity = make(base_url, client)
        with pytest.raises(ConfigurationError, match="A hook of the http_client"):
            await ask(udacity)
    if flavour == "sync":
        client.close()
    else:
        await client.aclose()


class Twice:
    """A faulty server that answers each request twice.

    The copy begins together with the answer. Its end comes with the next request.
    """

    def __init__(self, early: float) -> None:
        self.heard: list[bytes] = []
        self._early = early

    def __call__(self, connection: Connection) -> None:
        late = b""
        while request := connection.read_request():
            self.heard.append(request)
            key = json.loads(request.partition(b"\r\n\r\n")[2])["variables"]["key"]
            body = json.dumps({"data": {"allCourses": [{"courseKey": key}]}})
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            answer = f"{head}{body}".encode()
            early = max(1, int(len(answer) * self._early))
            connection.send(late + answer + answer[:early])
            late = answer[early:]


@pytest.mark.parametrize("early", [0, 0.5, 1])
async def test_a_connection_with_a_second_answer_is_not_used_again(
    early: float, make: Make
) -> None:
    server = Twice(early)
    with serving(server) as base_url:
        udacity = make(base_url)
        for key in ("nd1", "nd2", "nd3"):
            courses = (await ask(udacity, key)).require()
            assert [course.course_key for course in courses] == [key]
        variables: dict[str, object] = {"key": "nd4"}
        result: Result[Any] = await settle(udacity.execute(CHANGE_COURSES, variables))
    assert result.attempts == 1
    assert len(server.heard) == requests_counted(udacity) == 4


async def test_without_the_parser_a_whole_second_answer_is_told(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_none(*_: object) -> None:
        return None

    # As if httpcore had renamed what has no public name.
    monkeypatch.setattr(_WatchedPool, "parser_of", find_none)
    # In one piece, so the copy is read together with the first.
    talk = Twice(1)

    with serving(talk) as base_url:
        udacity = make(base_url)
        for key in ("nd1", "nd2", "nd3"):
            courses = (await ask(udacity, key)).require()
            assert [course.course_key for course in courses] == [key]
        variables: dict[str, object] = {"key": "nd4"}
        with pytest.raises(ApiConnectionError, match="a second answer") as caught:
            await settle(udacity.execute(CHANGE_COURSES, variables))
    assert caught.value.sent
    assert caught.value.attempts == 1
    # Each query but the first found the copy of an earlier answer.
    assert requests_counted(udacity) == 6


class Below:
    """What lies below a watched stream: it records what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, buffer: bytes, within: float | None) -> None:
        del within
        self.written.append(buffer)

    def read(self, max_bytes: int, within: float | None) -> bytes:
        del max_bytes, within
        return b"an answer"


class AsyncBelow(Below):
    async def write(self, buffer: bytes, within: float | None) -> None:  # type: ignore[override]  # awaited
        super().write(buffer, within)

    async def read(self, max_bytes: int, within: float | None) -> bytes:  # type: ignore[override]  # awaited
        return super().read(max_bytes, within)


@pytest.fixture
def below(flavour: str) -> Below:
    return Below() if flavour == "sync" else AsyncBelow()


@pytest.fixture
def watched(below: Below, flavour: str) -> Any:
    kind = _Stream if flavour == "sync" else _AsyncStream
    return kind(below, _WatchedPool(below, Connections()))


async def test_head_and_body_are_sent_together(watched: Any, below: Below) -> None:
    for part in (b"head ", b"body"):
        await settle(watched.write(part))
    assert below.written == []
    await settle(watched.write(b""))
    assert below.written == [b"head body"]


async def test_a_request_whose_end_is_not_told_is_sent_before_its_answer_is_read(
    watched: Any, below: Below
) -> None:
    await settle(watched.write(b"head"))
    assert await settle(watched.read(100)) == b"an answer"
    assert below.written == [b"head"]
    await settle(watched.read(100))
    assert below.written == [b"head"]


async def test_over_each_library_a_request_leaves_as_a_whole(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    take = _Stream._take_unsent  # pyright: ignore[reportPrivateUsage]  # to count

    def count(stream: _Stream) -> bytes:
        sent.append(take(stream))
        return sent[-1]

    for kind in (_Stream, _AsyncStream):
        monkeypatch.setattr(kind, "_take_unsent", count)
    with serving(answer_once) as base_url:
        await ask(make(base_url))
    assert len(sent) == 1
    assert sent[0].startswith(b"POST ")
    assert sent[0].endswith(b"}")


def test_the_deadline_holds_while_a_large_request_is_written_slowly() -> None:
    now = 0.0

    class Slow(Below):
        def write(self, buffer: bytes, within: float | None) -> None:
            nonlocal now
            now += 0.5
            assert within is not None
            super().write(buffer, within)

    # The module of the stream tells which library's errors to raise.
    Slow.__module__ = "httpcore"
    slow = Slow()
    watched = _Stream(slow, _WatchedPool(slow, Connections()))
    reset = CURRENT_EXCHANGE.set(Exchange(2.0, lambda: now))
    try:
        watched.write(b"x" * 2**20, 30.0)
        with pytest.raises(httpcore.WriteTimeout):
            watched.write(b"", 30.0)
    finally:
        CURRENT_EXCHANGE.reset(reset)
    assert now == 2.0
