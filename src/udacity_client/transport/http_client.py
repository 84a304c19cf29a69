"""Make clients of httpx and write the requests that they send, without sending any.

A caller's client may have headers, cookies and parameters of its own, so that it is
asked to write each of its requests. What one of ours would add is known, so that most
of its request is there before anything is to be sent.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import urllib.request
from collections.abc import Generator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from importlib.metadata import version
from typing import Final, Literal, TypeAlias

import httpx
from typing_extensions import override

from udacity_client.auth.access_token import AccessToken
from udacity_client.endpoints import Endpoints
from udacity_client.errors import ConfigurationError
from udacity_client.protocol.request import ACCEPT
from udacity_client.system.fork_safety import ForkSafeLock


class TokenAuth(httpx.Auth):
    """Set `Authorization` on requests that go where the token belongs."""

    def __init__(self, token: AccessToken, *, endpoints: Endpoints) -> None:
        self._token = token
        self._endpoints = endpoints

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Set the header, unless the request is for another host."""
        if self._endpoints.covers(str(request.url)):
            request.headers["Authorization"] = self._token.authorization
        yield request


TransportName: TypeAlias = Literal["httpx", "aiohttp"]
"""What asynchronous clients send over: httpx's own transport, or aiohttp's."""

_CONNECT, _READ, _WRITE = 5.0, 60.0, 30.0
_KEEPALIVE: Final = 60.0
_HEADERS: Final = {
    "Accept": ACCEPT,
    "Content-Type": "application/json",
    "User-Agent": (
        f"udacity-client/{version('udacity-client')} "
        f"python/{'.'.join(map(str, sys.version_info[:3]))} httpx/{httpx.__version__}"
    ),
}


class HttpClients:
    """Know how one API is reached over HTTP.

    Args:
        endpoints: Where it is.
        concurrency: How many requests may be out at once.
        transport: What asynchronous clients send over.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        concurrency: int,
        transport: TransportName = "httpx",
    ) -> None:
        self._endpoints = endpoints
        self._concurrency = concurrency
        self._transport = transport
        self._lock = ForkSafeLock()
        self._verify: ssl.SSLContext | None = None
        self._templates: dict[str, tuple[httpx.URL, httpx.Headers]] = {}

    @property
    def trust_env(self) -> bool:
        """Whether proxies of the environment are used.

        Plain http is for this machine, which nothing must leave.
        """
        return not self._is_plain

    @property
    def verify(self) -> ssl.SSLContext:
        """What servers are checked against: what httpx trusts, read once.

        Where all goes to this machine over plain http, that is nobody: reading
        certificates takes longer than the first answer, and no TLS is to happen.
        """
        with self._lock:
            if self._verify is None:
                self._verify = (
                    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                    if self._is_plain
                    else httpx.create_ssl_context()
                )
            return self._verify

    @property
    def limits(self) -> httpx.Limits:
        """A pool that never starves the concurrent calls, nor the mint."""
        size = self._concurrency + 1
        return httpx.Limits(
            max_connections=size,
            max_keepalive_connections=size,
            # The default of 5 s would reconnect for every page of a slow consumer.
            keepalive_expiry=_KEEPALIVE,
        )

    def client(self) -> httpx.Client:
        """Return a new blocking client."""
        return httpx.Client(
            cookies=NoCookies(),
            limits=self.limits,
            trust_env=self.trust_env,
            verify=self.verify,
        )

    def async_client(self) -> httpx.AsyncClient:
        """Return a new asynchronous client for the event loop that runs.

        Raises:
            ConfigurationError: aiohttp was asked for, and cannot run here.
        """
        if self._transport == "aiohttp":
            return self._client_over_aiohttp()
        return httpx.AsyncClient(
            cookies=NoCookies(),
            limits=self.limits,
            trust_env=self.trust_env,
            verify=self.verify,
        )

    def _client_over_aiohttp(self) -> httpx.AsyncClient:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            message = (
                "aiohttp runs in asyncio's event loops only, and this is another. "
                "Leave transport= out here."
            )
        else:
            from udacity_client.transport.aiohttp_backend import (  # noqa: PLC0415 - an extra
                aiohttp_transport,
            )

            transport = aiohttp_transport(
                self._endpoints.base_url,
                limits=self.limits,
                trust_env=self.trust_env,
                verify=self.verify,
            )
            return httpx.AsyncClient(
                cookies=NoCookies(), transport=transport, trust_env=False
            )
        raise ConfigurationError(message)

    def request(
        self,
        domain: str,
        content: bytes,
        *,
        within: float,
        authorization: str | None = None,
    ) -> httpx.Request:
        """Return the request of an own client that posts *content* to *domain*.

        Args:
            domain: Which endpoint.
            content: The body.
            within: Seconds that are left.
            authorization: The header that lets it in, where one does.
        """
        url, headers = self._templates.get(domain) or self._template(domain)
        request = httpx.Request(
            "POST",
            url,
            headers=headers,
            # Given as a stream, for which httpx has nothing to find out.
            stream=httpx.ByteStream(content),
            extensions=_timeouts(within),
        )
        request.headers.encoding = "ascii"
        request.headers["Content-Length"] = str(len(content))
        if authorization is not None:
            request.headers["Authorization"] = authorization
        # Hooks and recorders look at `request.content`.
        request.read()
        return request

    def request_with(
        self,
        given: httpx.Client | httpx.AsyncClient,
        domain: str,
        content: bytes,
        *,
        within: float,
    ) -> httpx.Request:
        """Return the request of a caller's client that posts *content* to *domain*.

        It has no header to be let in by: where a caller's client sends it is not ours
        to know.

        Args:
            given: The client, with headers, cookies and parameters of its own.
            domain: Which endpoint.
            content: The body.
            within: Seconds that are left.
        """
        return given.build_request(
            "POST",
            self._endpoints.url(domain),
            content=content,
            headers=_HEADERS,
            extensions=_timeouts(within),
        )

    def _template(self, domain: str) -> tuple[httpx.URL, httpx.Headers]:
        """Return what requests to *domain* have in common."""
        url = httpx.URL(self._endpoints.url(domain))
        headers = httpx.Headers({"Host": url.netloc.decode("ascii")})
        # httpx alone knows which encodings it can read.
        with httpx.Client(trust_env=False, verify=self.verify) as plain:
            headers.update(plain.headers)
        headers.update(_HEADERS)
        draft = self._templates[domain] = url, headers
        return draft

    @property
    def _is_plain(self) -> bool:
        return self._endpoints.base_url.lower().startswith("http://")


def is_plain(response: httpx.Response) -> bool:
    """Return whether the body can be taken as it comes: not packed, nor read before."""
    return not (response.is_stream_consumed or "Content-Encoding" in response.headers)


def _timeouts(within: float) -> dict[str, dict[str, float]]:
    return {
        "timeout": {
            "connect": min(_CONNECT, within),
            "read": min(_READ, within),
            "write": min(_WRITE, within),
            "pool": within,
        }
    }


class NoCookies(CookieJar):
    """Keep no cookie: what one company is told is not for its siblings to send."""

    @override
    def extract_cookies(
        self, response: HTTPResponse, request: urllib.request.Request
    ) -> None:
        """Leave the cookies of *response* where they are."""
