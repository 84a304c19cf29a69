"""What a terminal can show: colours, columns, characters."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, TextIO

from udacity_client.cli.extras import extra

with extra("cli"):
    from rich.cells import cell_len
    from rich.color import ColorSystem
    from rich.style import Style

with extra("codegen"):
    from udacity_client.drift.report.text import PLAIN, Display, Tone

_STYLES: Final[Mapping[Tone, str]] = {
    "error": "bold red",
    "warning": "yellow",
    "notice": "cyan",
    "heading": "bold",
    "aside": "dim",
    "fine": "green",
}


def display_of(stream: TextIO, environ: Mapping[str, str]) -> Display:
    """Return how a report is shown on *stream*."""
    return Display(
        colour=coloured if wants_colour(stream, environ) else PLAIN.colour,
        text_width=cell_len,
        width=width_of(stream),
    )


def coloured(tone: Tone, text: str) -> str:
    """Return *text* with the escape codes of the colour of *tone*."""
    style = Style.parse(_STYLES[tone])
    return style.render(text, color_system=ColorSystem.STANDARD)


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
