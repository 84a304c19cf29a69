"""What httpx and httpx2 have in common, and what tells them apart."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import pytest

from support.answers import CHANGE_COURSES, LIST_COURSES, Course
from support.clients import AnyUdacity, settle
from support.raw_server import ANSWER, FINE, Connection, serving
from udacity_client import (
    ApiConnectionError,
    ApiTimeoutError,
    AsyncUdacity,
    ConfigurationError,
    Result,
    RetryPolicy,
    StaticToken,
    Udacity,
    UdacityError,
)
from udacity_client.options import ClientOptions
from udacity_client.transport.engine import HttpClient
from udacity_client.transport.http_client import HttpClients

TOKEN = StaticToken("a-token")
REMOTE = "https://api.example.invalid"

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    return str(request.param)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(flavour: str) -> str:
    return "trio" if flavour == "trio" else "asyncio"


@pytest.fixture
def kind(flavour: str) -> Callable[..., AnyUdacity]:
    return Udacity if flavour == "sync" else AsyncUdacity


@pytest.fixture
def http(library: str) -> Any:
    return import_module(library)


async def failure_of(udacity: AnyUdacity) -> UdacityError:
    """Return how a mutation fails."""
    with pytest.raises(UdacityError) as caught:
        await settle(udacity.execute(CHANGE_COURSES, {}))
    if isinstance(udacity, Udacity):
        udacity.close()
    else:
        await udacity.aclose()
    return caught.value


@pytest.mark.httpx_itself
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_requests_name_the_library_that_sends_them(
    library: str, http: Any
) -> None:
    agent = f"{library}/{http.__version__}"
    options: Any = {"credentials": TOKEN, "transport": library}
    clients = HttpClients(ClientOptions(**options))
    plain = HttpClients(ClientOptions(credentials=TOKEN))

    class Mine(http.AsyncClient):  # type: ignore[misc]  # either library's
        """A class of a caller's, as authlib has one."""

    own = clients.request(None, "catalog", b"{}", within=1.0)
    assert own.headers["User-Agent"].split()[-1] == agent
    for make in (http.Client, http.AsyncClient, Mine):
        given = plain.request(make(), "catalog", b"{}", within=1.0)
        assert given.headers["User-Agent"].split()[-1] == agent


def test_of_another_kind_of_client_only_our_own_name_is_said() -> None:
    class Client:
        def build_request(self, *_arguments: str, **options: Any) -> str:
            return str(options["headers"]["User-Agent"])

    plain = HttpClients(ClientOptions(credentials=TOKEN))
    said = plain.request(cast("Any", Client()), "catalog", b"{}", within=1.0)

    _, python = cast("Any", said).split()
    assert re.fullmatch(r"python/\d+\.\d+\.\d+", python)


def test_a_client_that_fits_is_taken_whatever_its_class() -> None:
    class Recorder:
        """A client that wraps another one."""

        is_closed = False

        def build_request(self, *_arguments: object, **_options: object) -> object:
            return None

        def send(self, *_arguments: object, **_options: object) -> Any:
            return None

        def close(self) -> None:
            pass

    recorder: HttpClient = Recorder()

    Udacity(TOKEN, http_client=recorder)
    with pytest.raises(ConfigurationError, match="Recorder, which is for Udacity"):
        AsyncUdacity(TOKEN, http_client=cast("Any", recorder))


def test_a_client_that_can_be_closed_both_ways_is_judged_by_its_library(
    http: Any,
) -> None:
    class Mine(http.AsyncClient):  # type: ignore[misc]  # either library's
        def close(self) -> None:
            pass

    AsyncUdacity(TOKEN, http_client=Mine())
    with pytest.raises(ConfigurationError, match="Mine, which is for AsyncUdacity"):
        Udacity(TOKEN, http_client=cast("Any", Mine()))


@pytest.mark.parametrize("name", ["Client", "AsyncClient", "Limits"])
def test_what_is_no_client_is_refused(name: str, http: Any) -> None:
    given: Any = getattr(http, name) if "Client" in name else http.Limits()
    for kind in (Udacity, AsyncUdacity):
        with pytest.raises(ConfigurationError, match="not a client of httpx"):
            kind(TOKEN, http_client=given)


