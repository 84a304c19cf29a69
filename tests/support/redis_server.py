"""Run Redis on a free port of this machine, and end it."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from support.token_endpoint import BOUND


@contextmanager
def redis_server(*options: str) -> Generator[str]:
    """Return the URL of a server that keeps nothing; skip if there is none."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (Debian: apt-get install it)")
    port = _free_port()
    where = ("--port", str(port), "--bind", "127.0.0.1", "--dir", "/")
    server = subprocess.Popen(
        [program, *where, "--save", "", "--appendonly", "no", *options],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if "Ready to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.communicate(timeout=BOUND)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
