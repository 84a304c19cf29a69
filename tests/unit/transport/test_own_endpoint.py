"""Queries to a project's own endpoint: headers, attempts, refusals."""

from __future__ import annotations

import inspect
import json
import socket

import httpcore
import pytest

from support.clock import VirtualClock
from support.loopback_server import Loopback, Seen
from support.token_endpoint import BOUND
from udacity_client.errors import (
    ApiConnectionError,
    ApiStatusError,
    ApiTimeoutError,
    ForbiddenError,
    RateLimitError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.protocol.endpoint_request import EndpointRequest
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.own_endpoint import EndpointSender

QUERY = b'{"query": "{ a }"}'
SECRET = "s3cr3t"
FINE = RawResponse(200, {}, b'{"data": {"a": 1}}', received_at=0.0)


def respond(status: int, content: str = "", **headers: str) -> RawResponse:
    return RawResponse(status, headers, content.encode(), received_at=0.0)


def request_to(url: str) -> EndpointRequest:
    return EndpointRequest(
        domain="shop",
        url=url,
        headers={"Authorization": f"Bearer {SECRET}", "X-Client": "ci"},
        secrets=(SECRET,),
        advice="Check what it got: Authorization from SHOP_TOKEN.",
    )


def ask(
    *answers: RawResponse, deadline: float = BOUND, max_attempts: int | None = 3
) -> tuple[bytes | UdacityError, list[Seen], float]:
    """Return the result, the requests, and how long it slept."""
    left = list(answers)
    clock = VirtualClock()
    began = clock.monotonic()
    with Loopback(lambda _: left.pop(0)) as server:
        sender = EndpointSender(
            request_to(f"{server.base_url}/graphql"),
            deadline=deadline,
            sleep=clock.sleep,
            clock=clock.both(),
        )
        result: bytes | UdacityError
        try:
            result = sender.ask(QUERY, max_attempts=max_attempts).result
        except UdacityError as error:
            result = error
        sender.close()
        return result, server.seen, clock.monotonic() - began


def test_it_sends_the_headers_and_no_token_of_udacity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UDACITY_TOKEN", "udacity")
    result, (seen,), _ = ask(FINE)
    assert result == FINE.content
    assert (seen.path, seen.token, seen.content) == ("/graphql", "Bearer s3cr3t", QUERY)
    assert seen.headers["X-Client"] == "ci"
    assert "udacity" not in "".join(seen.headers.values()).replace("udacity-client", "")


def test_it_waits_and_tries_again_as_often_as_it_may() -> None:
    busy = respond(429, **{"Retry-After": "7"})
    assert ask(busy, respond(503), FINE)[0::2] == (FINE.content, 8.0)
    result, seen, slept = ask(respond(503), respond(502), max_attempts=2)
    assert isinstance(result, ServerError)
    assert (len(seen), result.attempts, slept) == (2, 2, 1.0)
    too_busy = respond(429, **{"Retry-After": "70"})
    result, seen, slept = ask(too_busy, deadline=BOUND)
    assert isinstance(result, RateLimitError)
    assert (len(seen), slept) == (1, 0.0)


@pytest.mark.parametrize(
    ("status", "kind", "advice"),
    [
        (401, UnauthorizedError, " Check what it got: Authorization from SHOP_TOKEN."),
        (403, ForbiddenError, " Check what it got: Authorization from SHOP_TOKEN."),
        (302, ApiStatusError, " Headers are never sent after a redirect; correct the "),
        (404, ApiStatusError, " Check the URL."),
        (418, ApiStatusError, ""),
    ],
)
def test_a_refusal_names_the_endpoint_and_no_secret(
    status: int, kind: type[ApiStatusError], advice: str
) -> None:
    body = json.dumps({"errors": [{"message": f"no {SECRET}, introspection is off"}]})
    result, seen, _ = ask(respond(status, body, Location="http://127.0.0.1:1/"))
    assert type(result) is kind
    assert len(seen) == 1
    assert f"/graphql answered with HTTP {status}: no **********, intro" in str(result)
    assert advice in str(result)
    assert SECRET not in repr(vars(result))


@pytest.mark.parametrize("status", [200, 400])
def test_graphql_errors_are_an_answer_without_the_secret(status: int) -> None:
    body = json.dumps({"errors": [{"message": f"{SECRET} is unknown"}]})
    result, _, _ = ask(respond(status, body))
    assert isinstance(result, bytes)
    assert b"********** is unknown" in result


def test_a_secret_that_extensions_echo_is_masked() -> None:
    body = f'{{"data": {{"a": 1}}, "extensions": {{"got": "{SECRET}"}}}}'
    result, *_ = ask(respond(200, body))
    assert isinstance(result, bytes)
    assert b"**********" in result
    assert SECRET.encode() not in result


def test_data_keeps_what_looks_like_a_secret() -> None:
    body = json.dumps({"data": {"a": SECRET}})
    assert ask(respond(200, body))[0] == body.encode()


def test_a_server_that_is_not_there_and_one_that_is_slow() -> None:
    with Loopback() as server:
        gone = server.base_url
    sender = EndpointSender(request_to(gone), deadline=BOUND)
    with pytest.raises(ApiConnectionError, match="could not be reached"):
        sender.ask(QUERY, max_attempts=1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        sender = EndpointSender(request_to(url), deadline=0.05)
        with pytest.raises(ApiTimeoutError, match="did not answer in time"):
            sender.ask(QUERY)


def test_its_repr_holds_no_secret() -> None:
    assert SECRET not in repr(request_to("https://shop.example.com"))


class Interrupted(BaseException):
    """What the handler of a signal raises."""


def test_an_interrupt_shows_no_frame_with_the_headers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> bytes:
        raise Interrupted

    monkeypatch.setattr(
        f"{httpcore.__name__}._backends.sync.SyncStream.read", interrupt
    )
    with Loopback() as server:
        sender = EndpointSender(request_to(server.base_url), deadline=BOUND)
        with pytest.raises(Interrupted) as caught:
            sender.ask(QUERY)
        sender.close()
    frames = [frame.frame for frame in inspect.getinnerframes(caught.tb)]
    modules = {str(frame.f_globals["__name__"]).partition(".")[0] for frame in frames}
    assert not modules & {"httpx", "httpcore"}
    ours = [frame.f_locals for frame in frames if "sender" not in frame.f_locals]
    assert SECRET not in repr(ours)
