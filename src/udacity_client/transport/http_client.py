"""Our own httpx clients, the requests that they or a caller's client send, and auth.

The configuration of TLS, pool, proxies and timeouts is here.
"""

from __future__ import annotations

import logging
import ssl
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any, Final, TypeAlias

import httpx
from typing_extensions import override

from udacity_client.auth.access_token import AccessToken
from udacity_client.endpoints import Endpoints
from udacity_client.options import ClientOptions
from udacity_client.protocol.request import ACCEPT
from udacity_client.system.fork_safety import ForkSafeLock, finish_before_fork
from udacity_client.transport.body import ACCEPT_ENCODING
from udacity_client.transport.connections import Connections
from udacity_client.transport.engine import library_of, load, user_agent
from udacity_client.transport.network_settings import find_proxy, read_certificates

Auth: TypeAlias = Callable[[httpx.Request], httpx.Request]
"""What puts a token into a request. Both libraries take a function."""


def add_no_token(request: httpx.Request) -> httpx.Request:
    """Leave *request* as it is: None would make httpx use the client's own auth."""
    return request


def add_token(
    token: AccessToken, endpoints: Endpoints, request: httpx.Request
) -> httpx.Request:
    """Add *token* to *request*, unless it is for another host than *endpoints*."""
    if endpoints.covers(str(request.url)):
        request.headers["Authorization"] = token.authorization
    return request


_CONNECT, _READ, _WRITE = 5.0, 60.0, 30.0
_KEEPALIVE: Final = 60.0
_QUICK: Final = 30  # requests at once; above, httpx looks through its pool for long
_LOG: Final = logging.getLogger("udacity_client")
_HEADERS: Final = {
    "Accept": ACCEPT,
    "Accept-Encoding": ACCEPT_ENCODING,
    "Content-Type": "application/json",
}


_Template: TypeAlias = "tuple[httpx.URL, httpx.Headers]"

_MOST_TEMPLATES: Final = 256


