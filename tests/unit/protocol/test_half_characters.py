from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from udacity_client.protocol.half_characters import replace_halves


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (rb'"cut \ud83d"', rb'"cut \ufffd"'),
        (rb'"\uDE00 cut"', rb'"\ufffd cut"'),
        (rb'"\ud83d\ud83d\ude00"', rb'"\ufffd\ud83d\ude00"'),
        (rb'"\ude00\ud83d"', rb'"\ufffd\ufffd"'),
        (rb'"\ud83d\ude00"', rb'"\ud83d\ude00"'),
        (rb'"\\ud83d"', rb'"\\ud83d"'),
        (rb'"\\\ud83d"', rb'"\\\ufffd"'),
        ('"ü\\n"'.encode(), '"ü\\n"'.encode()),
        (b"", b""),
    ],
)
def test_halves_alone_are_replaced(content: bytes, whole: bytes) -> None:
    assert replace_halves(content) == whole


@given(st.text(st.characters(), max_size=20) | st.text("\\ud83\U0001f600", max_size=9))
def test_a_text_without_halves_is_left_as_it_is(text: str) -> None:
    content = json.dumps(text).encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert replace_halves(content) == content
    assert "\ud800" not in json.loads(replace_halves(content))
