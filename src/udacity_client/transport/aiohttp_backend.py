"""httpx over aiohttp, with the extra `aiohttp`.

httpx-aiohttp does most of it. Here is what it leaves open: a pool like httpx's, a proxy
of the environment, and the right error types. Whether a mutation may be sent again
depends on these.
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
    """Return a transport for one asyncio event loop.

    Args:
        url: Where all requests go.
        limits: The size of the pool, and how long connections are kept.
        verify: The trusted certificates.
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
        with _error_types_corrected():
            response = await super().handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Stream(response.stream)
        return response


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    @override
    async def __aiter__(self) -> AsyncGenerator[bytes]:
        with _error_types_corrected():
            async for chunk in self._stream:
                yield chunk

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


@contextmanager
def _error_types_corrected() -> Generator[None]:
    """Distinguish a connection that was lost from one that was never made.

    httpx-aiohttp reports both as a timeout of connecting, so a mutation that may have
    run would be sent again. Some failures it passes on as aiohttp's own exceptions.
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
        # Not the rest of the URL: it may hold a password.
        del proxies, found, proxy
        message = (
            f"The environment names a {scheme} proxy, which aiohttp cannot speak to. "
            "Leave transport= out, or name a proxy over http."
        )
        raise ConfigurationError(message)
    if proxy.auth is None:
        return proxy
    # httpx-aiohttp would pass it in a way that makes aiohttp warn at each request.
    basic = base64.b64encode(":".join(proxy.auth).encode()).decode("ascii")
    return httpx.Proxy(proxy.url, headers={"Proxy-Authorization": f"Basic {basic}"})
