"""Compose docstrings and lay them out, without knowing what they describe."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

LINE_LENGTH: Final = 88
_NAMED_IN_FULL: Final = 4


def paragraphs(*parts: str | None) -> str | None:
    """Return the *parts* that say something, set apart by blank lines."""
    told = [part.strip("\n").rstrip() for part in parts if part and part.strip()]
    return "\n\n".join(told) or None


def sentence(*parts: str | None) -> str | None:
    """Return the *parts* that say something as one paragraph."""
    told = [" ".join(part.split()) for part in parts if part and part.strip()]
    return " ".join(told) or None


def deprecated(reason: str | None) -> str | None:
    """Return the note on what the schema deprecates for *reason*."""
    return f"Deprecated: {reason}" if reason else None


def unconfirmed(coordinates: Sequence[str]) -> str | None:
    """Return the note on what uses *coordinates* that no documentation states."""
    if not coordinates:
        return None
    named = [f"`{coordinate}`" for coordinate in coordinates[:_NAMED_IN_FULL]]
    more = len(coordinates) - len(named)
    last = f"{more} more" if more else named.pop()
    listed = f"{', '.join(named)} and {last}" if named else last
    return (
        f"Unconfirmed: uses {listed}, which the documentation does not state; the API "
        "may refuse it."
    )


UNCONFIRMED_FIELD: Final = (
    "Unconfirmed: the documentation does not state it; the API may refuse it."
)
"""The note on a field that no documentation states."""

UNCONFIRMED_VALUE: Final = (
    "Unconfirmed: the documentation does not state it; the API may not know it."
)
"""The note on an enum's value that no documentation states."""


def section(title: str, entries: Sequence[tuple[str, str | None]]) -> str | None:
    """Return a docstring's section such as `Args:`, of the entries that say something.

    The lines keep their indentation when the docstring is laid out.
    """
    lines: list[str] = []
    for name, text in entries:
        if text:
            # Eight columns of a method's body are still to come before each line.
            lines += textwrap.wrap(
                f"{name}: {text}",
                LINE_LENGTH - 8,
                initial_indent="    ",
                subsequent_indent="        ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join([f"{title}:", *lines]) if lines else None


def docstring(text: str | None, *, indent: str = "") -> str:
    """Return *text* as the lines of a docstring, or nothing where there is none."""
    if not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = _wrapped(escaped, LINE_LENGTH - len(indent))
    if lines[-1].endswith('"'):
        lines[-1] = f'{lines[-1][:-1]}\\"'
    if len(lines) == 1 and len(indent) + len(lines[0]) + 6 <= LINE_LENGTH:
        return f'{indent}"""{lines[0]}"""\n'
    laid_out = [f'"""{lines[0]}', *lines[1:], '"""']
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in laid_out)


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of *text*, its overlong paragraphs filled anew."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        given = paragraph.rstrip().split("\n")
        opening = 0 if lines else 3
        if lines:
            lines.append("")
        lines += (
            given if _fits(given, width, opening) else _filled(given, width, opening)
        )
    return lines


def _fits(lines: list[str], width: int, opening: int) -> bool:
    # Indented lines are a list or an example, whose line ends mean something.
    if any(line.startswith(" ") for line in lines):
        return True
    return all(
        len(line) + (opening if number == 0 else 0) <= width
        for number, line in enumerate(lines)
    )


def _filled(lines: list[str], width: int, opening: int) -> list[str]:
    filled = textwrap.wrap(
        " ".join(lines),
        width,
        initial_indent="#" * opening,
        break_long_words=False,
        break_on_hyphens=False,
    )
    filled[0] = filled[0][opening:]
    return filled
