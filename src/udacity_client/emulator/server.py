"""Run an ASGI application on uvicorn in a background thread. Sets no signals."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

# These only end what hangs; on a busy machine each takes seconds.
_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 60.0
# Longer than a client's pool keeps a connection, so the client closes it.
_KEEP_ALIVE_SECONDS = 60
# How long a request in progress may take after the server was told to stop.
_GRACE_SECONDS = 1
# Seconds between two ticks of the server.
_TICK = 1

# The host and port of a client.
Address: TypeAlias = tuple[str, int]
CloseConnection: TypeAlias = Callable[[Address], None]


class BackgroundServer:
    """A uvicorn server that runs in a thread from `start` to `stop`.

    Args:
        make_app: Returns the application. It gets a function that closes the
            connection of a client, even if it waits for a response.
    """

    def __init__(self, make_app: Callable[[CloseConnection], ASGIApp]) -> None:
        self._server = _Server(_config(make_app(self._close_connection)))
        self._thread: threading.Thread | None = None

    def start(self, host: str, port: int) -> int:
        """Listen, and return the port; the system chooses one if *port* is 0.

        Raises:
            OSError: The address is taken, or not allowed.
            TimeoutError: The server did not start.
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
        """Stop listening, and close all connections, even those that wait.

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

    def _close_connection(self, client: Address) -> None:
        self._server.close_connections(client)

    def _run(self, listener: socket.socket) -> None:
        with listener:
            asyncio.run(self._server.serve(sockets=[listener]))


class _Server(uvicorn.Server):
    """A uvicorn server that signals when it listens, and stops promptly."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_asked_to_stop = asyncio.Event()
        self.is_up = threading.Event()

    def ask_to_stop(self) -> None:
        """Ask the server, from another thread, to stop."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._is_asked_to_stop.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.is_up.set()

    async def main_loop(self) -> None:
        # A tick renews the date header. uvicorn's own loop checks `should_exit` only
        # ten times a second, so it would stop up to 0.1 s later.
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_asked_to_stop.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        # Only scripted delays take long here, and no test waits for them any more.
        self.close_connections()
        await asyncio.sleep(0)  # asyncio reports the closed connections to uvicorn
        # uvicorn sleeps for a tenth of a second before it looks for open requests.
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)

    def close_connections(self, client: Address | None = None) -> None:
        for protocol in list(self.server_state.connections):
            if isinstance(protocol, H11Protocol) and client in (None, protocol.client):
                protocol.transport.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        # Its own text goes on with the address.
        reason = (error.strerror or f"{error}").partition(" (while")[0]
        advice = (
            "choose another port, or 0 for a free one"
            if error.errno in (errno.EADDRINUSE, errno.EACCES)
            else "choose an IPv4 address of this machine, such as 127.0.0.1"
        )
        raise OSError(
            error.errno, f"cannot listen on {host}:{port} ({reason}): {advice}"
        ) from error
    # asyncio sets TCP_NODELAY only if the socket's protocol says TCP. Otherwise every
    # response waits 40 ms for the client's acknowledgement.
    return socket.socket(
        listener.family, listener.type, socket.IPPROTO_TCP, listener.detach()
    )


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=H11Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        # Rate limits count by client address, which no header may change.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
