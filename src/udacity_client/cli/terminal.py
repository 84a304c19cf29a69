"""What a terminal can show: colours and columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether to colour what is written to *stream*.

    `NO_COLOR` takes precedence over `FORCE_COLOR`, and both over whether *stream* is a
    terminal. An empty variable counts as unset.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def width_of(stream: TextIO) -> int | None:
    """Return the columns of the terminal *stream*; `None` if it is not a terminal."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None