class _Body(httpx.ByteStream):
    """The body of a request over httpx, whose own is an async generator.

    A call that ends in mid-send leaves a generator unfinished; trio warns of those.
    httpx2 closes them.
    """

    @override
    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the body, as one chunk."""
        return _Chunks(iter(self))


class _Chunks(AsyncIterator[bytes]):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    @override
    async def __anext__(self) -> bytes:
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


class HttpClients:
    """A factory of httpx clients and requests for one API.

    Args:
        options: The options of the client.
    """

    def __init__(self, options: ClientOptions) -> None:
        self._endpoints = options.endpoints
        self._concurrency = options.concurrency
        self._transport = options.transport
        self._http: Any = load(options.transport)
        self._body: Any = _Body if self._http is httpx else self._http.ByteStream
        self._lock = ForkSafeLock()
        self._verify: ssl.SSLContext | None = None
        self.connections: Connections = Connections()
        self._common: dict[str, _Template] = {}
        self._templates: dict[tuple[str, int], _Template] = {}

    @property
    def trust_env(self) -> bool:
        """Whether proxies of the environment are used.

        Plain http is for this machine, which nothing must leave.
        """
        return not self._is_plain

    @property
    def proxy(self) -> httpx.Proxy | None:
        """The proxy that the environment names for the base URL.

        Raises:
            ConfigurationError: It cannot be used.
        """
        return find_proxy(self._endpoints.base_url) if self.trust_env else None

    # OpenSSL holds locks of its own meanwhile, without the interpreter's.
    @property
    @finish_before_fork
    def verify(self) -> ssl.SSLContext:
        """The trusted certificates: those of httpx, read once.

        If all goes to this machine over plain http, none are trusted: reading them
        takes longer than the first answer, and no TLS is to happen.

        Raises:
            ConfigurationError: They cannot be read.
        """
        with self._lock.lock:
            verify = self._verify
            if verify is None:
                verify = self._verify = (
                    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                    if self._is_plain
                    else read_certificates()
                )
            return verify

    @property
    def limits(self) -> httpx.Limits:
        """A pool with room for all concurrent calls, and for a request for a token."""
        size = self._concurrency + 1
        limits: httpx.Limits = self._http.Limits(
            max_connections=size,
            max_keepalive_connections=size,
            # The default of 5 s would reconnect for every page of a slow consumer.
            keepalive_expiry=_KEEPALIVE,
        )
        return limits

    def client(self) -> httpx.Client:
        """Return a new blocking client."""
        self._warn_if_slow()
        client: httpx.Client = self._http.Client(**self._settings())
        self.connections.watch(client)
        return client

    def async_client(self) -> httpx.AsyncClient:
        """Return a new asynchronous client for the running event loop."""
        self._warn_if_slow()
        client: httpx.AsyncClient = self._http.AsyncClient(**self._settings())
        self.connections.watch(client)
        return client

    def _settings(self) -> dict[str, Any]:
        return {
            "cookies": NoCookies(),
            "limits": self.limits,
            "proxy": self.proxy,
            "trust_env": False,
            "verify": self.verify,
        }

    def request(
        self,
        given: httpx.Client | httpx.AsyncClient | None,
        domain: str,
        content: bytes,
        *,
        within: float,
    ) -> httpx.Request:
        """Return the request that posts *content* to *domain*; `add_token` lets it in.

        A caller's client has headers, cookies and parameters of its own, so it builds
        each of its requests itself. For our own clients they are known, so a request
        starts from a template, which is built once for each domain. That saves a fifth
        of the CPU time of a call.

        Args:
            given: The caller's client; `None` for one of ours.
            domain: Which endpoint.
            content: The body.
            within: Seconds that are left.
        """
        if given is None:
            return self._from_template(domain, content, within)
        return given.build_request(
            "POST",
            self._endpoints.url(domain),
            content=content,
            headers={**_HEADERS, "User-Agent": user_agent(library_of(given))},
            extensions=_timeouts(within),
        )

    def _warn_if_slow(self) -> None:
        """Warn once in a process of more calls at once than httpx is quick with."""
        if self._transport == "httpx" and self._concurrency > _QUICK:
            _warn_of_concurrency()

    def _from_template(
        self, domain: str, content: bytes, within: float
    ) -> httpx.Request:
        length = len(content)
        url, headers = self._templates.get((domain, length)) or self._template(
            domain, length
        )
        request: httpx.Request = self._http.Request(
            "POST",
            url,
            headers=headers,
            # A stream, because httpx then has nothing to find out about the body.
            stream=self._body(content),
            extensions=_timeouts(within),
        )
        request.headers.encoding = "ascii"
        # Hooks and recorders look at `request.content`.
        request.read()
        return request

    def _template(self, domain: str, length: int) -> _Template:
        """Return what all requests to *domain* with a body of *length* have in common.

        Most calls send a body as long as an earlier one, so some lengths are kept.
        """
        url, common = self._common.get(domain) or self._make_common(domain)
        headers: httpx.Headers = self._http.Headers(common)
        headers["Content-Length"] = str(length)
        if len(self._templates) < _MOST_TEMPLATES:
            self._templates[domain, length] = url, headers
        return url, headers

    def _make_common(self, domain: str) -> _Template:
        url: httpx.URL = self._http.URL(self._endpoints.url(domain))
        headers: httpx.Headers = self._http.Headers(
            {"Host": url.netloc.decode("ascii")}
        )
        # Connection is httpx's to say.
        with self._http.Client(trust_env=False, verify=self.verify) as plain:
            headers.update(plain.headers)
        headers.update({**_HEADERS, "User-Agent": user_agent(self._http.__name__)})
        made = self._common[domain] = url, headers
        return made

    @property
    def _is_plain(self) -> bool:
        return self._endpoints.base_url.lower().startswith("http://")


@cache
def _warn_of_concurrency() -> None:
    _LOG.warning(
        "With more than %d requests at once, httpx takes several times as long as "
        'httpx2. Pass transport="httpx2", which needs the extra httpx2.',
        _QUICK,
    )


class NoCookies(CookieJar):
    """A jar that keeps no cookie, so siblings for two companies share none."""

    @override
    def extract_cookies(
        self, response: HTTPResponse, request: urllib.request.Request
    ) -> None:
        """Leave the cookies of *response* alone."""


def _timeouts(within: float) -> dict[str, dict[str, float]]:
    return {
        "timeout": {
            "connect": min(_CONNECT, within),
            "read": min(_READ, within),
            "write": min(_WRITE, within),
            "pool": within,
        }
    }
