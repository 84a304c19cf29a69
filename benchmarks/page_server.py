"""Send pages that were written before, over HTTP/1.1, from a process of its own.

Nothing is executed and no token is checked, so that the client is what is measured.
The first part of a path says how the server is to behave: `/cap-1000,wait-20/v1/…`
gives at most 1,000 records at once, 20 ms after it was asked. Whatever comes under that
part is counted, and `/cap-1000,wait-20/count` tells how many requests and connections.

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
"""How many records there are where the path does not say otherwise (`of-2000`)."""

_DEFAULT: Final = 50
"""How many records a page has where the request does not say."""

_TOKEN: Final = json.dumps(
    {"data": {"generate_token": {"unredacted_token": "0" * 32, "expires_in": 3600}}}
).encode()


@dataclass(frozen=True, slots=True)
class Spelling:
    """Hold the names that a document asks for, as they stand in an answer."""

    file: str
    connection: str
    total_count: str
    page_info: str
    has_next_page: str
    end_cursor: str

    def page(self, edges: bytes, *, total: int, end: int) -> bytes:
        """Return the answer with *edges*, the last of which is number *end*."""
        info = {self.has_next_page: end < total, self.end_cursor: str(end)}
        head = json.dumps({self.total_count: total, self.page_info: info})
        return b'{"data":{"%b":%b,"edges":[%b]}}}' % (
            self.connection.encode(),
            head[:-1].encode(),
            edges,
        )


OURS: Final = Spelling(
    "ours.jsonl",
    "program_progress",
    "total_count",
    "page_info",
    "has_next_page",
    "end_cursor",
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
    """Count what came under one first part of a path."""

    requests: int = 0
    connections: set[int] = field(default_factory=set[int])


class Pages:
    """Give pages out of the records that *folder* holds, again and again.

    Args:
        folder: Where `ours.jsonl` and `wire.jsonl` are, a record on each line.
    """

    def __init__(self, folder: Path) -> None:
        self._edges = {
            spelling.file: [
                b'{"node":%b}' % line
                for line in (folder / spelling.file).read_bytes().splitlines()
            ]
            for spelling in (OURS, WIRE)
        }
        self._joined = lru_cache(maxsize=1024)(self._join)

    def response_to(
        self, body: Mapping[str, object], behaviour: Mapping[str, int]
    ) -> bytes:
        """Return the page that *body* asks for."""
        spelling = OURS if f"{OURS.connection}:" in str(body["query"]) else WIRE
        variables = cast("dict[str, dict[str, object]]", body.get("variables") or {})
        given = variables.get("input") or {}
        total = behaviour.get("of", TOTAL)
        start = int(str(given.get("after") or 0))
        first = int(str(given.get("first") or _DEFAULT))
        end = min(start + min(first, behaviour.get("cap", 1000)), total)
        return self.page(spelling, start, end, total=total)

    def page(self, spelling: Spelling, start: int, end: int, *, total: int) -> bytes:
        """Return the page of the records from number *start* up to *end*."""
        position = start % len(self._edges[spelling.file])
        edges = self._joined(spelling.file, position, end - start)
        return spelling.page(edges, total=total, end=end)

    def _join(self, file: str, start: int, count: int) -> bytes:
        records = islice(cycle(self._edges[file]), start, start + count)
        return b",".join(records)


class Server:
    """Answer requests out of *pages*, and count them."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._traffic: defaultdict[str, Traffic] = defaultdict(Traffic)
        self._connections = count()

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer the requests of one connection."""
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
    """Serve what *folder* holds in another process, and yield its address."""
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
    """Return how many requests for pages, and connections, came under *base_url*."""
    with urllib.request.urlopen(f"{base_url}/count", timeout=30) as answer:  # noqa: S310 - this machine
        requests, connections = cast("list[int]", json.load(answer))
    return requests, connections


async def main(folder: Path) -> None:
    """Serve until the process is ended."""
    serve = Server(Pages(folder)).serve
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
