from __future__ import annotations

import ast

import pytest

from udacity_client.codegen.docstrings import (
    docstring,
    paragraphs,
    section,
    unconfirmed,
)

TEXTS = [
    "One line.",
    'It says "so"',
    'Three """ in a row.',
    "A \\ backslash, \\n no newline.",
    "ends with a backslash \\",
    "word " * 60,
    "First.\n\nSecond.\n\n    indented " + "x" * 100,
    "x" * 120,
    "x" * 82,
    '"',
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("indent", ["", "    ", "        "])
def test_docstring_says_what_it_was_given(text: str, indent: str) -> None:
    laid_out = docstring(text, indent=indent)
    lines = [line.removeprefix(indent) for line in laid_out.splitlines(keepends=True)]
    found = ast.get_docstring(ast.parse("".join(lines)))
    assert found is not None
    assert found.split() == text.split()
    assert all(line.startswith(indent) for line in laid_out.splitlines() if line)


def test_long_paragraphs_are_filled_and_lists_are_kept() -> None:
    text = "word " * 30 + "\n\n  - a\n  - b"
    lines = docstring(text, indent="    ").splitlines()
    assert all(len(line) <= 88 for line in lines)
    assert lines[-3:] == ["      - a", "      - b", '    """']


def test_nothing_to_say_gives_no_docstring() -> None:
    assert docstring(None) == ""
    assert paragraphs(None, "", "  \n") is None
    assert section("Args", [("after", None)]) is None


def test_sections_hang_their_lines() -> None:
    assert section("Args", [("first", "word " * 20), ("after", None)]) == (
        f"Args:\n    first: {' '.join(['word'] * 14)}\n        {' '.join(['word'] * 6)}"
    )


@pytest.mark.parametrize(
    ("coordinates", "uses"),
    [
        (["A.b"], "`A.b`"),
        (["A.b", "C.d"], "`A.b` and `C.d`"),
        (["A.b", "C.d", "E.f"], "`A.b`, `C.d` and `E.f`"),
        (list("abcdef"), "`a`, `b`, `c`, `d` and 2 more"),
    ],
)
def test_unconfirmed_names_what_is_guessed(coordinates: list[str], uses: str) -> None:
    assert unconfirmed(coordinates) == (
        f"Unconfirmed: uses {uses}, which the documentation does not state; the API "
        "may refuse it."
    )
    assert unconfirmed([]) is None
