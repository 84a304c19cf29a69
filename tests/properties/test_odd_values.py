"""All decoders accept or refuse alike what no server should send."""

from __future__ import annotations

import json

import pytest

from support.decoders import same_in_all_ways
from support.rich_answers import (
    ITEM,
    LIST_ITEMS,
    LIST_PLAIN,
    PLAIN,
    answer,
    answers_with,
)

NESTED = 250
INTS = [
    '"5"', "5.0", "5e0", "-0", "-0.0", "true", "null", "NaN", "0x5", "05", "1_0", "[]",
    "9223372036854775808", "1" * 60, "1" * 5000,
]  # fmt: skip
FLOATS = [
    "5", '"5"', "NaN", "Infinity", "-Infinity", '"NaN"', "1e400", "-1e400", "1e-400",
    "true", "null", "0.1e1", "1.", ".5", "-0", "-0.0", "9007199254740993",
    "0.1234567890123456789", "1" * 60, "1" * 400, "1" + "0" * 308, "1" + "0" * 309,
]  # fmt: skip
TIMES = [
    "2026-01-01", "2026-01-01T10:00:00", "1700000000", "1700000000.5", "",
    "2026-01-01T10:00:00Z", "2026-01-01t10:00:00z", "2026-01-01 10:00:00Z",
    "2026-01-01_10:00:00Z", "2026-01-01T10:00Z", "2026-01-01T10:00:00.1Z",
    "2026-01-01T10:00:00.123456Z", "2026-01-01T10:00:00.1234567Z",
    "2026-01-01T10:00:00.123456789Z", "2026-01-01T10:00:00.9999999Z",
    "2026-01-01T10:00:00.9999999+01:00", "2026-01-01T10:00:00.0000000Z",
    "2026-01-01T10:00:00.Z", "2026-01-01T10:00:00,5Z", "2026-01-01T10:00:00+0100",
    "2026-01-01T10:00:00-0100", "2026-01-01T10:00:00+01", "2026-01-01T10:00:00+01:00",
    "2026-01-01T10:00:00-00:00", "2026-01-01T10:00:00+00:00", "2026-01-01T24:00:00Z",
    "2026-01-01T24:00:01Z", "2026-02-29T10:00:00Z", "2028-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:60Z",
    "0000-01-01T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.9999999Z", "2026-01-01T10:00:00+23:59",
    "2026-01-01T10:00:00+24:00", "2026-01-01T10:00:00-25:00",
    "2026-01-01T10:00:00+14:60", "2026-01-01T10:00:00ZZ", " 2026-01-01T10:00:00Z",
    "2026-01-01T10:00:00Z ", "2026-01-01T10:00:00Z\\n", "٢026-01-01T10:00:00Z",
    "2026\\u002d01-01T10:00:00Z", "2026-01-01\\u002010:00:00Z", "now", "P1M",
    f"2026-01-01T10:00:00.{'1' * 40}Z",
]  # fmt: skip
TEXTS = [
    "5", "null", '""', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"',
    '"a\x01b"', '"a\tb"', '"\\x"', '"\ud800"', '"Zoë"', '"機械学習"', "'a'",
]  # fmt: skip
ENUMS = ['"NEW"', '"new"', '""', "5", "null", '["RED"]', '"R\\u0045D"', '"\\ud800"']
FLAGS = ["1", "0", '"true"', "null", "true", "false", "True", "1.0"]
EXTRA = [
    "5", "NaN", '"\\ud800"', '"\x01"', '"\ud800"', "1e400", "1" * 5000, "01", "tru",
    "[1,]", "[" * NESTED + "]" * NESTED, '{"a":' * NESTED + "1" + "}" * NESTED,
    "[" * 5000 + "]" * 5000, "null", '{"a":1,"a":2}',
]  # fmt: skip
PEOPLE = [
    "null", "{}", "[]", '"Ada"', '{"__typename":"Person"}',
    '{"__typename":"Film","name":"Ada"}', '{"name":"Ada","__typename":"Person"}',
    '{"__typename":"Person","name":"A","new":1}',
]  # fmt: skip
THINGS = [
    *PEOPLE, '{"__typename":5}', '{"__typename":"Tool","owner":null,"colour":"RED"}',
    '{"__typename":"Tool","owner":{"__typename":"Person","name":"A"},"colour":"NEW"}',
    '{"__typename":"Film","minutes":[{"deep":1.5}]}',
]  # fmt: skip
ODDITIES = [
    *(("whole", spelt) for spelt in INTS),
    *(("real", spelt) for spelt in FLOATS),
    *(("at", f'"{text}"') for text in TIMES),
    *(("endedAt", f'"{text}"') for text in TIMES),
    *(("at", spelt) for spelt in ("1700000000", "1.5", "null", "true", "[]")),
    *(("text", spelt) for spelt in TEXTS),
    *(("note", spelt) for spelt in TEXTS),
    *(("colour", spelt) for spelt in ENUMS),
    *(("hue", spelt) for spelt in ENUMS),
    *(("colours", spelt) for spelt in ("null", "[null]", "{}", '["NEW","NEW"]', "[]")),
    *(("flag", spelt) for spelt in FLAGS),
    *(("length", spelt) for spelt in ('"P1Y2M"', '"P"', '"1 day"', "5", "null")),
    *(("password", spelt) for spelt in ("null", "5", '""', '"31337"')),
    *(("owner", spelt) for spelt in PEOPLE),
    *(("helper", spelt) for spelt in PEOPLE),
    *(("thing", spelt) for spelt in THINGS),
    *(("rows", spelt) for spelt in ("null", "[]", "[null]", "[[null]]", "[[]]", "[5]")),
    *(("sometimes", spelt) for spelt in ("null", "5", '"5"')),
    *(("text", f'"a","extra":{spelt}') for spelt in EXTRA),
    *(("text", f'"a","text":{spelt}') for spelt in ('"b"', "5")),
    *(("text", '5,"text":"b"'), ("whole", '5,"whole":null'), ("whole", '"",whole:1')),
]


