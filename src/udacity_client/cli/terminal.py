"""What a terminal can show: colour, width, encoding."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether to write colours to *stream*.

    `NO_COLOR` overrides `FORCE_COLOR`, and both override what *stream* is. An empty
    variable is ignored.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def width_of(stream: TextIO) -> int | None:
    """Return how many cells a line of *stream* has; None if it is not a terminal."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None


def encodable(text: str, stream: TextIO) -> str:
    """Return *text* with escapes for characters that *stream* cannot encode."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
