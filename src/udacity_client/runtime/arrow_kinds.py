"""How the values of one field become an Arrow array, by the field's annotation."""

# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave type parameters open.

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
)

import pyarrow as pa
import pyarrow.compute
from pydantic import BaseModel, SecretStr
from pydantic_core import to_json

from udacity_client.runtime.drift_events import UnknownMember
from udacity_client.runtime.field_docs import docs_of
from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.scalars import TIME_FORM, Duration

_COMPUTE: Final[Any] = pyarrow.compute  # its stubs know too few types
TIME: Final = pa.timestamp("us", tz="UTC")
ENUM: Final = pa.dictionary(pa.int32(), pa.string())
JSON: Final = {"arrow": "json"}
"""The metadata of a column of JSON text, for what Arrow has no type for."""

_SHORTEST_TIME: Final = len("2026-03-01T10:00:00Z")
_LONGEST_TIME: Final = len("2026-03-01T10:00:00.123456Z")
_UNCONFIRMED: Final = "Unconfirmed: "  # how generated docstrings begin to say so
# Python has no year 0, which Arrow has. Other odd years are not worth telling apart.
_TIME_TEXT: Final = TIME_FORM.replace(r"^\d{4}", r"^[1-9]\d{3}", 1)

Values: TypeAlias = Sequence[Any]


class Kind(NamedTuple):
    """How the values of one annotation become an Arrow array."""

    type: pa.DataType
    make: Callable[[Values], pa.Array[Any]]
    nullable: bool = False
    metadata: Mapping[str, str] = {}


def arrow_fields(
    kinds: Mapping[str, Kind], docs: Mapping[str, str]
) -> list[pa.Field[Any]]:
    """Return the Arrow fields of *kinds*, with what *docs* say of them as metadata."""
    return [_field(name, kind, docs.get(name, "")) for name, kind in kinds.items()]


def _field(name: str, kind: Kind, doc: str = "") -> pa.Field[Any]:
    metadata = dict(kind.metadata)
    description, found, _ = doc.partition(_UNCONFIRMED)
    if description.strip():
        metadata["description"] = " ".join(description.split())
    if found:
        metadata["unconfirmed"] = "true"
    return pa.field(name, kind.type, nullable=kind.nullable, metadata=metadata or None)


def kinds_of(model: type[BaseModel], entered: tuple[type, ...] = ()) -> dict[str, Kind]:
    """Return the kind of each field of *model*, which is in the models *entered*."""
    model.model_rebuild()  # resolves forward references, which are rare
    return {
        name: _kind(info.annotation, (*entered, model))
        for name, info in model.model_fields.items()
    }


def _kind(annotation: Any, entered: tuple[type, ...]) -> Kind:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        rest = [one for one in args if one is not NoneType]
        kind = _kind(rest[0], entered) if len(rest) == 1 else JSON_TEXT
        return kind._replace(nullable=kind.nullable or NoneType in args)
    if origin is Annotated:
        return _kind(args[0], entered)
    if origin is list:
        return _list_kind(_kind(args[0], entered))
    return _class_kind(str if origin is Literal else annotation, entered)


def _class_kind(annotation: object, entered: tuple[type, ...]) -> Kind:
    if not isinstance(annotation, type):
        return JSON_TEXT
    if issubclass(annotation, OpenEnum):
        return _ENUM_KIND
    if issubclass(annotation, BaseModel) and annotation not in entered:
        return _struct_kind(kinds_of(annotation, entered), docs_of(annotation))
    return _PLAIN.get(cast("type", annotation), JSON_TEXT)


def _plain_kind(type_: pa.DataType) -> Kind:
    def make(values: Values) -> pa.Array[Any]:
        return pa.array(values, type_)

    return Kind(type_, make)


