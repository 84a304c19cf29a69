"""The text and layout of docstrings in generated code."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from typing import Final

from graphql import GraphQLInputField, GraphQLInputObjectType, Undefined

from udacity_client.codegen.source_text import docstring_text
from udacity_client.schema.graphql_types import type_of
from udacity_client.schema.printer import literal

LINE_LENGTH: Final = 88
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
    if not text or not text.strip():
        return ""
    lines = _wrapped(docstring_text(text), LINE_LENGTH - len(indent))
    if len(lines) == 1 and len(indent) + len(lines[0]) + 6 <= LINE_LENGTH:
        return f'{indent}"""{lines[0]}"""\n'
    laid_out = [f'"""{lines[0]}', *lines[1:], '"""']
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in laid_out)


def _default_doc(definition: GraphQLInputField) -> str | None:
    if definition.default_value is Undefined:
        return None
    text = literal(definition.default_value, type_of(definition))
    return f"Left out, the API takes {text}."


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
