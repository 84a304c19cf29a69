"""Text as code in Markdown: it cannot be markup, mention anyone or close an issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_TICKS: Final = re.compile(r"`+")


def code(text: str) -> str:
    """Return *text*, one line, as a code span, whatever it contains."""
    ticks = "`" * (_longest_ticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fenced(lines: Sequence[str]) -> str:
    """Return *lines* as a code block, whatever they contain."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_ticks(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
