"""Output that cannot be written: the reader of a pipe has gone, or a disk is full."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast
from unittest.mock import patch

import pytest

from support.udacity_command import run_command

from .conftest import WITHIN, Command

GONE, FULL = errno.EPIPE, errno.ENOSPC


def slow(*values: str | int) -> Any:
    """Return values of a test that takes half a second."""
    return pytest.param(*values, marks=pytest.mark.slow)


class LostBytes(io.RawIOBase):
    """A stream that takes nothing."""

    def __init__(self, number: int) -> None:
        self.number = number

    def writable(self) -> bool:
        return True

    def write(self, _content: Any) -> int:
        raise OSError(self.number, os.strerror(self.number))


class Lost(io.TextIOBase):
    """A stream of text that takes nothing."""

    def __init__(self, number: int) -> None:
        self.buffer: LostBytes = LostBytes(number)

    def write(self, text: str) -> int:
        return self.buffer.write(text)


def run(command: Command, words: str, *, out: io.TextIOBase, err: io.TextIOBase) -> int:
    with (
        patch.dict(os.environ, command.env, clear=True),
        chdir(command.home),
        redirect_stdout(cast("TextIO", out)),
        redirect_stderr(cast("TextIO", err)),
    ):
        code = run_command(*words.split())
        if sys.stderr is not err and isinstance(err, Lost):
            sys.stderr.close()  # it was replaced by one that discards text
    return code


@pytest.mark.parametrize(
    ("words", "file", "number"),
    [
        slow("export catalog -o a.csv", "a.csv", FULL),
        ("export program-progress -o a.csv", "a.csv", GONE),
        slow("sync --to a.duckdb", "a.duckdb", GONE),
        slow("report --live -o a.html", "a.html", FULL),
    ],
)
def test_progress_that_nobody_reads_ends_nothing(
    words: str, file: str, number: int, command: Command
) -> None:
    out = io.StringIO()
    assert run(command, words, out=out, err=Lost(number)) == 0
    assert (command.home / file).stat().st_size
    assert out.getvalue() == ""


def test_an_error_that_nobody_reads_keeps_its_exit_code(command: Command) -> None:
    words = "export program-progress -o none/a.csv"
    assert run(command, words, out=io.StringIO(), err=Lost(FULL)) == 2


PRINTING = (
    "export catalog -o - --format csv --quiet",
    slow("export catalog -o - --format ndjson --quiet"),
    slow("report --live -o - --format md --quiet"),
    "learners --csv",
    slow("plans --json"),
    slow("doctor"),
)


@pytest.mark.parametrize("words", PRINTING)
def test_a_pipe_that_nobody_reads_ends_a_command_quietly(
    words: str, command: Command
) -> None:
    told = io.StringIO()
    assert run(command, words, out=Lost(GONE), err=told) == 1
    assert told.getvalue() == ""


@pytest.mark.parametrize("words", [*PRINTING, "catalog"])
def test_output_on_a_full_disk(words: str, command: Command) -> None:
    told = io.StringIO()
    assert run(command, words, out=Lost(FULL), err=told) == 3
    assert told.getvalue() == "The output could not be written: the disk is full.\n"


SHORT = (
    "auth token",
    slow("auth status"),
    slow("plans --json"),
    slow("report --live -o - --format md --quiet"),
    slow("export catalog -o - --format csv --quiet"),
    slow("--help"),
)
"""What a command prints of these fits into a buffer, which Python empties at exit."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
@pytest.mark.parametrize("words", SHORT)
@pytest.mark.parametrize("to", [">&-", pytest.param("", marks=pytest.mark.slow)])
def test_a_stream_that_nobody_can_read_ends_a_command_quietly(
    words: str, to: str, command: Command
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = in_shell(command, f"{words} {to}", stdout=writer)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (1, "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("words", ["auth status", "auth token", "plans --json"])
def test_a_disk_that_is_full_when_the_buffer_is_emptied(
    words: str, command: Command
) -> None:
    command.run("auth", "token", "--print")  # kept, because it could not be below
    with (command.home / "out").open("w") as out:
        ran = in_shell(command, words, stdout=out.fileno(), limit="ulimit -f 0; ")
    assert ran.returncode == 3
    assert ran.stderr == "The output could not be written: the disk is full.\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such shell")
def test_a_rotation_whose_output_nobody_reads_is_done(command: Command) -> None:
    secret = command.home / "secret"
    command.env |= {
        "UDACITY_USER_TOKEN": command.emulator.user_token,
        "UDACITY_COMPANY_ID": command.emulator.company_id,
    }
    ran = in_shell(command, f"auth rotate --yes --store {secret} >&-", stdout=None)
    assert ran.returncode == 1
    first, *_, last = ran.stderr.strip().splitlines()
    assert first.endswith(f" was created, and its secret is in {secret}.")
    assert last == "The new credential works. To use it in programs:"
    assert secret.read_text(encoding="utf-8").startswith("udcs_")


def in_shell(
    command: Command, words: str, *, stdout: int | None, limit: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `udacity` with *words*, which may redirect its streams."""
    env = {**command.env}
    env.pop("PYTHONUNBUFFERED", None)
    return subprocess.run(
        ["/bin/sh", "-c", f'{limit}"$0" -m udacity_client {words}', sys.executable],
        cwd=command.home,
        env=env,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=WITHIN,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize(
    "words", ["export catalog", "sync", "report --format md", "sql x"]
)
def test_no_command_replaces_a_pipe(words: str, command: Command) -> None:
    pipe = command.home / "a.csv"
    os.mkfifo(pipe)
    option = "--to" if words == "sync" else "-o"
    ran = command.run(*words.split(), option, pipe)
    assert (ran.returncode, ran.stdout) == (2, "")
    refused, advice = ran.stderr.split(". ", maxsplit=1)
    assert refused == f"{pipe} is a pipe or a socket, which no file may replace"
    assert advice.startswith("Give the name of a file")
    # A database cannot go to standard output.
    assert ("pass -o - for standard output" in advice) == (words != "sync")
    assert pipe.is_fifo()
    assert not command.emulator.requests


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks who may make links")
@pytest.mark.parametrize("target", ["a.duckdb", "none/b.duckdb"])
def test_a_sync_that_is_refused_leaves_a_symlink(target: str, command: Command) -> None:
    link = command.home / "a.duckdb"
    link.symlink_to(target)
    assert command.run("sync", "--to", link).returncode == 2
    assert link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks who may make links")
def test_an_export_follows_a_symlink(command: Command) -> None:
    link, file = command.home / "link.csv", command.home / "folder" / "a.csv"
    file.parent.mkdir()
    link.symlink_to(file)
    ran = command.run("export", "catalog", "-o", link)
    assert (ran.returncode, ran.stderr.partition(":")[0]) == (0, str(link))
    assert link.is_symlink()
    assert [one.name for one in file.parent.iterdir()] == ["a.csv"]
