"""Scalars with Python types read the same in all readers, whatever the JSON is."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import GenericAlias
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError, create_model

from udacity_client.protocol.decoding.dicts import dict_reader
from udacity_client.protocol.decoding.msgspec_structs import struct_reader
from udacity_client.runtime import Json, Record, Scalar


def take(value: object) -> object:
    if value == "refused":
        raise TypeError
    return ("taken", value)


TYPES: dict[str, Any] = {
    "date": dt.date,
    "datetime": dt.datetime,
    "time": dt.time,
    "timedelta": dt.timedelta,
    "decimal": Decimal,
    "uuid": uuid.UUID,
    "parsed": Annotated[tuple[object, ...], Scalar(parse=take)],
    "written": Annotated[Decimal, Scalar(serialize=str)],
    "integer": Annotated[int, Scalar(parse=int, serialize=str)],
    "json": Json,
}


def _models() -> Any:
    fields: dict[str, Any] = {}
    for name, type_ in TYPES.items():
        one: Any = type_ | None
        fields[f"{name}_one"] = (one, ...)
        fields[f"{name}_many"] = (GenericAlias(list, one) | None, ...)
        fields[f"{name}_rows"] = (GenericAlias(list, GenericAlias(list, type_)), ...)
    holder = create_model("Holder", __base__=Record, **fields)
    holders: Any = (GenericAlias(list, holder), ...)
    return create_model("Holders", __base__=Record, holders=holders)


HOLDERS = _models()
READERS = {"dicts": dict_reader(HOLDERS), "structs": struct_reader(HOLDERS)}
PLAIN: dict[str, list[Any]] = {
    "date": ["2026-01-02", "2026-02-30", "2026-01-02T00:00:00", "0", 0, 1.5],
    "datetime": ["2026-01-02T03:04:05", "2026-01-02T03:04:05.5Z", "2026-01-02", 0, "1"],
    "time": ["10:00", "10:00:00Z", "25:00", 5],
    "timedelta": ["P1DT2H", "1 day", 5, 0.5, "x"],
    "decimal": ["1.10", 1, 0.1, "NaN", "x", 1e300, True],
    "uuid": ["fd6f0490-2072-43b0-b1d0-7ee82fe96df2", "fd6f", 1],
    "parsed": ["a", "refused", 1, {"a": [None]}, [], True, "\u00e9\U0001f600", 2**70],
    "written": ["1", 2, "x"],
    "integer": ["12", 2**70, 1.9, "x", [], True],
    "json": ["x", {"a": [1.5, None]}, 2**70],
}


def contents(values: dict[str, object]) -> bytes:
    fields = {}
    for name in TYPES:
        value = values.get(name)
        fields[f"{name}One"] = value
        fields[f"{name}Many"] = None if value is None else [None, value]
        fields[f"{name}Rows"] = [[], [] if value is None else [value]]
    return json.dumps({"holders": [fields, fields]}).encode()


def outcome(read: Callable[[bytes], Any], content: bytes) -> object:
    try:
        return repr(read(content)).replace("TzInfo(0)", "datetime.timezone.utc")
    except (ValueError, ValidationError):
        return "refused"


def by_model(content: bytes) -> Any:
    return HOLDERS.model_validate_json(content, by_name=False)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TYPES)
def test_readers_agree_on_a_value(name: str, reader: str) -> None:
    read = READERS[reader]
    assert read is not None
    outcomes = set[object]()
    for value in PLAIN[name]:
        content = contents({name: value})
        outcomes.add(expected := outcome(by_model, content))
        assert outcome(read, content) == expected, value
    assert len(outcomes) > 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from([v for values in PLAIN.values() for v in values]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(values=st.dictionaries(st.sampled_from(sorted(TYPES)), JSON, max_size=3))
def test_readers_agree_on_any_json(values: dict[str, object]) -> None:
    content = contents(values)
    expected = outcome(by_model, content)
    for name, read in READERS.items():
        assert read is not None
        assert outcome(read, content) == expected, name


@pytest.mark.parametrize(
    ("opening", "innermost", "closing"), [(b"[", b"", b"]"), (b'{"a":', b"1", b"}")]
)
@pytest.mark.parametrize("place", ["One", "Many", "Rows"])
@pytest.mark.parametrize("name", ["json", "parsed"])
def test_readers_agree_on_how_deep_json_may_be(
    name: str, place: str, opening: bytes, innermost: bytes, closing: bytes
) -> None:
    outcomes = set[object]()
    fields = json.loads(contents({name: "here"}))["holders"][0]
    lists = json.dumps({"holders": [fields]}).encode()
    before, key, after = lists.partition(f'"{name}{place}"'.encode())
    for levels in (1, *range(190, 205), 1_000):
        deep = opening * levels + innermost + closing * levels
        content = before + key + after.replace(b'"here"', deep, 1)
        outcomes.add((expected := outcome(by_model, content)) == "refused")
        for reader, read in READERS.items():
            assert read is not None
            assert outcome(read, content) == expected, (reader, levels)
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    "text",
    [b"NaN", b'"\xff"', b'"a', b"01", b'"\\ud800"', b"1 2", b"", b"nul", b'"\x01"'],
)
def test_readers_agree_on_what_is_no_json(text: bytes) -> None:
    whole = contents({"parsed": "here"})
    content = whole.replace(b'"here"', text)
    assert content != whole
    expected = outcome(by_model, content)
    read = READERS["structs"]
    assert read is not None
    # What structs refuse, pydantic reads again.
    assert outcome(read, content) in {expected, "refused"}
