"""Carry httpx's requests over aiohttp, without deciding what is sent.

It needs the extra `aiohttp`, whose httpx-aiohttp does the carrying. Here is what that
leaves open: a pool like the other one's, a proxy of the environment, and the true names
of failures, on which it depends whether a mutation may be sent again.
"""

from __future__ import annotations

import base64
import ssl
import urllib.request
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx_aiohttp
from typing_extensions import override

from udacity_client.errors import ConfigurationError


def aiohttp_transport(
    url: str, *, limits: httpx.Limits, verify: ssl.SSLContext, trust_env: bool
) -> httpx.AsyncBaseTransport:
    """Return a transport for one event loop of asyncio's.

    Args:
        url: Where all requests go.
        limits: How large the pool is, and how long connections are kept.
        verify: What servers are checked against.
        trust_env: Whether to go through the proxy that the environment names.

    Raises:
        ConfigurationError: aiohttp cannot speak to that proxy.
    """

    def open_session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=limits.max_connections or 0,
            keepalive_timeout=limits.keepalive_expiry,
            ssl=verify,
        )
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        )

    proxy = _proxy_for(url) if trust_env else None
    return _Transport(client=open_session, proxy=proxy, verify=verify)


class _Transport(httpx_aiohttp.AiohttpTransport):
    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        with _named_rightly():
            response = await super().handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Stream(response.stream)
        return response


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    @override
    async def __aiter__(self) -> AsyncGenerator[bytes]:
        with _named_rightly():
            async for chunk in self._stream:
                yield chunk

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


@contextmanager
def _named_rightly() -> Generator[None]:
    """Tell a connection that was lost from one that was never made.

    httpx-aiohttp calls both a timeout of connecting, after which a mutation would be
    sent again that may have run; and some failures it lets pass under aiohttp's names.
    """
    try:
        yield
    except httpx.ConnectTimeout as error:
        cause = error.__cause__
        if isinstance(cause, aiohttp.ConnectionTimeoutError):
            raise
        if isinstance(cause, aiohttp.ClientConnectorError):
            raise httpx.ConnectError(str(error)) from error
        raise httpx.ReadError(str(error) or "the connection was lost") from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(str(error)) from error


def _proxy_for(url: str) -> httpx.Proxy | None:
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc):
        return None
    proxies = urllib.request.getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all")
    if not found:
        return None
    proxy = httpx.Proxy(found if "://" in found else f"http://{found}")
    scheme = proxy.url.scheme
    if scheme not in {"http", "https"}:
        # Without the rest of it, which may hold a password.
        del proxies, found, proxy
        message = (
            f"The environment names a {scheme} proxy, which aiohttp cannot speak to. "
            "Leave transport= out, or name a proxy over http."
        )
        raise ConfigurationError(message)
    if proxy.auth is None:
        return proxy
    # httpx-aiohttp would say it in a way of which aiohttp warns at each request.
    basic = base64.b64encode(":".join(proxy.auth).encode()).decode("ascii")
    return httpx.Proxy(proxy.url, headers={"Proxy-Authorization": f"Basic {basic}"})
