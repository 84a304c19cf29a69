"""A fake GitHub for pull requests: its API over HTTP, and a bare git repository."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from support.token_endpoint import BOUND

TOKEN = "ghs_made_up"


@dataclass
class Request:
    """Hold a pull request, and what was done to it."""

    number: int
    head: str
    base: str
    title: str
    body: str
    state: str = "open"
    labels: list[str] = field(default_factory=list[str])
    comments: list[str] = field(default_factory=list[str])
    updates: int = 0

    def shown(self) -> dict[str, object]:
        url = f"https://github.invalid/pull/{self.number}"
        return {"number": self.number, "body": self.body, "html_url": url}


@dataclass
class Forge:
    """Keep pull requests, and refuse those whose branch git does not have."""

    git: Path
    requests: list[Request] = field(default_factory=list[Request])
    refusal: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def environment(self) -> dict[str, str]:
        """What a workflow's environment holds for this repository."""
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self._server.server_port}",
            "GITHUB_REPOSITORY": "acme/learning",
            "GITHUB_TOKEN": TOKEN,
        }

    @property
    def open(self) -> list[Request]:
        return [one for one in self.requests if one.state == "open"]

    def branches(self) -> list[str]:
        told = subprocess.run(
            ["git", "-C", str(self.git), "branch", "--format=%(refname:short)"],  # noqa: S607 - the one that the job uses
            capture_output=True,
            text=True,
            check=True,
            timeout=BOUND,
        )
        return told.stdout.split()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(BOUND)

    def answer(
        self, method: str, url: str, content: Mapping[str, Any]
    ) -> tuple[int, object]:
        if self.refusal is not None:
            return self.refusal[0], {"message": self.refusal[1]}
        parts = urlsplit(url)
        for pattern, answer in self._routes().items():
            wanted, path = pattern.split()
            found = re.fullmatch(f"/repos/acme/learning/{path}", parts.path)
            if method == wanted and found:
                numbers = [int(group) for group in found.groups()]
                return answer({**content, "query": parse_qs(parts.query)}, *numbers)
        return 404, {"message": "Not Found"}

    def _routes(self) -> dict[str, Callable[..., tuple[int, object]]]:
        return {
            "GET pulls": self._list,
            "POST pulls": self._open,
            r"PATCH pulls/(\d+)": self._change,
            r"PUT issues/(\d+)/labels": self._label,
            r"POST issues/(\d+)/comments": self._comment,
        }

    def _list(self, content: Mapping[str, Any]) -> tuple[int, object]:
        [state], [head] = content["query"]["state"], content["query"]["head"]
        owner, _, branch = head.partition(":")
        assert owner == "acme"
        found = [
            one for one in self.requests if (one.state, one.head) == (state, branch)
        ]
        return 200, [one.shown() for one in found]

    def _open(self, content: Mapping[str, Any]) -> tuple[int, object]:
        head = content["head"]
        if head not in self.branches() or any(one.head == head for one in self.open):
            return 422, {"message": "Validation Failed"}
        words = {name: content[name] for name in ("head", "base", "title", "body")}
        request = Request(len(self.requests) + 1, **words)
        self.requests.append(request)
        return 201, request.shown()

    def _change(self, content: Mapping[str, Any], number: int) -> tuple[int, object]:
        request = self.requests[number - 1]
        for name in ("title", "body", "state"):
            if name in content:
                setattr(request, name, content[name])
        request.updates += "body" in content
        return 200, request.shown()

    def _label(self, content: Mapping[str, Any], number: int) -> tuple[int, object]:
        self.requests[number - 1].labels = list(content["labels"])
        return 200, []

    def _comment(self, content: Mapping[str, Any], number: int) -> tuple[int, object]:
        self.requests[number - 1].comments.append(content["body"])
        return 201, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forge = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._serve()

            def do_POST(self) -> None:
                self._serve()

            def do_PATCH(self) -> None:
                self._serve()

            def do_PUT(self) -> None:
                self._serve()

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                content = json.loads(self.rfile.read(length) or b"{}")
                status: int = 401
                told: object = {"message": "Bad credentials"}
                if self.headers["Authorization"] == f"Bearer {TOKEN}":
                    status, told = forge.answer(self.command, self.path, content)
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                pass

        return Handler
