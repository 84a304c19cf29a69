"""Serve an ASGI application from a thread of this process, without signals."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

# These only end what hangs; on a busy machine each takes seconds.
_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 60.0
# Longer than a client's pool keeps a connection, so that closing it is the client's.
_KEEP_ALIVE = 60
# How many seconds a request in hand may take once the server is asked to stop.
_GRACE = 1
# Seconds between two ticks of the server.
_TICK = 1


class Connections:
    """The open connections, by the address of the client."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def opened(self, transport: asyncio.Transport) -> None:
        """Remember a connection."""
        self._transports[_client(transport)] = transport

    def closed(self, transport: asyncio.Transport) -> None:
        """Forget a connection, unless its address has a newer one."""
        if self._transports.get(_client(transport)) is transport:
            del self._transports[_client(transport)]

    def hang_up(self, client: tuple[str, int]) -> None:
        """Close the connection to *client*, answered or not."""
        transport = self._transports.get(client)
        if transport is not None:
            transport.close()

    def hang_up_all(self) -> None:
        """Close every connection, answered or not."""
        for transport in list(self._transports.values()):
            transport.close()


class BackgroundServer:
    """A server that listens from `start` to `stop`."""

    def __init__(self, app: ASGIApp, connections: Connections) -> None:
        self._server = _Server(_config(app, connections), connections)
        self._thread: threading.Thread | None = None

    def start(self, host: str, port: int) -> int:
        """Listen, and return the port, which the system chooses where *port* is 0.

        Raises:
            OSError: The address cannot be listened on.
            TimeoutError: The server did not come up.
        """
        listener = _listen(host, port)
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="udacity-emulator", daemon=True
        )
        self._thread.start()
        if not self._server.is_up.wait(_START_TIMEOUT):
            self.stop()
            raise TimeoutError(f"the emulator did not start in {_START_TIMEOUT} s")
        bound: int = listener.getsockname()[1]
        return bound

    def stop(self) -> None:
        """Stop listening, and close the connections, answered or not.

        Raises:
            TimeoutError: The server did not stop.
        """
        if self._thread is None:
            return
        self._server.ask_to_stop()
        self._thread.join(_STOP_TIMEOUT)
        if self._thread.is_alive():
            raise TimeoutError(f"the emulator did not stop in {_STOP_TIMEOUT} s")
        self._thread = None

    def _run(self, listener: socket.socket) -> None:
        with listener:
            asyncio.run(self._server.serve(sockets=[listener]))


class _Server(uvicorn.Server):
    """A uvicorn server that tells other threads when it is up, and ends promptly."""

    def __init__(self, config: uvicorn.Config, connections: Connections) -> None:
        super().__init__(config)
        self._connections = connections
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_asked_to_stop = asyncio.Event()
        self.is_up = threading.Event()

    def ask_to_stop(self) -> None:
        """Ask the server, from another thread, to stop."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._is_asked_to_stop.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.is_up.set()

    async def main_loop(self) -> None:
        # A tick renews the date header. uvicorn's own loop would look for
        # `should_exit` ten times a second, and stop so much later.
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_asked_to_stop.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        # Nothing takes long here but scripted delays, which nobody waits for any more.
        self._connections.hang_up_all()
        await asyncio.sleep(0)  # the connections' protocols are told
        # uvicorn sleeps for a tenth of a second before it looks for what is in hand.
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise OSError(
            error.errno,
            f"cannot listen on {host}:{port} ({error.strerror}): "
            "choose another port, or 0 for a free one",
        ) from error
    # Only of a socket that says it is TCP does asyncio send small packets at once;
    # without that, every answer waits 40 ms for the client's acknowledgement.
    return socket.socket(
        listener.family, listener.type, socket.IPPROTO_TCP, listener.detach()
    )


def _config(app: ASGIApp, connections: Connections) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_protocol(connections),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        # Limits go by the address, which no header may change.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )


def _protocol(connections: Connections) -> type[H11Protocol]:
    """Return uvicorn's protocol, which keeps *connections* up to date."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            tcp = cast("asyncio.Transport", transport)
            super().connection_made(tcp)
            connections.opened(tcp)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.closed(self.transport)
            super().connection_lost(exc)

    return Protocol


def _client(transport: asyncio.Transport) -> tuple[str, int]:
    host, port, *_ = transport.get_extra_info("peername")
    return (str(host), int(port))
