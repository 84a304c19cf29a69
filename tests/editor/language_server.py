"""Speak with a language server over its standard streams, without knowing an editor."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO, Any, TypeAlias

WITHIN = 300.0
"""Seconds for one answer; the first waits until the server has read its sources."""

ENDS_WITHIN = 60.0
"""Seconds that a server has to end when asked to."""

Json: TypeAlias = Mapping[str, Any]


@contextmanager
def running_server(
    command: Sequence[str | Path],
    *,
    root: Path,
    settings: Mapping[str, Json],
    capabilities: Json,
    caches: Path,
) -> Generator[LanguageServer]:
    """Run a language server that is ready to be asked, and end it.

    Args:
        command: What to start; it speaks over its standard streams.
        root: The folder that an editor would have open.
        settings: What it is told when it asks for its configuration, by section.
        capabilities: What the editor can do.
        caches: A folder for its caches. Two servers that write one file there at once
            would read half of it.
    """
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=root,
            env={**os.environ, "XDG_CACHE_HOME": str(caches)},
            start_new_session=True,  # for it may start processes of its own
        ) as process,
    ):
        server = LanguageServer(process, settings, complaints)
        try:
            server.begin(root, capabilities)
            yield server
            server.end()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            with suppress(BrokenPipeError):  # of what a server left unread
                _stream(process.stdin).close()


class LanguageServer:
    """The editor's side of a conversation with one server."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        settings: Mapping[str, Json],
        complaints: IO[bytes],
    ) -> None:
        self._process = process
        self._settings = settings
        self._complaints = complaints
        self._numbers = count(1)
        self._answers: queue.Queue[Json | None] = queue.Queue()
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def begin(self, root: Path, capabilities: Json) -> None:
        """Do what comes before the first question."""
        self._reader.start()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": capabilities,
            },
        )
        self.notify("initialized", {})

    def request(self, method: str, params: Json | None) -> Any:
        """Return the result of a request.

        Raises:
            TimeoutError: The server did not answer.
        """
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        try:
            answer = self._answers.get(timeout=WITHIN)
        except queue.Empty:
            message = f"{method} was not answered within {WITHIN:.0f} s"
            raise TimeoutError(message) from None
        assert answer is not None, f"the server ended: {self._complained()}"
        assert answer["id"] == number
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def notify(self, method: str, params: Json | None) -> None:
        """Tell the server something that it does not answer."""
        self._send({"method": method, "params": params})

    def end(self) -> None:
        """Ask the server to end, and wait for it."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(ENDS_WITHIN)
        self._reader.join(ENDS_WITHIN)

    def _send(self, message: Json) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = _stream(self._process.stdin)
        # Where the server has ended, its answers end too, and tell why.
        with self._writing, suppress(BrokenPipeError):
            stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
            stream.flush()

    def _read(self) -> None:
        stream = _stream(self._process.stdout)
        while (message := _read_message(stream)) is not None:
            if "method" not in message:
                self._answers.put(message)
            elif "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
        self._answers.put(None)

    def _answer(self, message: Json) -> list[Json | None] | None:
        """Return what an editor answers to a request of the server."""
        if message["method"] != "workspace/configuration":
            return None
        items = message["params"]["items"]
        return [self._settings.get(item.get("section", "")) for item in items]

    def _complained(self) -> str:
        self._complaints.seek(0)
        return self._complaints.read().decode(errors="replace") or "without a word"


def _read_message(stream: IO[bytes]) -> Json | None:
    """Return the next message; None at the end of the stream."""
    length = 0
    while (line := stream.readline()) not in (b"", b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if not line:
        return None
    message: Json = json.loads(stream.read(length))
    return message


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
