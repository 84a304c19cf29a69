"""Bytes that somebody else wrote: valid ones with edits, and what breaks parsers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Read: TypeAlias = Callable[[bytes], object]
"""Reads bytes; raises what a user can be told, and returns anything."""

MOST_SECONDS: Final = 20.0
"""How long one reading may take: a hundred times what it takes on a slow machine."""

DEEP_JSON: Final = (
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"data":' * 20_000 + b"1" + b"}" * 20_000,
    b'{"data":' + b"[" * 900 + b"]" * 900 + b"}",
)
HARD_JSON: Final = (
    *DEEP_JSON,
    *(b"", b"null", b"[]", b"{}", b'""', b"0", b"true", b"{", b'{"a":1,"a":2}'),
    *(b"NaN", b"1e999", b"-", b"9" * 5000, b'{"data":' + b"9" * 5000 + b"}"),
    *(b'"\\ud800"', b'{"\\ud800":"\\udfff"}', b'"\xff"', b"\xef\xbb\xbf{}", b"\0"),
    *("{}".encode(code) for code in ("utf-16", "utf-32")),
    *(b'{"data":%b}' % one for one in (b"null", b"[]", b'"__schema"', b"7", b"[{}]")),
    *(b'{"errors":%b}' % one for one in (b"null", b"[null]", b'"x"', b"[[]]", b"[{}]")),
    b'{"errors":[{"message":7,"path":[{}],"locations":[{"line":"x"}]}]}',
    b'{"data":{"__schema":{"types":[{"kind":"OBJECT","name":"A"}]}}}',
)
HARD_TOML: Final = (
    b"a = " + b"[" * 50_000,
    b"a = " + b"[" * 900 + b"]" * 900,
    b"a = " + b"{a=" * 2_000,
    b"[" + b"a." * 400 + b"a]",
    b"a." * 400 + b"a = 1",
    b"a = " + b"9" * 5_000,
    *(b"\xff", b"\0", b"a = 'x\0'", b"a = nan", b"a = inf", b"[a]\n[a]", b"= 1"),
    *(b"a = 9999-99-99", b"a = 25:61:61", b"\xef\xbb\xbfa = 1", b'a = "\\ud800"'),
)
HARD_GRAPHQL: Final = (
    b"type Query { a: " + b"[" * 50_000,
    b"type Query { a: " + b"[" * 150 + b"Int" + b"]" * 150 + b" }",
    b"type Query { a(b: Int = " + b"9" * 5_000 + b"): Int }",
    b"type Query { a(b: A = " + b"{a:" * 20_000 + b"): Int }",
    b"{" * 50_000,
    b"{a" * 190 + b"}" * 190,
    b"query A { ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    b"type Query { a: Query } interface A implements A { a: A } union U = U",
    b"input A { a: A! } type Query { a(b: A = {a: {}}): Int }",
    b"schema { query: Int } scalar Int",
    b"extend type Query { a: Int } extend schema @link(url: 7, import: [{as: 7}])",
    b"type Query { a: Int @deprecated(reason: 7) __b: Int } enum E { true A A }",
    b'"""' + b'\\"""' * 4_000,
    b"#" * 10_000,
    b'type Query { "\xf0\x9f\x98\x80\\uD800\\u{110000}" a: Int }',
    *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"{", b'"', b'"""', b"\x1b[2J", b"&|!$@"),
)
_PIECES: Final = (
    *(b"", b"[" * 3_000, b"{" * 3_000, b"9" * 5_000, b"1e999", b"-1", b"null", b"true"),
    *(b"[]", b"{}", b'""', b'"', b"'", b"\\", b"\0", b"\xff", b"\xef\xbb\xbf", b"\n"),
    *(b"\\ud800", b"\\u0000", b"\x1b[2J", "\u202e".encode(), "\u2028".encode(), b"#"),
    *(b'"""', b"@", b"!", b"$", b"&", b"|", b"=", b":", b",", b"...", b"__typename"),
)


@st.composite
def edited(draw: st.DrawFn, valid: Sequence[bytes]) -> bytes:
    """Return one of *valid* with parts cut, repeated, replaced or from another."""
    content = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        other = draw(st.sampled_from(valid))
        at = draw(st.integers(0, len(other)))
        part = draw(
            st.one_of(
                st.sampled_from(_PIECES),
                st.binary(max_size=3),
                st.just(other[at : at + 60]),
                st.integers(2, 50).map(content[start:end].__mul__),
            )
        )
        content = content[:start] + part + content[end:]
    return content


@st.composite
def odd_json(draw: st.DrawFn, valid: Sequence[bytes]) -> bytes:
    """Return the JSON of one of *valid* with values exchanged, odd or left out."""
    content: object = json.loads(draw(st.sampled_from(valid)))
    for _ in range(draw(st.integers(1, 3))):
        places = _places(content)
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        if draw(st.integers(0, 5)):
            donor, other = draw(st.sampled_from(places))
            container[key] = draw(
                _ODD | st.just(json.dumps(donor[other])).map(json.loads)
            )
        else:
            del container[key]
    return json.dumps(content).encode()


_ODD: Final = st.one_of(
    # As text, because each value that is put in is one of its own.
    st.sampled_from(("null", "[]", "{}", '""', "7", '"x"', "true", "[null]", '"__x"')),
    st.sampled_from(("-1", "1e300", '"1e400"', "1" + "0" * 400, '"\\ud800"', "[[]]")),
    st.sampled_from(('"a\\nb\\u001b[2J"', f'"{"x" * 3_000}"', '{"":1}', '"\\u00e9-1"')),
    st.integers(20, 400).map(lambda depth: "[" * depth + "]" * depth),
    st.integers(20, 400).map(lambda depth: '{"ofType":' * depth + "7" + "}" * depth),
)
"""The JSON of values that are out of place."""


def _places(value: object) -> list[tuple[dict[object, object], object]]:
    """Return each container in *value* with each of its keys."""
    found: list[tuple[dict[object, object], object]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            keys: list[object] = list(cast("dict[object, object]", one))
        elif isinstance(one, list):
            keys = list(range(len(cast("list[object]", one))))
        else:
            continue
        container = cast("dict[object, object]", one)
        found += [(container, key) for key in keys]
        waiting += [container[key] for key in keys]
    return found


def withstands(
    read: Read,
    valid: Sequence[bytes],
    *,
    hard: Sequence[bytes] = (),
    is_json: bool = False,
    examples: int,
) -> None:
    """Assert that *read* raises nothing, and takes no long time, whatever it reads.

    Args:
        read: Reads bytes; what it may raise, it does not let through.
        valid: Bytes that it takes. Random edits are made to them.
        hard: Bytes that it always gets.
        is_json: Whether *valid* are JSON, whose values are exchanged, too.
        examples: How many random contents it gets.
    """
    for content in (*valid, *hard):
        _within_time(read, content)
    contents = edited(valid) | st.binary(max_size=40)
    if is_json:
        contents |= odd_json(valid)

    @settings(
        max_examples=examples,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.function_scoped_fixture,
        ],
    )
    @given(content=contents)
    def check(content: bytes) -> None:
        _within_time(read, content)

    check()


def _within_time(read: Read, content: bytes) -> None:
    started = time.process_time()
    read(content)
    taken = time.process_time() - started
    assert taken < MOST_SECONDS, (
        f"{taken:.1f} s for {len(content)} bytes: {content[:80]!r}"
    )
