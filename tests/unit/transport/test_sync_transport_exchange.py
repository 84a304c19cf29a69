"""`Transport.exchange` sends one request once, and judges nothing."""

from __future__ import annotations

import pytest

from support.loopback_server import Loopback, Seen
from udacity_client import StaticToken
from udacity_client.auth.access_token import AccessToken
from udacity_client.errors import ApiConnectionError, RateLimitError
from udacity_client.options import ClientOptions
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.request import EncodedRequest
from udacity_client.transport.sync_transport import Transport

BODY = EncodedRequest(b'{"query": "{ __typename }"}', secrets=("udcs_hidden",))


def refuse(seen: Seen) -> RawResponse:
    text = f'{{"errors": [{{"message": "{seen.token} udcs_hidden"}}]}}'
    return RawResponse(401, {"X-Left": "7"}, text.encode(), received_at=0.0)


def transport_to(base_url: str, *, rate_limit: int = 100) -> Transport:
    return Transport(
        ClientOptions(
            credentials=StaticToken("its-own"),
            base_url=base_url,
            rate_limit=rate_limit,
        )
    )


def test_the_answer_comes_as_it_is_with_its_secrets_masked() -> None:
    with Loopback(refuse) as server:
        transport = transport_to(server.base_url)
        token = AccessToken("Bearer elsewhere")
        answer = transport.exchange("catalog", BODY, token=token)
        transport.close()

    assert answer.status == 401
    assert answer.headers["x-left"] == "7"
    assert answer.content == (
        b'{"errors": [{"message": "Bearer ********** **********"}]}'
    )
    assert [(seen.path, seen.token) for seen in server.seen] == [
        ("/v1/catalog/graphql", "Bearer elsewhere")
    ]


def test_without_a_token_there_is_no_header() -> None:
    with Loopback() as server:
        transport = transport_to(server.base_url)
        transport.exchange("catalog", BODY, token=None)
        transport.close()

    assert [seen.token for seen in server.seen] == [None]


def test_it_keeps_the_rate_limit_and_does_not_wait_for_it() -> None:
    with Loopback() as server:
        transport = transport_to(server.base_url, rate_limit=1)
        transport.exchange("catalog", BODY, token=None)
        with pytest.raises(RateLimitError, match="nothing was sent") as caught:
            transport.exchange("catalog", BODY, token=None)
        transport.close()

    assert not caught.value.sent
    assert len(server.seen) == 1


def test_a_host_that_does_not_answer_is_an_error_and_asked_once() -> None:
    with Loopback() as server:
        base_url = server.base_url
    transport = transport_to(base_url)
    with pytest.raises(ApiConnectionError) as caught:
        transport.exchange("catalog", BODY, token=None)
    transport.close()
    assert not caught.value.sent
