"""Send over real sockets with both transports; scenarios hold what users meet."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from support.answers import CHANGE_COURSES, LIST_COURSES, Course, reply
from support.clients import AnyUdacity, settle
from support.loopback_server import FINE, Loopback, Seen
from udacity_client import (
    ApiConnectionError,
    AsyncUdacity,
    ClientCredentials,
    ClosedError,
    ConfigurationError,
    Result,
    StaticToken,
    Udacity,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.auth.credentials import Credentials
from udacity_client.protocol.http_response import RawResponse

PAIR = ClientCredentials(client_id="udcl_1", client_secret="udcs_x")
TOKEN = StaticToken("a-token")

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


Make = Callable[..., AnyUdacity]
AnyHttp = httpx.Client | httpx.AsyncClient


@pytest.fixture
async def make(flavour: str, server: Loopback) -> AsyncIterator[Make]:
    kind: Callable[..., AnyUdacity] = Udacity if flavour == "sync" else AsyncUdacity
    made: list[AnyUdacity] = []

    def make_one(credentials: Credentials = PAIR, **options: Any) -> AnyUdacity:
        made.append(kind(credentials, base_url=server.base_url, **options))
        return made[-1]

    yield make_one
    for udacity in made:
        await close(udacity)


@pytest.fixture
async def make_http(flavour: str) -> AsyncIterator[Callable[..., AnyHttp]]:
    kind: Callable[..., AnyHttp] = (
        httpx.Client if flavour == "sync" else httpx.AsyncClient
    )
    made: list[AnyHttp] = []

    def make_one(**options: Any) -> AnyHttp:
        made.append(kind(**options))
        return made[-1]

    yield make_one
    for client in made:
        await close(client)


async def close(client: AnyUdacity | AnyHttp) -> None:
    if isinstance(client, AsyncUdacity | httpx.AsyncClient):
        await client.aclose()
    else:
        client.close()


async def test_the_token_is_asked_for_without_a_token_and_then_used(
    make: Make, server: Loopback
) -> None:
    udacity = make()
    await settle(udacity.execute(LIST_COURSES, {}))
    await settle(udacity.execute(LIST_COURSES, {}))

    assert [(seen.operation, seen.token) for seen in server.seen] == [
        ("GenerateToken", None),
        ("ListCourses", "Token t1"),
        ("ListCourses", "Token t1"),
    ]
    assert b"udcs_x" in server.seen[0].content
    assert b"udcs_x" not in server.seen[1].content


async def test_the_callers_client_keeps_its_auth_and_headers_to_itself(
    make: Make,
    make_http: Callable[..., AnyHttp],
    server: Loopback,
) -> None:
    mine = make_http(auth=("ann", "hunter2"))
    udacity = make(http_client=mine)
    await settle(udacity.execute(LIST_COURSES, {}))

    assert [seen.token for seen in server.seen] == [None, "Token t1"]


async def test_a_callers_client_that_was_closed_is_called_so(
    make: Make, make_http: Callable[..., AnyHttp]
) -> None:
    mine = make_http()
    await close(mine)

    with pytest.raises(ClosedError, match=r"http_client .* was closed"):
        await settle(make(TOKEN, http_client=mine).execute(LIST_COURSES, {}))


@pytest.mark.parametrize("used", [False, True])
async def test_a_closed_client_sends_nothing(
    *, used: bool, make: Make, server: Loopback
) -> None:
    udacity = make(TOKEN)
    if used:
        await settle(udacity.execute(LIST_COURSES, {}))
    await close(udacity)
    server.seen.clear()

    with pytest.raises(ClosedError, match="was closed"):
        await settle(udacity.execute(LIST_COURSES, {}))
    assert server.seen == []


@pytest.mark.parametrize("deadline", [0, -1, float("nan"), float("inf")])
async def test_a_deadline_that_cannot_be_kept_is_refused_before_sending(
    deadline: float, make: Make, server: Loopback
) -> None:
    udacity = make(TOKEN)

    with pytest.raises(ConfigurationError, match="deadline"):
        await settle(udacity.execute(CHANGE_COURSES, {}, deadline=deadline))
    assert server.seen == []


async def test_a_hook_that_raises_for_the_status_hides_nothing(
    flavour: str,
    make: Make,
    make_http: Callable[..., AnyHttp],
    server: Loopback,
) -> None:
    server.answer = lambda _seen: reply(401, {"errors": [{"message": "no"}]})

    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def acheck(response: httpx.Response) -> None:
        response.raise_for_status()

    hook = check if flavour == "sync" else acheck
    mine = make_http(event_hooks={"response": [hook]})
    with pytest.raises(UnauthorizedError):
        await settle(make(TOKEN, http_client=mine).execute(LIST_COURSES, {}))
    assert len(server.seen) == 1


@pytest.mark.parametrize("packed", [False, True])
async def test_a_hook_may_read_the_answer_first(
    *,
    packed: bool,
    flavour: str,
    make: Make,
    make_http: Callable[..., AnyHttp],
    server: Loopback,
) -> None:
    body = gzip.compress(FINE.content) if packed else FINE.content
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.answer = lambda _seen: reply(200, body, headers)
    read: list[bytes] = []

    def note(response: httpx.Response) -> None:
        read.append(response.read())

    async def anote(response: httpx.Response) -> None:
        read.append(await response.aread())

    mine = make_http(event_hooks={"response": [note if flavour == "sync" else anote]})
    udacity = make(TOKEN, http_client=mine)
    result: Result[list[Course]] = await settle(udacity.execute(LIST_COURSES, {}))

    assert result.require() == []
    assert read == [FINE.content]


async def test_a_proxy_sees_nothing_of_what_stays_on_this_machine(
    make: Make, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as proxy:
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base_url)
        udacity = make()
        await settle(udacity.execute(LIST_COURSES, {}))

        assert proxy.seen == []
    assert len(server.seen) == 2


async def test_a_token_that_is_echoed_shows_nowhere(
    make: Make, server: Loopback
) -> None:
    def echo(seen: Seen) -> RawResponse:
        return reply(403, {"errors": [{"message": f"{seen.token} lacks a scope"}]})

    server.answer = echo
    udacity = make(TOKEN)
    with pytest.raises(UdacityError, match="lacks a scope") as caught:
        await settle(udacity.execute(LIST_COURSES, {}))

    assert "a-token" not in str(caught.value) + repr(vars(caught.value))


async def test_an_answer_that_cannot_be_unpacked_is_a_failed_connection(
    make: Make, server: Loopback
) -> None:
    server.answer = lambda _seen: reply(200, b"short", {"Content-Encoding": "gzip"})
    udacity = make(TOKEN)

    with pytest.raises(ApiConnectionError) as caught:
        await settle(udacity.execute(CHANGE_COURSES, {}))
    assert caught.value.sent
    assert len(server.seen) == 1


async def test_a_listener_that_fails_does_not_fail_the_call(
    make: Make, server: Loopback
) -> None:
    course = {"courseKey": "k", "level": "GURU"}
    server.answer = lambda _seen: reply(200, {"data": {"allCourses": [course]}})

    def fail(_event: object) -> None:
        raise ZeroDivisionError

    udacity = make(TOKEN, on_event=fail)
    result: Result[list[Course]] = await settle(udacity.execute(LIST_COURSES, {}))
    assert result.require()[0].course_key == "k"


async def test_bytes_written_elsewhere_come_back_as_bytes(
    make: Make, server: Loopback
) -> None:
    udacity = make(TOKEN)
    content = b'{"operationName": "Mine", "query": "query Mine{x}"}'

    assert await settle(udacity.post("catalog", content)) == FINE.content
    assert server.seen == [Seen("/v1/catalog/graphql", "Token a-token", content)]
