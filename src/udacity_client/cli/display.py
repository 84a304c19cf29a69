"""How a report of drift looks: on a terminal, or in a file or a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TextIO

from udacity_client.cli.extras import extra
from udacity_client.cli.terminal import wants_colour, width_of

with extra("codegen"):
    from rich.cells import cell_len
    from rich.color import ColorSystem
    from rich.style import Style

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
