"""Watch the connections of an httpx client: which are used ones, and which are stale.

A balancer drops connections that were idle for long, and the next request over one of
them fails, although nothing is wrong. To see this, the streams below httpcore are
wrapped, or, in a caller's client, its trace extension is listened to.

A faulty server may answer a request twice. A connection that has a byte of a second
answer is not used again. If every byte of a second answer comes after the next request
has got the connection, it cannot be told from the answer to that request: HTTP/1.1 only
has the order of answers.

The wrappers have the methods of httpcore's streams and backends, but no base of theirs:
httpx2 has a core of its own, and a caller's client may need neither.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any, Final
from weakref import finalize, ref

import httpx

from udacity_client.system.interrupt_safety import InterruptSafeLock
from udacity_client.transport.engine import is_kind


class Exchange:
    """What is known of one request on its way.

    Args:
        ends_at: Its deadline, which every step over a watched connection holds.
        clock: The monotonic clock of the deadline.

    Attributes:
        is_reused: Whether its connection has served an earlier request.
        has_answer: Whether a byte of the answer came.
        is_sent: Whether a byte of the request may have left over a watched connection.
    """

    __slots__ = ("_clock", "_ends_at", "has_answer", "is_fresh", "is_reused", "is_sent")

    def __init__(self, ends_at: float, clock: Callable[[], float]) -> None:
        self._ends_at = ends_at
        self._clock = clock
        self.is_fresh: bool = False
        self.is_reused: bool = False
        self.has_answer: bool = False
        self.is_sent: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether a used connection gave no byte of an answer.

        If there is an answer all the same, it came before the request: a faulty server
        answered an earlier one twice. Without the parser's private name, only this
        tells.
        """
        return self.is_reused and not self.has_answer

    @property
    def is_over(self) -> bool:
        """Whether its deadline has passed."""
        return self._clock() >= self._ends_at

    def within(self, timeout: float | None, stream: Any, error: str) -> float:
        """Return *timeout*, or the seconds that are left if these are fewer.

        Raises:
            Exception: No time is left: the exception *error* of the stream's library.
        """
        left = self._ends_at - self._clock()
        if left <= 0:
            library = sys.modules[type(stream).__module__.partition(".")[0]]
            raise getattr(library, error)
        return left if timeout is None else min(timeout, left)

    def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        """Take note of an event of httpcore's trace extension."""
        if event.startswith("connection.connect_"):
            self.is_fresh = True
        elif event.endswith(".send_request_headers.started"):
            self.is_reused = not self.is_fresh
        elif event.endswith(".receive_response_headers.complete"):
            self.has_answer = True

    async def atrace(self, event: str, info: Mapping[str, Any]) -> None:
        """Do the same for an asynchronous client."""
        self.trace(event, info)


_AT_ONCE: Final = 64 * 1024
"""How many bytes of a request are written before the time is looked at."""

CURRENT_EXCHANGE: Final[ContextVar[Exchange | None]] = ContextVar(
    "udacity_exchange", default=None
)
"""The exchange that this thread or task carries out."""


class Connections:
    """The connections of one client of our own."""

    def __init__(self) -> None:
        self.generation: int = 0

    def distrust_idle(self) -> None:
        """Let the pool drop all connections but those that are made from now on.

        One that is busy stays until its request is done.
        """
        self.generation += 1

    def watch(self, client: httpx.Client | httpx.AsyncClient) -> None:
        """Watch all connections that *client* makes from now on."""
        # httpx has no public way to its pools, and none to set their backend. A test
        # holds that these names exist.
        for pool in pools_of(client):
            backend = pool._network_backend  # noqa: SLF001 - see above
            is_blocking = is_kind(client, "Client")
            kind = _Backend if is_blocking else _AsyncBackend
            watched = _WatchedPool(pool, self)
            pool._network_backend = kind(backend, watched)  # noqa: SLF001 - see above
            if is_blocking:
                # httpcore's own is written in Python: an interrupt leaves it locked.
                pool._optional_thread_lock = InterruptSafeLock()  # noqa: SLF001 - see above


def pools_of(client: Any) -> Iterable[Any]:
    """Yield the connection pools of *client*, one for each of its transports."""
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - see `watch`
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            yield pool


def close_when_unused(client: httpx.Client) -> None:
    """Close the connections of *client* when the last call over it has ended."""
    for pool in pools_of(client):
        # A call that is out holds the client; a pool does not.
        finalize(client, pool.close)


