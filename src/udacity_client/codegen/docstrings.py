"""The text and layout of docstrings in generated code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Sequence
from typing import Final

from graphql import GraphQLInputField, GraphQLInputObjectType, Undefined

from udacity_client.schema.graphql_types import default_text

LINE_LENGTH: Final = 88
_QUOTES: Final = re.compile(r'"(?="|\Z)')
_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    r"\ud800-\udfff\ufeff]"
)
"""Control characters, line ends that are none to Python, and marks of direction."""

_NAMED_IN_FULL: Final = 4

UNCONFIRMED_FIELD: Final = (
    "Unconfirmed: the documentation does not state it; the API may refuse it."
)
"""The note on a field that no documentation states."""

UNCONFIRMED_VALUE: Final = (
    "Unconfirmed: the documentation does not state it; the API may not know it."
)
"""The note on an enum value that no documentation states."""


def paragraphs(*parts: str | None) -> str | None:
    """Return the *parts* that are not empty, with a blank line between them."""
    kept = [part.strip("\n").rstrip() for part in parts if part and part.strip()]
    return "\n\n".join(kept) or None


def sentence(*parts: str | None) -> str | None:
    """Return the *parts* that are not empty as one paragraph on one line."""
    kept = [" ".join(part.split()) for part in parts if part and part.strip()]
    return " ".join(kept) or None


def deprecated(reason: str | None) -> str | None:
    """Return the note that something is deprecated for *reason*."""
    return f"Deprecated: {reason}" if reason else None


def unconfirmed(coordinates: Sequence[str]) -> str | None:
    """Return the note on something that uses *coordinates* no documentation states."""
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


def input_field_doc(
    input_type: GraphQLInputObjectType, name: str, inferred: Collection[str]
) -> str | None:
    """Return the description, default and notes of one field of *input_type*."""
    definition = input_type.fields[name]
    coordinate = f"{input_type.name}.{name}"
    return paragraphs(
        definition.description,
        _default_doc(definition),
        UNCONFIRMED_FIELD if coordinate in inferred else None,
        deprecated(definition.deprecation_reason),
    )


def section(title: str, entries: Sequence[tuple[str, str | None]]) -> str | None:
    """Return a docstring section such as `Args:`, for the *entries* that have a text.

    `docstring` keeps the indentation of its lines.
    """
    lines: list[str] = []
    for name, text in entries:
        if text:
            # A method's docstring puts eight more columns before each line.
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
    """Return *text* as the lines of a docstring, or nothing if there is no text."""
    if not text:
        return ""
    lines = _wrapped(_escaped(text), LINE_LENGTH - len(indent))
    if len(lines) == 1 and len(indent) + len(lines[0]) + 6 <= LINE_LENGTH:
        return f'{indent}"""{lines[0]}"""\n'
    laid_out = [f'"""{lines[0]}', *lines[1:], '"""']
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in laid_out)


def one_line(text: str) -> str:
    """Return *text* for a comment, which ends at the first line end."""
    return _CONTROLS.sub(_escape, text).replace("\n", "\\n").replace("\t", "\\t")


def _escaped(text: str) -> str:
    """Return *text* as it stands in a literal between three quotation marks.

    Characters that no reader sees, or that change how others read, are escaped.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    quoted = _QUOTES.sub(r"\"", lines.replace("\\", "\\\\").rstrip())
    return _CONTROLS.sub(_escape, quoted)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _default_doc(definition: GraphQLInputField) -> str | None:
    if definition.default_value is Undefined:
        return None
    text = default_text(definition)
    return f"Left out, the API takes {text}." if text is not None else None


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of *text*. Paragraphs with a line over *width* are filled."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        given = paragraph.rstrip().split("\n")
        opening = 0 if lines else 3  # the quotes before the first line
        if lines:
            lines.append("")
        lines += (
            given if _fits(given, width, opening) else _filled(given, width, opening)
        )
    return lines


def _fits(lines: list[str], width: int, opening: int) -> bool:
    # Indented lines are a list or an example; their line ends have a meaning.
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
