"""Text for people on stdout and stderr, in which nothing controls their terminal.

What a server, a schema or a file says may hold escape sequences, which could change
what a terminal shows. Output for programs, such as a token, is written as it is.
"""

from __future__ import annotations

import io
import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TextIO, cast

from udacity_client.schema.hidden_characters import (
    escape_hidden,
    escape_hidden_in_json,
    escape_runner_commands,
)


def print_line(text: str) -> None:
    """Print *text*, which may have several lines, on stdout."""
    show(f"{text}\n", sys.stdout)


def say(text: str) -> None:
    """Print *text*, which may have several lines, on stderr.

    If nobody can read stderr, this and what follows is lost, and the command goes on:
    its work and its exit code matter more.
    """
    try:
        show(f"{text}\n", sys.stderr)
    except OSError:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good


def discard_unwritten(stream: TextIO) -> None:
    """Write what *stream* still holds; if that fails, discard it.

    Else Python tries again at exit, prints an error and changes the exit code.
    """
    try:
        stream.flush()
    except OSError:
        with suppress(OSError), Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())


def show(text: str, stream: TextIO) -> None:
    """Write *text* to *stream*; see `visible`."""
    stream.write(encodable(visible(text), stream))
    stream.flush()


def visible(text: str) -> str:
    """Return *text* with escapes for what is hidden or a command in CI."""
    return escape_runner_commands(escape_hidden(text))


def encodable(text: str, stream: TextIO) -> str:
    """Return *text* with escapes for characters that *stream* cannot encode."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def output_of_csv(stream: TextIO) -> IO[bytes]:
    """Return where to write a CSV that goes to *stream*.

    A program at the other end of a pipe gets it as it is. A terminal gets escapes for
    all that is hidden in it.
    """
    if not stream.isatty():
        return stream.buffer
    return cast("IO[bytes]", _Terminal(stream, escape_hidden))


def output_of_json(stream: TextIO) -> IO[bytes]:
    """Return where to write JSON that goes to *stream*; see `output_of_csv`."""
    if not stream.isatty():
        return stream.buffer
    return cast("IO[bytes]", _Terminal(stream, escape_hidden_in_json))


class _Terminal(io.RawIOBase):
    """A file of UTF-8 whose text is shown on a terminal."""

    def __init__(self, stream: TextIO, escape: Callable[[str], str]) -> None:
        self._stream = stream
        self._escape = escape
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        text = self._decode(bytes(content)).replace("\r\n", "\n")
        self._stream.write(encodable(self._escape(text), self._stream))
        return len(content)

    def flush(self) -> None:
        self._stream.flush()


def count(number: int, noun: str) -> str:
    """Return *number* with its noun, such as 1,000 records."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
