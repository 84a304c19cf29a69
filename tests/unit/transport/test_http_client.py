from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from importlib.util import find_spec

import httpx
import pytest

from udacity_client import ApiConnectionError, StaticToken, Udacity, UserToken
from udacity_client.endpoints import DEFAULT_BASE_URL
from udacity_client.options import ClientOptions
from udacity_client.transport import http_client
from udacity_client.transport.http_client import HttpClients

HERE = "http://127.0.0.1:8000/api"


def wire(base_url: str, *, concurrency: int = 8) -> HttpClients:
    return HttpClients(
        ClientOptions(
            credentials=StaticToken("t"), base_url=base_url, concurrency=concurrency
        )
    )


def written(content: bytes = b"{}") -> httpx.Request:
    return wire(HERE).request(None, "catalog", content, within=7.0)


def written_for(mine: httpx.Client, content: bytes = b"{}") -> httpx.Request:
    return wire(HERE).request(mine, "catalog", content, within=7.0)


def test_over_https_httpx_decides_whom_to_trust() -> None:
    assert wire(DEFAULT_BASE_URL).verify.cert_store_stats()["x509"] > 0


@pytest.mark.parametrize("base_url", [HERE, HERE.replace("http", "HTTP")])
def test_over_plain_http_no_server_would_be_trusted_with_tls(base_url: str) -> None:
    verify = wire(base_url).verify

    assert verify.verify_mode is ssl.CERT_REQUIRED
    assert verify.check_hostname
    assert verify.cert_store_stats()["x509"] == 0


@pytest.mark.parametrize("base_url", [HERE, HERE.replace("http", "HTTP")])
def test_proxies_are_for_https_alone(base_url: str) -> None:
    assert not wire(base_url).trust_env
    assert wire(DEFAULT_BASE_URL).trust_env


def test_a_pool_has_a_connection_for_each_call_and_one_for_a_token() -> None:
    limits = wire(HERE, concurrency=50).limits

    assert limits.max_connections == limits.max_keepalive_connections == 51
    assert limits.keepalive_expiry == 60


def test_many_calls_at_once_over_httpx_are_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    http_client._warn_of_concurrency.cache_clear()  # pyright: ignore[reportPrivateUsage]  # another test may have been warned
    options = ClientOptions(
        credentials=StaticToken("t"),
        base_url=HERE,
        concurrency=50,
        transport="httpx2",
    )
    if find_spec("httpx2"):
        HttpClients(options).client().close()
    wire(HERE, concurrency=30).client().close()
    assert caplog.records == []

    for _ in range(2):
        wire(HERE, concurrency=31).client().close()
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert 'Pass transport="httpx2"' in record.getMessage()


@pytest.mark.httpx_itself
def test_a_request_says_what_httpx_would_make_it_say() -> None:
    with httpx.Client() as mine:
        expected = written_for(mine, b'{"query": "{a}"}')
    request = written(b'{"query": "{a}"}')

    assert request.method == expected.method == "POST"
    assert request.url == expected.url == f"{HERE}/v1/catalog/graphql"
    assert request.headers == expected.headers
    assert request.content == expected.content == b'{"query": "{a}"}'
    assert request.extensions == expected.extensions


def test_requests_share_nothing_that_may_be_changed() -> None:
    one_wire = wire(HERE)
    first = one_wire.request(None, "catalog", b"{}", within=7.0)
    first.headers["Authorization"] = "Token t"
    second = one_wire.request(None, "catalog", b"{}", within=7.0)

    assert first.headers["Authorization"] == "Token t"
    assert "Authorization" not in second.headers


def test_a_callers_client_adds_what_is_its_own() -> None:
    with httpx.Client(headers={"X-Team": "ours"}, params={"trace": "1"}) as mine:
        mine.cookies.set("session", "s1")
        request = written_for(mine)

    assert request.headers["X-Team"] == "ours"
    assert request.headers["Cookie"] == "session=s1"
    assert request.url.params["trace"] == "1"


@pytest.mark.parametrize("within", [2.0, 600.0])
def test_no_phase_may_take_longer_than_is_left(within: float) -> None:
    request = wire(HERE).request(None, "catalog", b"{}", within=within)

    assert request.extensions["timeout"] == {
        "connect": min(5.0, within),
        "read": min(60.0, within),
        "write": min(30.0, within),
        "pool": within,
    }


def test_an_own_client_sends_back_no_cookie() -> None:
    answer = httpx.Response(200, headers={"Set-Cookie": "session=s1"})
    answer.request = written()
    for client in (wire(HERE).client(), wire(HERE).async_client()):
        client.cookies.extract_cookies(answer)
        assert not client.cookies


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """Return the list to which each set of certificates is added that is read."""
    made: list[ssl.SSLContext] = []
    make: Callable[..., ssl.SSLContext] = ssl.create_default_context

    def note(*, cafile: str | None = None) -> ssl.SSLContext:
        made.append(make(cafile=cafile))
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", note)
    return made


def test_certificates_are_read_once_for_any_number_of_clients(
    contexts: list[ssl.SSLContext],
) -> None:
    one_wire = wire(DEFAULT_BASE_URL)
    for _ in range(3):
        one_wire.client().close()
        asyncio.run(one_wire.async_client().aclose())

    assert len(contexts) == 1


def test_certificates_are_read_once_for_the_five_domains(
    contexts: list[ssl.SSLContext],
) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        base_url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        with Udacity(
            StaticToken("t"), user_token=UserToken("u"), base_url=base_url, retry=None
        ) as udacity:
            for ask in (
                udacity.catalog.get_catalog,
                udacity.program_progress.list_program_progress,
                udacity.assessment_progress.list_assessment_progress,
                udacity.tokens.list_tokens,
            ):
                with pytest.raises(ApiConnectionError):
                    ask()

    assert len(contexts) == 1
