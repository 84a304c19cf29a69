"""Put a token into a request's header, for the configured host only.

Getting a token, and replacing one that was refused, happens elsewhere.
"""

from __future__ import annotations

from collections.abc import Generator

import httpx

from udacity_client.endpoints import Endpoints
from udacity_client.token import Token


class TokenAuth(httpx.Auth):
    """Set `Authorization` on requests that go where the token belongs."""

    def __init__(self, token: Token, *, endpoints: Endpoints) -> None:
        self._token = token
        self._endpoints = endpoints

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Set the header, unless the request is for another host."""
        if self._endpoints.covers(str(request.url)):
            request.headers["Authorization"] = self._token.authorization
        yield request