@pytest.mark.parametrize(
    ("name", "said"),
    [("aiohttp", "'aiohttp'"), ("requests", "'requests'"), (["httpx"], "a list")],
)
def test_any_other_transport_is_refused(name: Any, said: str) -> None:
    for kind in (Udacity, AsyncUdacity):
        with pytest.raises(ConfigurationError) as caught:
            kind(TOKEN, transport=name)
        assert str(caught.value).startswith(f"transport is {said};")
        assert 'transport="httpx2"' in str(caught.value)


def test_a_client_of_the_callers_is_sent_over_by_itself(http: Any) -> None:
    with pytest.raises(ConfigurationError, match="Give one of them"):
        Udacity(TOKEN, http_client=http.Client(), transport="httpx2")
    with pytest.raises(ConfigurationError, match="Give one of them"):
        AsyncUdacity(TOKEN, http_client=http.AsyncClient(), transport="httpx2")


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
async def test_a_mutation_that_may_have_run_is_not_sent_again(
    said: bytes, library: str, kind: Callable[..., AnyUdacity]
) -> None:
    heard: list[bytes] = []

    def talk(connection: Connection) -> None:
        heard.append(connection.read_request())
        connection.send(said)

    with serving(talk) as base_url:
        udacity = kind(TOKEN, base_url=base_url, transport=library)
        error = await failure_of(udacity)

    assert isinstance(error, ApiConnectionError)
    assert not isinstance(error, ApiTimeoutError)
    assert error.sent
    assert len(heard) == 1


async def test_a_proxy_is_asked_for_a_tunnel(
    library: str, kind: Callable[..., AnyUdacity], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []

    def talk(connection: Connection) -> None:
        heard.append(connection.read_head())
        connection.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with serving(talk) as proxy:
        use_proxy(monkeypatch, proxy.replace("//", "//ann:hunter2@"))
        udacity = kind(TOKEN, base_url=REMOTE, transport=library, retry=None)
        error = await failure_of(udacity)

    assert isinstance(error, ApiConnectionError)
    assert not error.sent
    assert heard[0].startswith(b"CONNECT api.example.invalid:443 HTTP/1.1\r\n")
    assert b"\r\nproxy-authorization: basic " in heard[0].lower()
    assert b"a-token" not in b"".join(heard)
    assert "hunter2" not in str(error) + repr(vars(error))


def use_proxy(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", url)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PACKED = gzip.compress(ANSWER)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(
            b"Connection: close\r\n\r\n" + ANSWER[:-5],
            "broke off before its end",
            id="until the connection closes",
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n9\r\n" + ANSWER[:9] + b"\r\n0\r\n\r\n",
            "broke off before its end",
            id="chunks that a proxy ended",
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\nff\r\n" + ANSWER[:9],
            "incomplete chunked read",
            id="half a chunk",
        ),
        pytest.param(
            b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + PACKED + b"\0",
            "has bytes after its gzip data",
            id="more than gzip",
        ),
    ],
)
async def test_an_answer_without_its_end_is_asked_for_again_if_that_is_safe(
    answer: bytes, said: str, library: str, kind: Callable[..., AnyUdacity]
) -> None:
    heard: list[bytes] = []

    def talk(connection: Connection) -> None:
        while request := connection.read_request():
            heard.append(request)
            if len(heard) % 2 == 0:
                connection.send(FINE)
                continue
            connection.send(HEAD + answer)
            return

    with serving(talk) as base_url:
        at_once = RetryPolicy(base=0.01)
        udacity = kind(TOKEN, base_url=base_url, transport=library, retry=at_once)
        result: Result[list[Course]] = await settle(udacity.execute(LIST_COURSES, {}))
        assert (result.require(), result.attempts) == ([], 2)
        content = await settle(udacity.post("catalog", b'{"query": "{ a }"}'))
        assert (content, len(heard)) == (ANSWER, 4)
        error = await failure_of(udacity)

    assert isinstance(error, ApiConnectionError)
    assert said in str(error)
    assert len(heard) == 5
