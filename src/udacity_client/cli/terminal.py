"""Find out what a terminal can show, without writing to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether to colour what is written to *stream*.

    `NO_COLOR` comes before `FORCE_COLOR`, and either before what *stream* is; an empty
    one says nothing.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def width_of(stream: TextIO) -> int | None:
    """Return how many cells a line of *stream* has, or `None` where it has no end."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None


def encodable(text: str, stream: TextIO) -> str:
    """Return *text* with escapes for what the encoding of *stream* cannot say."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
