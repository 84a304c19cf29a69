"""Run syncs in forked children, some of which are killed or run out of disk.

A fork spares each child the second that imports take. Orders come line by line:
`run`, `kill N` (at the Nth call below), `kill-after SECONDS`, `limit BYTES`.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from udacity_client import Udacity, UdacityError
from udacity_client.data.domains import DOMAINS
from udacity_client.data.sync import Sync

_WATCHED = ("sync.py", "merge.py", "spool.py", "duckdb_files.py", "private_files.py")


class SilentObserver:
    """Takes what a run tells, and keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def company(self, name: str, *, records: Mapping[str, int], plans: int) -> None: ...

    def table(self, name: str, company: str) -> None: ...

    def first_page(self, *, plan: str | None, total: int, page_size: int) -> None: ...

    def page(self, *, records: int, total: int | None) -> None: ...

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.note(text)


class SyncProcess:
    """The process that runs syncs for a test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def order(self, *words: object) -> str:
        """Return what came of an order: `killed`, `done N` (calls), or an error."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def sync_process(base_url: str, token: str, path: Path) -> Generator[SyncProcess]:
    """Start a process that runs syncs to *path*."""
    with subprocess.Popen(
        [sys.executable, "-m", "support.killed_sync", base_url, token, str(path)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield SyncProcess(process)
        process.communicate(timeout=60)


class _Calls:
    """Counts the calls that the data room makes, and kills at one of them."""

    def __init__(self, fatal: int) -> None:
        self.count = 0
        self._fatal = fatal

    def profile(self, frame: FrameType, _event: str, _argument: object) -> None:
        if not frame.f_code.co_filename.endswith(_WATCHED):
            return
        self.count += 1
        if self.count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def _child(base_url: str, token: str, path: Path, order: list[str]) -> str:
    calls = _Calls(int(order[1]) if order[0] == "kill" else -1)
    if order[0] == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(order[1]), int(order[1])))
    if order[0] == "kill-after":
        threading.Thread(
            target=_kill_after, args=[float(order[1])], daemon=True
        ).start()
    with Udacity(token=token, base_url=base_url, rate_limit=None) as udacity:
        sync = Sync(path=path, observer=SilentObserver(), now=time.time())
        sys.setprofile(calls.profile)
        try:
            sync.run([udacity])
        except UdacityError as error:
            return f"{type(error).__name__}: {error}"
        finally:
            sys.setprofile(None)
    return f"done {calls.count}"


def _kill_after(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


def _main() -> None:
    base_url, token, path = sys.argv[1:]
    for domain in DOMAINS.values():
        domain.schema()  # what it imports is imported before the forks
    for line in sys.stdin:
        child = os.fork()
        if not child:
            sys.stdout.write(_child(base_url, token, Path(path), line.split()) + "\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            sys.stdout.write("killed\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
