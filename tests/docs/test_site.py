"""The site that `make docs` builds is whole without a network."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.paths import ROOT

pytestmark = pytest.mark.slow

HOST = "site.example"
WITHIN = 240  # only ends what hangs
_LOADED = re.compile(
    r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]+)"|<link[^>]*\shref="([^"]+)"'
)
_FOUND = re.compile(r'<ul [^>]*class="search".*?</ul>', re.DOTALL)
_BROWSER_S_OWN = {
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "update.googleapis.com",
}
"""Hosts that Chromium asks by itself, whatever it shows."""


@pytest.fixture
def site() -> Path:
    folder = ROOT / "docs/_build/html"
    if not (folder / "index.html").is_file():
        pytest.skip("there is no site here: make docs")
    return folder


@pytest.fixture
def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


class Proxy(SimpleHTTPRequestHandler):
    """Serves the site under a name, and knows no other host."""

    asked: list[str]

    def __init__(self, asked: list[str], *args: Any, **options: Any) -> None:
        self.asked = asked
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        parts = urlsplit(self.path)
        self.path = parts.path
        if parts.hostname == HOST:
            super().do_GET()
        else:
            self.send_error(502)

    def do_CONNECT(self) -> None:
        self.asked.append(f"https://{self.path}")
        self.send_error(502)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Print nothing."""


@contextmanager
def proxy(site: Path) -> Generator[tuple[int, list[str]]]:
    """Serve *site* as `http://site.example`; give out the port and what is asked."""
    asked: list[str] = []
    handler = partial(Proxy, asked, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


def seen(chromium: str, profile: Path, port: int, url: str) -> str:
    """Return the page at *url* as Chromium has it once its scripts have run."""
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--user-data-dir={profile}",
        f"--proxy-server=127.0.0.1:{port}",
        "--virtual-time-budget=10000",
        "--dump-dom",
        url,
    ]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, timeout=WITHIN
    )
    return done.stdout


def test_pages_load_only_what_is_in_the_site(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    assert len(pages) > 30
    for page in pages:
        for found in _LOADED.findall(page.read_text(encoding="utf-8")):
            address = html.unescape("".join(found)).partition("?")[0]
            assert not urlsplit(address).scheme, (page.name, address)
            if not address.startswith("#"):
                assert (page.parent / address).exists(), (page.name, address)


def test_there_is_a_text_of_the_site_for_language_models(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 30
    assert [link for link in links if not (site / link).is_file()] == []
    whole = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert "## Draw a chart" in whole


@pytest.mark.parametrize("over", ["http", "file"])
def test_search_works_and_every_request_is_local(
    over: str, site: Path, chromium: str, tmp_path: Path
) -> None:
    base = f"http://{HOST}" if over == "http" else site.as_uri()
    with proxy(site) as (port, asked):
        page = seen(chromium, tmp_path, port, f"{base}/search.html?q=FileRateLimit")
        start = seen(chromium, tmp_path, port, f"{base}/index.html")
    results = "".join(_FOUND.findall(page))
    assert "howto/processes.html" in results
    assert "reference/clients.html" in results
    assert "Ten minutes" in start
    hosts = {urlsplit(one).hostname for one in asked} - _BROWSER_S_OWN
    assert hosts == ({HOST} if over == "http" else set())