@pytest.mark.parametrize(("field", "spelt"), ODDITIES)
def test_an_odd_value_is_taken_or_refused_alike(field: str, spelt: str) -> None:
    both, plain = answers_with(spelt, field=field)

    same_in_all_ways(LIST_ITEMS, both)
    same_in_all_ways(LIST_PLAIN, plain)


@pytest.mark.parametrize("field", sorted(ITEM))
def test_a_missing_field_of_an_item_is_told_alike(field: str) -> None:
    item = {name: value for name, value in ITEM.items() if name != field}

    assert "refused" in same_in_all_ways(LIST_ITEMS, answer([], items=[ITEM, item]))


@pytest.mark.parametrize("field", sorted(PLAIN))
def test_a_missing_field_of_a_node_is_told_alike(field: str) -> None:
    node = {name: value for name, value in PLAIN.items() if name != field}

    for edges in ([{"node": node}], [{"node": PLAIN}, {"node": node}]):
        assert "refused" in same_in_all_ways(LIST_PLAIN, answer(edges))


def test_the_order_of_fields_is_the_records_own() -> None:
    backwards = dict(reversed(PLAIN.items()))
    edges = [{"node": backwards}, {"node": PLAIN}]

    same_in_all_ways(LIST_ITEMS, answer(edges, items=[dict(reversed(ITEM.items()))]))
    same_in_all_ways(LIST_PLAIN, answer(edges))


@pytest.mark.parametrize(
    "edges",
    [
        None,
        [],
        [None],
        [{"node": None}],
        [None, {"node": PLAIN}, {"node": None}, {"node": PLAIN}, None],
        [{}],
        [5],
        {},
        [{"node": PLAIN, "cursor": "c"}],
        [{"node": []}],
    ],
)
def test_odd_pages_are_taken_or_refused_alike(edges: object) -> None:
    same_in_all_ways(LIST_ITEMS, answer(edges, items=[ITEM, ITEM]))
    same_in_all_ways(LIST_PLAIN, answer(edges))


GOOD = answer([{"node": PLAIN}])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"data":null}',
        b'{"data":[]}',
        b'{"data":5}',
        b"\xef\xbb\xbf" + GOOD,
        b" \n\t" + GOOD + b"\r\n ",
        GOOD + b"x",
        GOOD + b"\x00",
        GOOD[:-1],
        b"/**/" + GOOD,
        GOOD.decode().encode("utf-16"),
        GOOD.replace(b"\\u00eb", b"\xeb"),
        GOOD.replace(b"\\u00eb", "ë".encode()),
        GOOD[:-1] + b',"data":null}',
        b'{"data":null,' + GOOD[1:],
        GOOD[:-1] + b',"errors":null,"extensions":null}',
        GOOD[:-1] + b',"errors":[{"message":"m"}],"extensions":{"cost":[1.5]}}',
        GOOD[:-1] + b',"errors":{}}',
        GOOD[:-1] + b',"extensions":[]}',
        GOOD[:-1] + b',"new":{"a":NaN}}',
        b'{"errors":[{"message":"m","path":["plain",0]}],"data":{"plain":5}}',
    ],
)
def test_odd_envelopes_are_taken_or_refused_alike(content: bytes) -> None:
    same_in_all_ways(LIST_ITEMS, content)
    same_in_all_ways(LIST_PLAIN, content)


def test_all_ways_take_what_is_good() -> None:
    both = answer([{"node": PLAIN}], items=[ITEM])

    assert "refused" not in same_in_all_ways(LIST_ITEMS, both)
    assert "refused" not in same_in_all_ways(LIST_PLAIN, GOOD)


def test_one_odd_record_among_many_is_told_by_its_place() -> None:
    nodes: list[dict[str, object]] = [{"node": PLAIN}] * 30
    nodes[17] = {"node": {**PLAIN, "whole": "7"}}

    seen = same_in_all_ways(LIST_PLAIN, answer(nodes))
    assert "data.plain.edges[17].node.whole (Plain.whole)" in json.dumps(seen)
