"""Fit texts into the cells of a terminal, where some characters take two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def cells(text: str) -> int:
    """Return how many cells *text* takes."""
    return sum(_cell(char) for char in text)


def padded(text: str, width: int) -> str:
    """Return *text* with spaces after it, so that it takes *width* cells."""
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield *text* in lines of at most *width* cells, where its words allow it."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and cells(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
