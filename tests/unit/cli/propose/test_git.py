"""The token that git sends, which no file keeps."""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support.token_endpoint import BOUND
from udacity_client.cli.propose.git import Checkout, GitError, token_environment

TOKEN = "ghs_made_up"


@contextmanager
def git_server() -> Generator[tuple[str, list[list[str]]]]:
    """Yield the URL of a server without repositories, and what authorizes requests."""
    seen = list[list[str]]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get_all("Authorization") or [])
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join(BOUND)


def test_git_sends_the_token_to_its_server_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with git_server() as (url, seen), git_server() as (other, seen_by_other):
        kept = f"http.{url}/.extraheader"
        for words in (
            ("init", "--quiet"),
            ("remote", "add", "origin", f"{url}/acme/learning.git"),
            ("remote", "add", "other", f"{other}/acme/learning.git"),
            # As a checkout leaves it, if it keeps its credential.
            ("config", kept, "AUTHORIZATION: basic a2VwdA=="),
        ):
            subprocess.run(["git", "-C", str(tmp_path), *words], check=True)  # noqa: S607 - the one that the job uses
        network = token_environment(TOKEN, server=url, environ={})
        for remote in ("origin", "other"):
            with pytest.raises(GitError) as raised:
                Checkout(tmp_path, remote=remote, network=network).remote_head("main")
            assert TOKEN not in str(raised.value)
    basic = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    assert seen == [[f"basic {basic}"]]
    assert seen_by_other == [[]]
    assert basic not in (tmp_path / ".git/config").read_text()


def test_a_git_that_does_not_end_is_an_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("udacity_client.cli.propose.git._TIMEOUT", 0.0)
    with pytest.raises(GitError, match=r"^git rev-parse did not end within 0 s in "):
        Checkout(tmp_path).head()


def test_options_that_the_environment_gives_to_git_stay() -> None:
    variables = token_environment(
        TOKEN, server="https://github.com", environ={"GIT_CONFIG_COUNT": "2"}
    )
    assert variables["GIT_CONFIG_COUNT"] == "4"
    assert variables["GIT_CONFIG_KEY_2"] == "http.https://github.com/.extraheader"
    assert "GIT_CONFIG_KEY_1" not in variables
