from __future__ import annotations

import ast
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from udacity_client.codegen.docstrings import (
    docstring,
    paragraphs,
    section,
    unconfirmed,
)
from udacity_client.codegen.source_text import comment_text

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


HOSTILE = st.text(
    st.sampled_from(
        [*"\"'\\\n\r\t #a", *"\0\x1b\u2028\u202e\u200b\x85\ufeff", "\ud800"]
    )
    | st.characters(),
    max_size=200,
)


@given(HOSTILE)
@example('"""')
@example('ends in """')
@example("\\")
@example('\\"')
@example("nul \0 and \u202e")
def test_any_text_is_a_docstring_and_nothing_else(text: str) -> None:
    source = docstring(text, indent="    ")
    module = ast.parse(f"class A:\n{source}    x = 1\n")
    (class_def,) = module.body
    assert isinstance(class_def, ast.ClassDef)
    assert [type(node) for node in class_def.body] in (
        [ast.Expr, ast.Assign],
        [ast.Assign],
    )
    assert not _INVISIBLE.search(source)
    words = "".join((ast.get_docstring(class_def, clean=False) or "").split())
    assert words == "".join(text.split())


_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]"
)


@given(HOSTILE)
def test_any_text_stays_in_a_comment(text: str) -> None:
    comment = comment_text(text)
    assert len(f"# {comment}".splitlines()) == 1
    assert not _INVISIBLE.search(comment)
