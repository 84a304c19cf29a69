"""The entry point of the `udacity` command; says what to install if it cannot start."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from udacity_client.system.extras import install_hint

HUNG_UP, INTERRUPTED, TERMINATED = 129, 130, 143
"""The exit codes after SIGHUP, Ctrl-C and SIGTERM, as shells have them."""

_HANGUP = getattr(signal, "SIGHUP", None)  # Windows has none


def main() -> None:
    """Run the command line, and exit with its exit code."""
    _open_closed_streams()
    _escape_what_stdout_cannot_encode()
    termination = _Termination()
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED  # typer does the same, once it runs
    finally:
        # Python collects garbage at exit, which walks a large schema once more.
        gc.freeze()
    sys.exit(termination.code if code == INTERRUPTED else code)


class _Termination:
    """Has SIGTERM and SIGHUP end a command as Ctrl-C does, and knows which came.

    Schedulers and service managers send the first, a terminal that closes the second.
    What was read is kept, private temporary files are removed, and the user is told.
    """

    def __init__(self) -> None:
        self.code = INTERRUPTED
        for number in (signal.SIGTERM, _HANGUP):
            # Else it is ignored, as by nohup.
            if number and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, self._interrupt)

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self.code = 128 + number
        if _HANGUP:
            # The shell and the terminal may both send it; cleaning up must go on.
            signal.signal(_HANGUP, signal.SIG_IGN)
        raise KeyboardInterrupt


def _open_closed_streams() -> None:
    """Replace streams that are None, as after `>&-`: stdout by a pipe without a reader.

    So what cannot be printed is no success, and a command that prints nothing works.
    Without a stream, the next file that is opened would get the descriptor of stdout.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            file = _unread_pipe() if name == "stdout" else os.devnull
            stream = open(file, mode, encoding="utf-8")  # noqa: SIM115, PTH123 - for good; a descriptor
            setattr(sys, name, stream)


def _unread_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    lowest = os.dup(writer)  # that of stdout, if the reader had it
    os.close(writer)
    return lowest


def _escape_what_stdout_cannot_encode() -> None:
    """Make stdout write an escape for a letter that its encoding lacks."""
    reconfigure: Callable[..., None] | None
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")


def _run() -> int:
    try:
        from udacity_client.cli.run import run
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
    else:
        return run()
    extra = _EXTRAS.get(_command(sys.argv[1:]), "cli")
    sys.stderr.write(
        f"The udacity command needs the extra {extra}. {install_hint(extra)}\n"
    )
    return 2


# Each of them brings the extra `cli` as well.
_EXTRAS = {
    "emulator": "emulator",
    "export": "data",
    "generate": "codegen",
    "report": "report",
    "schema": "codegen",
    "sql": "data",
    "sync": "data",
}


def _command(arguments: list[str]) -> str:
    return next((word for word in arguments if not word.startswith("-")), "")
