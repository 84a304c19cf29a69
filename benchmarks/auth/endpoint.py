"""A tokens endpoint in its own process; it takes 50 ms and counts its requests.

Each path starts with a key, and requests are counted by key. `/KEY/…/token` and
`/KEY/v1/tokens/graphql` return a token, or fail if the key starts with `down`.
`/KEY/revoke` revokes all tokens of the key. `/KEY/count` returns the counts, and
`/KEY/most/SECONDS` the highest number of served requests in any window of that length.
Any other path needs a valid token.

    python endpoint.py        # prints its port
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

DELAY: Final = 0.05


@dataclass
class Counts:
    """The requests under one key."""

    mints: int = 0
    served_at: list[float] = field(default_factory=list[float])
    refused: int = 0
    valid: set[str] = field(default_factory=set[str])


COUNTS: defaultdict[str, Counts] = defaultdict(Counts)


async def answer(path: str, token: str) -> tuple[int, object]:
    """Return the status and body of the response."""
    _, key, *rest = path.split("/")
    counts, last = COUNTS[key], "/".join(rest)
    if last.endswith("token") or last == "v1/tokens/graphql":
        return await mint(key, counts)
    if last == "revoke":
        counts.valid.clear()
        return 200, {}
    if last == "count":
        return 200, [counts.mints, len(counts.served_at), counts.refused]
    if rest[0] == "most":
        return 200, most_within(float(rest[1]), counts.served_at)
    if token in counts.valid:
        counts.served_at.append(time.monotonic())
        return 200, {"data": {}}
    counts.refused += 1
    return 401, {"errors": [{"message": "token not found"}]}


def most_within(seconds: float, times: list[float]) -> int:
    """Return how many of the ascending *times* lie in the fullest window."""
    most = first = 0
    for last, now in enumerate(times):
        while times[first] <= now - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


async def mint(key: str, counts: Counts) -> tuple[int, object]:
    """Return a token in the form of OAuth and in that of our API."""
    counts.mints += 1
    token = f"{key}-{counts.mints}"
    await asyncio.sleep(DELAY)
    if key.startswith("down"):
        return 503, {"error": "temporarily_unavailable"}
    counts.valid.add(token)
    return 200, {
        "access_token": token,
        "token_type": "Bearer",
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "expires_in": 3600,
        "data": {"generateToken": {"unredactedToken": token, "expiresIn": 3600}},
    }


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Respond to the requests of one connection."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            await reader.readexactly(int(fields.get("content-length", "0")))
            token = fields.get("authorization", "").rpartition(" ")[2]
            status, body = await answer(head[0].split(" ")[1], token)
            content = json.dumps(body).encode()
            writer.write(
                f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(content)}\r\n\r\n".encode()
                + content
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Serve until the process is terminated."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
