"""Accept connections, and let a function do with each what it likes."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

ANSWER = b'{"data": {"all_courses": []}}'
FINE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)
)


class Connection:
    """One connection, seen from the server."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def read_request(self) -> bytes:
        """Return a request as it came; nothing if the client hung up."""
        got = b""
        while b"\r\n\r\n" not in got or not got.rstrip().endswith(b"}"):
            more = self._socket.recv(65536)
            if not more:
                return b""
            got += more
        return got

    def read_head(self) -> bytes:
        """Return the head of a request that has no body."""
        got = b""
        while b"\r\n\r\n" not in got and (more := self._socket.recv(65536)):
            got += more
        return got

    def send(self, content: bytes) -> None:
        self._socket.sendall(content)

    def reset(self) -> None:
        """Hang up as a balancer does that has forgotten the connection."""
        linger = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._socket.close()


@contextmanager
def serving(talk: Callable[[Connection], None], *, port: int = 0) -> Generator[str]:
    """Run *talk* for each connection, in a thread of its own; give the base URL."""
    opened: list[socket.socket] = []

    def handle(sock: socket.socket) -> None:
        with suppress(OSError), sock:
            talk(Connection(sock))

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                opened.append(sock)
                threading.Thread(target=handle, args=(sock,), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for sock in opened:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
