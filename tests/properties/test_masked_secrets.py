"""JSON in which a secret is masked stays JSON, and does not hold the secret."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udacity_client.protocol.http_response import RawResponse

EXAMPLES: Final = pytest.mark.parametrize(
    "examples", [60, pytest.param(3_000, marks=pytest.mark.slow)]
)
LETTERS: Final = 'ab1"\\/\n 2\u00e9\U0001f600'

# Of six and more: a shorter one may be a part of an escape such as \\u00e9.
SECRETS: Final = st.one_of(
    st.text(st.sampled_from(LETTERS), min_size=6, max_size=9),
    st.text(st.sampled_from("0123456789.e-"), min_size=6, max_size=8),
    st.sampled_from(["true", "null", "false"]),
)
AROUND: Final = st.text(st.sampled_from(LETTERS), max_size=5)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | AROUND,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(AROUND, inner, max_size=3)
    ),
)


def quoted(text: str, *, in_ascii: bool) -> str:
    """Return *text* as it stands in JSON."""
    return json.dumps(text, ensure_ascii=in_ascii)[1:-1]


@EXAMPLES
def test_what_is_left_is_json_without_the_secret(examples: int) -> None:
    @settings(max_examples=examples)
    @given(
        secret=SECRETS,
        around=st.tuples(AROUND, AROUND),
        is_nested=st.booleans(),
        in_ascii=st.tuples(st.booleans(), st.booleans()),
        slash=st.sampled_from(["/", "\\/"]),
        more=VALUES,
    )
    def check(
        *,
        secret: str,
        around: tuple[str, str],
        is_nested: bool,
        in_ascii: tuple[bool, bool],
        slash: str,
        more: object,
    ) -> None:
        echo = quoted(secret, in_ascii=in_ascii[0]) if is_nested else secret
        content = {"errors": [{"message": echo.join(around), "more": more}]}
        body = json.dumps(content, ensure_ascii=in_ascii[1]).replace("/", slash)

        response = RawResponse(400, {}, body.encode(), received_at=0.0)
        masked = json.loads(response.hiding((secret,)).content)

        (error,) = masked["errors"]
        assert secret not in error["message"]
        assert echo not in error["message"]

    check()


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        (r'"no DOMAIN\\\\hunter2"', r'"no DOMAIN**********"'),
        ('{"id": 91234567890}', '{"id": 91234567890}'),
        ('{"pin": 12345678}', '{"pin": "**********"}'),
        ('{"text": "at 12345678."}', '{"text": "at **********."}'),
    ],
)
def test_the_place_of_a_secret_stays_a_value(body: str, masked: str) -> None:
    response = RawResponse(400, {}, body.encode(), received_at=0.0)

    assert response.hiding(("hunter2", "12345678")).content == masked.encode()
