"""Text for people on stdout and stderr, in which nothing controls their terminal.

What a server, a schema or a file says may hold escape sequences, which could change
what a terminal shows. Output for programs, such as a token, is written as it is.
"""

from __future__ import annotations

import sys
from typing import TextIO

from udacity_client.schema.hidden_characters import escape_hidden


def print_line(text: str) -> None:
    """Print *text*, which may have several lines, on stdout."""
    show(f"{text}\n", sys.stdout)


def say(text: str) -> None:
    """Print *text*, which may have several lines, on stderr."""
    show(f"{text}\n", sys.stderr)


def show(text: str, stream: TextIO) -> None:
    """Write *text* to *stream*, with escapes for all that is hidden in it."""
    stream.write(encodable(escape_hidden(text), stream))
    stream.flush()


def encodable(text: str, stream: TextIO) -> str:
    """Return *text* with escapes for characters that *stream* cannot encode."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
