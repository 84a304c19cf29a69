from __future__ import annotations

from functools import partial

import httpx
import pytest

from udacity_client.auth.access_token import AccessToken
from udacity_client.endpoints import Endpoints
from udacity_client.transport.http_client import add_token

AUTH = partial(
    add_token, AccessToken("Token t"), Endpoints("https://api.udacity.com/api")
)


def header_of(request: httpx.Request) -> str | None:
    """Return the header of *request* after the auth flow."""
    assert AUTH(request) is request
    value = request.headers.get("Authorization")
    return None if value is None else str(value)


def test_the_token_goes_to_the_configured_host() -> None:
    url = "https://api.udacity.com/api/v1/catalog/graphql"

    assert header_of(httpx.Request("POST", url)) == "Token t"


def test_the_token_takes_the_place_of_another() -> None:
    request = httpx.Request(
        "POST", "https://api.udacity.com/", headers={"Authorization": "Bearer x"}
    )
    assert header_of(request) == "Token t"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.udacity.com/api/v1/catalog/graphql",
        "https://api.udacity.com:8443/api",
        "https://api.udacity.com.evil.example/api",
        "https://api.udacity.com@evil.example/api",
        "https://evil.example/https://api.udacity.com/api",
    ],
)
def test_the_token_goes_nowhere_else(url: str) -> None:
    assert header_of(httpx.Request("POST", url)) is None


def test_the_auth_hides_its_token() -> None:
    assert "Token t" not in repr(AUTH)
