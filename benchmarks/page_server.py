"""An HTTP server that sends prepared pages of records, in a separate process.

It executes nothing and checks no token, so only the client is measured. The first part
of a path sets its behaviour: under `/cap-1000,wait-20/v1/…`, pages have at most 1,000
records and come after 20 ms. `/cap-1000,wait-20/count` returns the number of requests
and connections under that first part.

    python benchmarks/page_server.py FOLDER        # prints its port
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, cycle, islice
from pathlib import Path
from typing import Final, cast

TOTAL: Final = 100_000
"""How many records there are, unless the path says otherwise (`of-2000`)."""

_DEFAULT: Final = 50
"""How many records a page has if the request has no `first`."""

_TOKEN: Final = json.dumps(
    {"data": {"generateToken": {"unredactedToken": "0" * 32, "expiresIn": 3600}}}
).encode()


@dataclass(frozen=True, slots=True)
class Spelling:
    """The names of the fields in a response."""

    file: str
    connection: str
    total_count: str
    page_info: str
    has_next_page: str
    end_cursor: str

    def page(self, edges: bytes, *, total: int, end: int) -> bytes:
        """Return the response body with *edges*; the last one has number *end*."""
        info = {self.has_next_page: end < total, self.end_cursor: str(end)}
        head = json.dumps({self.total_count: total, self.page_info: info})
        return b'{"data":{"%b":%b,"edges":[%b]}}}' % (
            self.connection.encode(),
            head[:-1].encode(),
            edges,
        )


WIRE: Final = Spelling(
    "wire.jsonl",
    "programProgress",
    "totalCount",
    "pageInfo",
    "hasNextPage",
    "endCursor",
)


@dataclass
class Traffic:
    """The requests and connections under one first part of a path."""

    requests: int = 0
    connections: set[int] = field(default_factory=set[int])


class Pages:
    """Pages of the records in a folder, which repeat without end.

    Args:
        folder: Has `wire.jsonl`, with a record on each line.
    """

    def __init__(self, folder: Path) -> None:
        self._edges = {
            spelling.file: [
                b'{"node":%b}' % line
                for line in (folder / spelling.file).read_bytes().splitlines()
            ]
            for spelling in (WIRE,)
        }
        self._joined = lru_cache(maxsize=1024)(self._join)

    def response_to(
        self, body: Mapping[str, object], behaviour: Mapping[str, int]
    ) -> bytes:
        """Return the page that the request *body* selects."""
        variables = cast("dict[str, dict[str, object]]", body.get("variables") or {})
        given = variables.get("input") or {}
        total = behaviour.get("of", TOTAL)
        start = int(str(given.get("after") or 0))
        first = int(str(given.get("first") or _DEFAULT))
        end = min(start + min(first, behaviour.get("cap", 1000)), total)
        return self.page(WIRE, start, end, total=total)

    def page(self, spelling: Spelling, start: int, end: int, *, total: int) -> bytes:
        """Return the page of the records from *start* up to *end*."""
        position = start % len(self._edges[spelling.file])
        edges = self._joined(spelling.file, position, end - start)
        return spelling.page(edges, total=total, end=end)

    def _join(self, file: str, start: int, count: int) -> bytes:
        records = islice(cycle(self._edges[file]), start, start + count)
        return b",".join(records)


class Server:
    """Responds to requests with *pages*, and counts the requests."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._traffic: defaultdict[str, Traffic] = defaultdict(Traffic)
        self._connections = count()

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Respond to the requests of one connection."""
        connection = next(self._connections)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                content = await reader.readexactly(_length(head))
                answer = await self._respond(path, content, connection)
                writer.write(_HEAD % len(answer) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _respond(self, path: str, content: bytes, connection: int) -> bytes:
        _, first, *rest = path.split("/")
        traffic = self._traffic[first]
        if rest == ["count"]:
            return json.dumps([traffic.requests, len(traffic.connections)]).encode()
        if "tokens" in rest:
            return _TOKEN
        traffic.requests += 1
        traffic.connections.add(connection)
        behaviour = _behaviour_of(first)
        if wait := behaviour.get("wait"):
            await asyncio.sleep(wait / 1000)
        return self._pages.response_to(json.loads(content), behaviour)


_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.split(b"\r\n", 1)[0] or 0)


def _behaviour_of(first: str) -> dict[str, int]:
    words = (word.partition("-") for word in first.split(","))
    return {name: int(number) for name, _, number in words if number.isdigit()}


@contextmanager
def serving(folder: Path) -> Generator[str]:
    """Serve the records in *folder* from another process, and yield its address."""
    with subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise TypeError
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def traffic_of(base_url: str) -> tuple[int, int]:
    """Return how many page requests and connections came under *base_url*."""
    with urllib.request.urlopen(f"{base_url}/count", timeout=30) as answer:  # noqa: S310 - this machine
        requests, connections = cast("list[int]", json.load(answer))
    return requests, connections


async def main(folder: Path) -> None:
    """Serve until the process is terminated."""
    serve = Server(Pages(folder)).serve
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
