"""No text ends the code in Markdown that it stands in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from udacity_client.drift.report.entry import one_line
from udacity_client.schema.markdown_code import code, fenced

READER = MarkdownIt("commonmark")


def walked(text: str) -> list[Token]:
    """Return the tokens of *text*, those of its lines among them."""
    tokens = READER.parse(text)
    return [one for token in tokens for one in (token, *(token.children or ()))]


@given(st.text(alphabet="`a |\\*\n<", max_size=20).map(one_line))
def test_a_span_holds_any_text(text: str) -> None:
    tokens = [token for token in walked(f"x {code(text)} y") if token.content]
    spans = [token.content for token in tokens if token.type == "code_inline"]
    assert [span.strip() for span in spans] == [text]


@given(st.lists(st.text(alphabet="`~ a\\*<", max_size=20), min_size=1, max_size=4))
def test_a_block_holds_any_lines(lines: list[str]) -> None:
    blocks = [one.content for one in walked(fenced(lines)) if one.type == "fence"]
    assert blocks == ["\n".join(lines) + "\n"]
