"""A process that is forked while another thread makes its first call does not hang."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from support.token_endpoint import BOUND
from udacity_client.runtime import Operation

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded"),
]

SLOW_MODULE = """
STARTED.set()
MAY_END.wait()
class Data: pass
"""


def make_slow_module(
    name: str, folder: Path, patch: pytest.MonkeyPatch
) -> tuple[threading.Event, threading.Event]:
    """Make a module whose import sets the first event and waits for the other."""
    started, may_end = threading.Event(), threading.Event()
    patch.setattr("builtins.STARTED", started, raising=False)
    patch.setattr("builtins.MAY_END", may_end, raising=False)
    (folder / f"{name}.py").write_text(SLOW_MODULE)
    patch.setattr(sys, "path", [str(folder), *sys.path])
    return started, may_end


def test_a_fork_waits_for_an_import_of_a_call_in_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, may_end = make_slow_module("records_of_a_slow_disk", tmp_path, monkeypatch)
    operation: Operation[object, object] = Operation(
        domain="catalog",
        name="Slow",
        kind="query",
        document="",
        model="records_of_a_slow_disk:Data",
        unwrap=lambda data: data,
    )
    thread = threading.Thread(target=operation.load_model)
    thread.start()
    assert started.wait(BOUND)
    timer = threading.Timer(0.02, may_end.set)
    timer.start()
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        os._exit(0 if operation.load_model().__name__ == "Data" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    thread.join()
    timer.join()
    sys.modules.pop("records_of_a_slow_disk", None)


def test_a_fork_does_not_wait_for_an_import_that_no_call_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, may_end = make_slow_module("program_of_a_caller", tmp_path, monkeypatch)
    thread = threading.Thread(
        target=importlib.import_module, args=("program_of_a_caller",)
    )
    thread.start()
    assert started.wait(BOUND)
    began = os.times().elapsed
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    may_end.set()
    thread.join()
    # The wait would have ended after 10 s.
    assert os.times().elapsed - began < 9
    sys.modules.pop("program_of_a_caller", None)


INTERRUPTED = """
import os, signal, threading, time
from udacity_client.system.fork_safety import finish_before_fork

signal.signal(signal.SIGINT, signal.default_int_handler)
is_done = []

@finish_before_fork
def make_context():
    time.sleep(0.3)
    is_done.append(True)

threading.Thread(target=make_context).start()
main = threading.get_ident()
threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGINT)).start()
try:
    child = os.fork()
    if child == 0:
        os._exit(0 if is_done else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_during_the_wait_comes_after_the_fork() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", INTERRUPTED],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("interrupted\n", "")


FIRST_CALL = """
import asyncio, faulthandler, os, sys, threading, time
from udacity_client import AsyncUdacity, StaticToken, Udacity
kind, fork_at = sys.argv[1], int(sys.argv[2])

async def ask_async(udacity):
    return await udacity.catalog.get_catalog()

def call():
    try:
        if kind == "sync":
            clients[0].catalog.get_catalog()
        else:
            asyncio.run(ask_async(clients[1]))
    except Exception as error:
        return type(error).__name__

options = dict(base_url="https://127.0.0.1:9", deadline=20, retry=None)
clients = [kind(StaticToken("t"), **options) for kind in (Udacity, AsyncUdacity)]

class Count:
    left = fork_at
    def find_spec(self, *_):
        self.left -= 1
        if self.left == 0:
            reached.set()

def call_and_set():
    call()
    reached.set()

reached = threading.Event()
sys.setswitchinterval(1e-4)
sys.meta_path.insert(0, Count())
thread = threading.Thread(target=call_and_set)
thread.start()
reached.wait()
child = os.fork()
if child == 0:
    faulthandler.dump_traceback_later(60, exit=True)
    ended = call()
    print(ended, flush=True)
    os._exit(0 if ended == "ApiConnectionError" else 1)
thread.join()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("fork_at", [1, 2, *range(10, 500, 35), 1000])
def test_a_process_forked_at_any_import_of_a_first_call_makes_its_own(
    kind: str, fork_at: int
) -> None:
    code = textwrap.dedent(FIRST_CALL)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, kind, str(fork_at)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
