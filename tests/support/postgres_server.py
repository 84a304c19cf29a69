"""Run PostgreSQL on a free port of this machine, and end it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.token_endpoint import BOUND


@contextmanager
def postgres_server() -> Generator[str]:
    """Return the URL of an empty database; skip if there is no server."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    # It refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="udacity-postgres-") as name:
        if user:
            shutil.chown(name, user)
        with _running(programs[-1], Path(name), user) as port:
            yield f"postgresql://loader:any@127.0.0.1:{port}/postgres"


@contextmanager
def _running(programs: Path, folder: Path, user: str | None) -> Generator[int]:
    data, port = folder / "data", _free_port()
    how = ("-U", "loader", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    made = subprocess.run(
        [programs / "initdb", "-D", data, *how],
        capture_output=True,
        encoding="utf-8",
        check=False,
        user=user,
        cwd=folder,
        timeout=BOUND,
    )
    assert made.returncode == 0, made.stderr
    where = ("-h", "127.0.0.1", "-p", str(port), "-k", folder)
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, *where, "-c", "fsync=off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd=folder,
    )
    try:
        _wait_for(programs, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=BOUND)


def _wait_for(programs: Path, port: int) -> None:
    """Wait until the server accepts queries; it listens a moment before that."""
    until = time.monotonic() + BOUND
    asking = (programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port))
    while subprocess.run(asking, check=False, timeout=BOUND).returncode:
        assert time.monotonic() < until, "PostgreSQL did not start"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
