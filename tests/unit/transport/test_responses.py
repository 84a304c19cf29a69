"""What httpx raises becomes an error of ours that shows no header."""

from __future__ import annotations

import httpx
import pytest

from support.answers import LIST_COURSES
from support.raw_server import FINE, Connection, serving
from udacity_client import ApiConnectionError, StaticToken, Udacity


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (FINE.replace(b"Content-Type:", b"Set-Cookie : s3cr3t\r\nX:"), "header line"),
        (b"HTTP/s3cr3t 200 OK\r\n\r\n", "status line"),
    ],
)
def test_a_broken_answer_is_named_and_not_quoted(answer: bytes, said: str) -> None:
    def talk(connection: Connection) -> None:
        connection.read_request()
        connection.send(answer)

    with (
        serving(talk) as base_url,
        Udacity(StaticToken("t"), base_url=base_url, retry=None) as udacity,
        pytest.raises(ApiConnectionError, match=f"illegal {said}") as caught,
    ):
        udacity.execute(LIST_COURSES, {})
    assert "s3cr3t" not in str(caught.value)


def test_a_header_that_cannot_be_sent_is_named_and_not_quoted() -> None:
    with (
        serving(lambda connection: connection.send(FINE)) as base_url,
        httpx.Client(headers={"X-Key": "s3cr3t "}) as mine,
        Udacity(
            StaticToken("t"), base_url=base_url, http_client=mine, retry=None
        ) as udacity,
        pytest.raises(ApiConnectionError, match="Illegal header value") as caught,
    ):
        udacity.execute(LIST_COURSES, {})
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("prefix", ["", "Token "])
def test_a_callers_transport_that_quotes_the_token_does_not_show_it(
    prefix: str,
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        token = request.headers["Authorization"].removeprefix("Token ")
        message = f"failed with {prefix}{token}"
        raise httpx.ConnectError(message)

    with (
        httpx.Client(transport=httpx.MockTransport(refuse)) as mine,
        Udacity(StaticToken("s3cr3t"), http_client=mine, retry=None) as udacity,
        pytest.raises(
            ApiConnectionError, match=rf"failed with {prefix}\*+\."
        ) as caught,
    ):
        udacity.execute(LIST_COURSES, {})
    assert "s3cr3t" not in str(caught.value)
