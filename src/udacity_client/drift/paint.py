"""Colour words for a terminal, or leave them as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from udacity_client.drift.entries import Severity

Tone: TypeAlias = Severity | Literal["heading", "aside", "fine"]
"""What a word is, which decides its colour."""

Paint: TypeAlias = Callable[[Tone, str], str]
"""Return a text in the colour of a tone."""

_CODES: Final[Mapping[Tone, str]] = {
    "error": "1;31",
    "warning": "33",
    "notice": "36",
    "heading": "1",
    "aside": "2",
    "fine": "32",
}


def plain(_tone: Tone, text: str) -> str:
    """Return *text* as it is."""
    return text


def coloured(tone: Tone, text: str) -> str:
    """Return *text* between the codes by which terminals colour."""
    return f"\x1b[{_CODES[tone]}m{text}\x1b[0m"
