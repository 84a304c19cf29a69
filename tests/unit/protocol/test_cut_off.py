from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from udacity_client.protocol.cut_off import is_cut_off

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=9,
)


@given(data=JSON, indent=st.sampled_from([None, 1]), at=st.integers(0))
def test_whatever_is_missing_at_the_end_is_noticed(
    data: object, indent: int | None, at: int
) -> None:
    whole = json.dumps({"é": data}, ensure_ascii=not indent, indent=indent).encode()
    assert is_cut_off(whole[: 1 + at % (len(whole) - 1)])


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" ", b"<html", b"nul", b"12", b'"text', b"upstream error"),
        *(b'{"a": 1}, {', b'{"a": <html', b"{a: 1", b'{"a": 1 "b"', b'["a": 1'),
        *(b"[]", b'{"a": {}}'),
    ],
)
def test_what_was_never_json_did_not_break_off(content: bytes) -> None:
    assert not is_cut_off(content)
