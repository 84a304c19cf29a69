"""An HTTP server that sends prepared GraphQL responses after a given latency.

It parses only the length of a body, so only the client is measured. The path says what
it sends:

- `/after/100/v1/catalog/graphql`: an empty catalog, 100 ms later
- `/after/0/v1/tokens/graphql`: a token that is valid for an hour
- `/connections`: how many connections sent any other request

It prints its port on the first line. It stops when its standard input ends, so it never
outlives its parent process.

    python benchmarks/slow_server.py
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

CATALOG_RESPONSE: Final = (
    b'{"data":{"catalog":{"companyId":"4821","programs":[],"assessments":[],'
    b'"learningPlans":[]}}}'
)
TOKEN_RESPONSE: Final = (
    b'{"data":{"generateToken":{"unredactedToken":"t1","expiresIn":3600}}}'
)
TIMEOUT: Final = 10.0
"""Seconds that the server may take to start, to respond and to stop."""

_HEAD: Final = re.compile(rb"[A-Z]+ (?:/after/(\d+))?(\S*) ")
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True)
class SlowServer:
    """A running server in another process."""

    port: int

    def base_url(self, *, latency: int) -> str:
        """Return the base URL with a latency in milliseconds."""
        return f"http://127.0.0.1:{self.port}/after/{latency}"

    def connections(self) -> int:
        """Return how many connections sent a request so far."""
        where = f"http://127.0.0.1:{self.port}/connections"
        with urllib.request.urlopen(where, timeout=TIMEOUT) as answer:  # noqa: S310 - ours
            return int(answer.read())


@contextmanager
def running() -> Generator[SlowServer]:
    """Run a server in another process."""
    with subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, str(Path(__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        streams = process.stdin, process.stdout
        if streams[0] is None or streams[1] is None:
            message = "The server was started without pipes."
            raise RuntimeError(message)
        try:
            yield SlowServer(int(streams[1].readline()))
        finally:
            streams[0].close()
            process.wait(TIMEOUT)


class Connection(asyncio.Protocol):
    """Responds to the requests of one connection, one after another."""

    with_requests: int = 0
    """How many connections sent a request."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._is_counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to respond on."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Respond to a request once it is complete."""
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or len(rest) < (int(length[1]) if length else 0):
            return
        self._received = b""
        asked = _HEAD.match(head)
        latency, path = (asked[1], asked[2]) if asked else (None, b"")
        if path == b"/connections":
            self._respond(str(Connection.with_requests).encode())
            return
        Connection.with_requests += not self._is_counted
        self._is_counted = True
        content = TOKEN_RESPONSE if b"/tokens/" in path else CATALOG_RESPONSE
        if not latency or latency == b"0":
            self._respond(content)
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(int(latency) / 1000, self._respond, content)

    def _respond(self, content: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (len(content), content)
            )


async def serve() -> None:
    """Listen on a free loopback port until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
