"""Open a page in Chromium, without a window."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.token_endpoint import BOUND


def dump_page(page: Path, *options: str) -> str:
    """Return the HTML of *page* after its scripts; skip if there is no browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install it)")
    with tempfile.TemporaryDirectory(prefix="udacity-browser-") as profile:
        how = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
        where = (f"--user-data-dir={profile}", "--virtual-time-budget=3000")
        ran = subprocess.run(
            [program, *how, *where, *options, "--dump-dom", page.as_uri()],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            check=True,
            timeout=BOUND,
        )
    return ran.stdout


@contextmanager
def recording_proxy() -> Generator[tuple[str, list[str]]]:
    """Return an option that makes all requests come here, and their first lines."""
    lines: list[str] = []

    def answer() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                lines.append(connection.recv(4096).decode(errors="replace"))

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, daemon=True).start()
        yield f"--proxy-server=127.0.0.1:{server.getsockname()[1]}", lines