class _WatchedPool:
    """A pool of httpcore, and the connections that it belongs to."""

    def __init__(self, pool: Any, connections: Connections) -> None:
        # The pool has the backend, which has this.
        self._pool = ref(pool)
        self._connections = connections

    @property
    def generation(self) -> int:
        return self._connections.generation

    def parser_of(self, stream: object) -> Any:
        """Return the parser (h11) of what comes over *stream*; None if there is none.

        No public name leads to it. A test holds that these exist.
        """
        for connection in getattr(self._pool(), "connections", ()):
            inner = _innermost(connection)
            if getattr(inner, "_network_stream", None) is stream:
                return inner._h11_state  # noqa: SLF001 - see above
        return None


def _innermost(connection: Any) -> Any:
    """Return the connection that parses; a proxy's has others around it."""
    while connection is not None and not hasattr(connection, "_h11_state"):
        connection = getattr(connection, "_connection", None)
    return connection


class _Watched:
    """A stream, the pool that it belongs to, and the exchange that opened it."""

    def __init__(self, stream: Any, pool: _WatchedPool) -> None:
        self._stream = stream
        self._pool = pool
        self._parser: Any = None
        self._generation = pool.generation
        self._opener = CURRENT_EXCHANGE.get()
        self._unsent: list[bytes] = []

    def get_extra_info(self, info: str) -> Any:
        # httpcore asks this of idle connections only. What is readable then is the end.
        if info == "is_readable" and (
            self._generation != self._pool.generation or self._has_left_over()
        ):
            return True
        return self._stream.get_extra_info(info)

    def _take_unsent(self) -> bytes:
        """Return the request so far, which is sent as a whole.

        httpcore writes its head, its body and, when it is complete, nothing. To send
        each of them costs a system call, and over TLS a record.
        """
        whole, self._unsent = b"".join(self._unsent), []
        return whole

    def _has_left_over(self) -> bool:
        """Return whether more was read than the answers so far: a second one begins."""
        if self._parser is None:
            self._parser = self._pool.parser_of(self)
        return self._parser is not None and self._parser.trailing_data[0] != b""


class _Stream(_Watched):
    """A blocking stream: here, and not by scopes, the deadline is held.

    A server that sends a byte now and then keeps each read below its timeout.
    """

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._unsent:
            self.write(b"", timeout)
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None:
            timeout = exchange.within(timeout, self._stream, "ReadTimeout")
        data: bytes = self._stream.read(max_bytes, timeout)
        if exchange is not None and data:
            exchange.has_answer = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
            self._unsent.append(buffer)
            return
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None:
            exchange.is_reused = exchange is not self._opener
            exchange.is_sent = True
        whole = self._take_unsent()
        # httpcore waits as long again for each part that the system takes of a text.
        for start in range(0, max(len(whole), 1), _AT_ONCE):
            within = timeout
            if exchange is not None:
                within = exchange.within(timeout, self._stream, "WriteTimeout")
            self._stream.write(whole[start : start + _AT_ONCE], within)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> _Stream:
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None:
            timeout = exchange.within(timeout, self._stream, "ConnectTimeout")
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(stream, self._pool)


class _AsyncStream(_Watched):
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore calls it so
        if self._unsent:
            await self.write(b"", timeout)
        data: bytes = await self._stream.read(max_bytes, timeout)
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None and data:
            exchange.has_answer = True
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - likewise
        if buffer:
            self._unsent.append(buffer)
            return
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None:
            exchange.is_reused = exchange is not self._opener
            exchange.is_sent = True
        await self._stream.write(self._take_unsent(), timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *arguments: Any, **options: Any) -> _AsyncStream:
        stream = await self._stream.start_tls(*arguments, **options)
        return _AsyncStream(stream, self._pool)


class _Backend:
    def __init__(self, backend: Any, pool: _WatchedPool) -> None:
        self._backend = backend
        self._pool = pool

    def connect_tcp(self, *arguments: Any, **options: Any) -> _Stream:
        # With a timeout of 0 the socket would be a non-blocking one.
        exchange = CURRENT_EXCHANGE.get()
        if exchange is not None:
            options["timeout"] = exchange.within(
                options.get("timeout"), self._backend, "ConnectTimeout"
            )
        stream = self._backend.connect_tcp(*arguments, **options)
        return _Stream(stream, self._pool)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _AsyncBackend:
    def __init__(self, backend: Any, pool: _WatchedPool) -> None:
        self._backend = backend
        self._pool = pool

    async def connect_tcp(self, *arguments: Any, **options: Any) -> _AsyncStream:
        stream = await self._backend.connect_tcp(*arguments, **options)
        return _AsyncStream(stream, self._pool)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)
