"""A JSON request outside GraphQL: every status is a response, no response an error."""

from __future__ import annotations

import json
import socket

import pytest

from support.loopback_server import Loopback, Seen
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.rest import request_json


def refuse(_seen: Seen) -> RawResponse:
    return RawResponse(404, {}, b'{"message": "Not Found"}', received_at=0.0)


def test_a_refusal_is_a_response_too() -> None:
    with Loopback(refuse) as server:
        response = request_json(
            "POST",
            f"{server.base_url}/pulls",
            {"title": "t"},
            query={"state": "open"},
            headers={"Accept": "application/json"},
            timeout=60,
        )
    assert (response.status, response.content) == (404, b'{"message": "Not Found"}')
    [seen] = server.seen
    assert seen.path.endswith("/pulls?state=open")
    assert json.loads(seen.content) == {"title": "t"}


def test_no_response_is_a_connection_error_named_after_its_cause() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens there
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(ConnectionError, match=r"^ConnectError$"):
            request_json("GET", url, headers={}, timeout=60)
