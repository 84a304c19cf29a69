"""Serve HTTP on a free port of this machine, and record what comes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from support.token_endpoint import BOUND
from udacity_client.protocol.http_response import RawResponse

FINE = RawResponse(200, {}, b'{"data": {"allCourses": []}}', received_at=0.0)
GRANTED = RawResponse(
    200,
    {},
    b'{"data": {"generateToken": {"unredactedToken": "t1", "expiresIn": 3600}}}',
    received_at=0.0,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a request as it arrived."""

    path: str
    token: str | None
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)

    @property
    def is_token_request(self) -> bool:
        return self.path.endswith("/v1/tokens/graphql")

    @property
    def operation(self) -> str:
        return str(json.loads(self.content)["operationName"])


def answer_all(seen: Seen) -> RawResponse:
    return GRANTED if seen.is_token_request else FINE


@dataclass
class Loopback:
    """Answer each request by a function; keep those waiting that are to be held."""

    answer: Callable[[Seen], RawResponse] = answer_all
    seen: list[Seen] = field(default_factory=list[Seen])
    held: int = 0

    def __post_init__(self) -> None:
        self.arrived = threading.Semaphore(0)
        self._open = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.block_on_close = False
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def token_requests(self) -> int:
        return sum(seen.is_token_request for seen in self.seen)

    def let_go(self) -> None:
        """Answer the requests that were held."""
        self._open.set()

    def wait_until_asked(self) -> None:
        assert self.arrived.acquire(timeout=BOUND)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.let_go()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(BOUND)

    def take(self, seen: Seen) -> RawResponse:
        with self._lock:
            self.seen.append(seen)
            hold = self.held > 0
            self.held -= hold
        self.arrived.release()
        if hold:
            assert self._open.wait(BOUND)
        return self.answer(seen)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # An answer is written in two parts, between which Nagle would wait 40 ms.
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                content = self.rfile.read(length)
                if len(content) < length:
                    return  # a client that left in mid-request has asked nothing
                token = self.headers.get("Authorization")
                seen = Seen(self.path, token, content, dict(self.headers))
                reply = loopback.take(seen)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                pass

        return Handler