def _list_kind(item: Kind) -> Kind:
    type_ = pa.list_(_field("item", item))

    def make(lists: Values) -> pa.Array[Any]:
        items: list[Any] = []
        offsets: list[int | None] = []
        for one in lists:
            offsets.append(None if one is None else len(items))
            items += one or ()
        offsets.append(len(items))
        return pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), item.make(items), type=type_
        )

    return Kind(type_, make)


def _struct_kind(kinds: Mapping[str, Kind], docs: Mapping[str, str]) -> Kind:
    fields = arrow_fields(kinds, docs)

    def make(structs: Values) -> pa.Array[Any]:
        absent = [one is None for one in structs]
        arrays: list[pa.Array[Any]] = []
        for name, kind in kinds.items():
            values = [None if one is None else getattr(one, name) for one in structs]
            arrays.append(kind.make(values))
        mask = pa.array(absent, pa.bool_()) if any(absent) else None
        return pa.StructArray.from_arrays(arrays, fields=fields, mask=mask)

    return Kind(pa.struct(fields), make)


def _make_times(values: Values) -> pa.Array[Any]:
    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        if any(value is not None and value.tzinfo is None for value in values):
            message = "a time without an offset"
            raise ValueError(message)
        return pa.array(values, TIME)
    texts = pa.array(values, pa.string())
    if _have_usual_form(texts):  # much faster than a match
        return texts.cast(TIME)
    # Arrow's cast alone accepts a time without seconds.
    if _COMPUTE.all(_COMPUTE.match_substring_regex(texts, _TIME_TEXT)).as_py() is False:
        message = "not a time of RFC 3339"
        raise ValueError(message)
    return texts.cast(TIME)


def _have_usual_form(texts: pa.StringArray) -> bool:
    """Whether all *texts* are times of one usual form, if Arrow reads them.

    The form is 2026-03-01T10:00:00Z, perhaps with a fraction. In the array, the texts
    follow each other. Arrow takes a Z only at the end of a time, so as many of them at
    equal distances are the ends of all texts. What is that long has its seconds.
    Arrow has a year 0, so the first digits matter, too.
    """
    count = len(texts) - texts.null_count
    if not count:
        return True
    joined = cast("pa.Buffer", texts.buffers()[2]).to_pybytes()
    size = len(joined) // count
    return (
        _SHORTEST_TIME <= size <= _LONGEST_TIME
        and len(joined) == count * size
        and joined[size - 1 :: size] == count * b"Z"
        and b"0" not in joined[::size]
    )


def _make_durations(values: Values) -> pa.Array[Any]:
    canonical = {
        value: None if value is None else str(_duration(value)) for value in {*values}
    }
    return pa.array([canonical[value] for value in values], pa.string())


def _duration(value: str | Duration) -> Duration:
    return Duration.parse(value) if isinstance(value, str) else value


def _make_secrets(values: Values) -> pa.Array[Any]:
    return pa.array([None if one is None else str(one) for one in values], pa.string())


def _make_json(values: Values) -> pa.Array[Any]:
    texts = [None if one is None else _json_text(one) for one in values]
    return pa.array(texts, pa.string())


def _json_text(value: Any) -> str:
    if isinstance(value, UnknownMember):
        # Not pydantic's: it would write the object, not the data that the API sent.
        return json.dumps(dict(value.data), ensure_ascii=False, separators=(",", ":"))
    return to_json(value, by_alias=True, fallback=str).decode()


JSON_TEXT: Final = Kind(pa.string(), _make_json, nullable=True, metadata=JSON)
"""The kind of what Arrow has no type for."""

_ENUM_KIND: Final = _plain_kind(ENUM)
_PLAIN: Final[Mapping[type, Kind]] = {
    str: _plain_kind(pa.string()),
    bool: _plain_kind(pa.bool_()),
    int: _plain_kind(pa.int64()),
    float: _plain_kind(pa.float64()),
    date: _plain_kind(pa.date32()),
    datetime: Kind(TIME, _make_times),
    Duration: Kind(pa.string(), _make_durations),
    SecretStr: Kind(pa.string(), _make_secrets),
}
