"""Arrow: the schema of a record class, and pages as record batches.

It imports pyarrow, so it is imported when a table is asked for. A page whose rows are
structs and one of records give equal columns; `test_arrow.py` holds that.
"""

# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave type parameters open.

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from operator import attrgetter
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

import pyarrow as pa
import pyarrow.compute
from pydantic import BaseModel, SecretStr
from pydantic_core import to_json

from udacity_client.errors import ResponseShapeError
from udacity_client.runtime.drift_events import UnknownMember
from udacity_client.runtime.open_enum import OpenEnum
from udacity_client.runtime.page import Page
from udacity_client.runtime.scalars import RFC3339, Duration
from udacity_client.runtime.struct_rows import RecordClass, StructRows

RecordT = TypeVar("RecordT")

_COMPUTE: Final[Any] = pyarrow.compute  # its stubs know too few types
TIME: Final = pa.timestamp("us", tz="UTC")
ENUM: Final = pa.dictionary(pa.int32(), pa.string())
JSON: Final = {"arrow": "json"}
"""The metadata of a column of JSON text, for what Arrow has no type for."""

_UNCONFIRMED: Final = "Unconfirmed: "  # how generated docstrings begin to say so
# Python has no year 0, which Arrow has. Other odd years are not worth telling apart.
_TIME_TEXT: Final = RFC3339.replace(r"^\d{4}", r"^[1-9]\d{3}", 1)

_USUAL_TIME: Final = "0000-00-00T00:00:00Z"
_TO_ZERO: Final = str.maketrans("123456789", "000000000")

_Values: TypeAlias = Sequence[Any]


class _Kind(NamedTuple):
    """How the values of one annotation become an Arrow array."""

    type: pa.DataType
    make: Callable[[_Values], pa.Array[Any]]
    nullable: bool = False
    metadata: Mapping[str, str] = {}


class Columns:
    """The columns of one record class.

    Attributes:
        schema: Their names and types; see `udacity_client.data.arrow_schema`.
    """

    def __init__(self, record_class: type | None) -> None:
        """Describe the columns of *record_class*; `None` is one column of JSON text."""
        if record_class is None or not issubclass(record_class, BaseModel):
            self._kinds = {"record": _JSON_TEXT}
            self._rows_are_values = True
            self.schema: pa.Schema = pa.schema([_field("record", _JSON_TEXT, None)])
            return
        self._rows_are_values = False
        self._kinds = _kinds_of(record_class, ())
        docs = _docs_of(record_class)
        self.schema = pa.schema(
            [_field(name, kind, docs.get(name)) for name, kind in self._kinds.items()]
        )

    def batch(self, rows: Sequence[object]) -> pa.RecordBatch:
        """Return *rows* as columns.

        Args:
            rows: Records, or structs with the same attributes.

        Raises:
            ResponseShapeError: A value has no place in its column.
        """
        arrays = [
            _array(name, kind, values)
            for (name, kind), values in zip(
                self._kinds.items(), self._values(rows), strict=True
            )
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _values(self, rows: Sequence[object]) -> Iterable[_Values]:
        """Return the values of each column."""
        if self._rows_are_values:
            return [rows]
        names = tuple(self._kinds)
        if rows and getattr(rows[0], "__struct_fields__", None) == names:
            from msgspec.structs import astuple  # noqa: PLC0415 - an extra

            return zip(*map(astuple, cast("Sequence[Any]", rows)), strict=True)
        return (tuple(map(attrgetter(name), rows)) for name in names)


def _array(name: str, kind: _Kind, values: _Values) -> pa.Array[Any]:
    array: pa.Array[Any] | None = None
    try:
        array = kind.make(values)
    except (ArithmeticError, ValueError):
        # Not in a message, because pyarrow's own shows the value.
        reason = f"does not fit a column of {kind.type}"
    else:
        reason = "is null, which its schema forbids"
    if array is None or (array.null_count and not kind.nullable):
        message = f"A value of {name} {reason}, so there is no table."
        raise ResponseShapeError(message, problems=[f"{name}: {reason}"])
    return array


class PageColumns:
    """Turns each page of a walk into a record batch.

    Attributes:
        schema: The schema of all batches.
    """

    def __init__(self, record_class: RecordClass | None) -> None:
        """Prepare for pages of *record_class*."""
        self._class = load_record_class(record_class)
        self._columns = columns_of(self._class)
        self.schema: pa.Schema = self._columns.schema
        self._batch: pa.RecordBatch | None = None

    def wanted(self) -> StructRows:
        """Return what the rows of the next page should be."""
        return StructRows(self._class)

    def receive(self, page: Page[RecordT], rows: StructRows) -> Page[RecordT]:
        """Take a page that was fetched with *rows* wanted.

        Raises:
            ResponseShapeError: It has no place in a table.
        """
        self._batch = self._batch_of(page, rows)
        return page

    def batch(self, page: Page[Any]) -> pa.RecordBatch:
        """Return the last page's batch, as short as *page*, which may have been cut."""
        if self._batch is None:
            self._batch = self._columns.batch(page.records)
        return self._batch.slice(0, len(page))

    def _batch_of(self, page: Page[Any], rows: StructRows) -> pa.RecordBatch:
        decode_records = rows.decode_records
        if decode_records is None or _is_record(page, self._class):
            return self._columns.batch(page.records)
        try:
            return self._columns.batch(page.records)
        except ResponseShapeError:
            again = decode_records()
        # Structs accept what records refuse, such as times, and the other way round.
        return self._columns.batch(cast("Page[object]", again).records)


def _is_record(page: Page[Any], record_class: type | None) -> bool:
    return record_class is None or all(
        isinstance(record, record_class) for record in page.records[:1]
    )


@lru_cache(maxsize=128)
def columns_of(record_class: type | None) -> Columns:
    """Return the columns of *record_class*."""
    return Columns(record_class)


def load_record_class(record_class: RecordClass | None) -> type | None:
    """Return the class that a page or pager names, imported if need be."""
    if not isinstance(record_class, str):
        return record_class
    module, _, qualname = record_class.partition(":")
    found = attrgetter(qualname)(import_module(module))
    return found if isinstance(found, type) else None


def _field(name: str, kind: _Kind, doc: str | None) -> pa.Field[Any]:
    metadata = dict(kind.metadata)
    description, found, _ = (doc or "").partition(_UNCONFIRMED)
    if description.strip():
        metadata["description"] = " ".join(description.split())
    if found:
        metadata["unconfirmed"] = "true"
    return pa.field(name, kind.type, nullable=kind.nullable, metadata=metadata or None)


def _kinds_of(model: type[BaseModel], entered: tuple[type, ...]) -> dict[str, _Kind]:
    model.model_rebuild()  # resolves forward references, which are rare
    return {
        name: _kind(info.annotation, (*entered, model))
        for name, info in model.model_fields.items()
    }


def _kind(annotation: Any, entered: tuple[type, ...]) -> _Kind:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        rest = [one for one in args if one is not NoneType]
        kind = _kind(rest[0], entered) if len(rest) == 1 else _JSON_TEXT
        return kind._replace(nullable=kind.nullable or NoneType in args)
    if origin is Annotated:
        return _kind(args[0], entered)
    if origin is list:
        return _list_kind(_kind(args[0], entered))
    return _class_kind(str if origin is Literal else annotation, entered)


def _class_kind(annotation: object, entered: tuple[type, ...]) -> _Kind:
    if not isinstance(annotation, type):
        return _JSON_TEXT
    if issubclass(annotation, OpenEnum):
        return _ENUM_KIND
    if issubclass(annotation, BaseModel) and annotation not in entered:
        return _struct_kind(_kinds_of(annotation, entered), _docs_of(annotation))
    return _PLAIN.get(cast("type", annotation), _JSON_TEXT)


def _plain_kind(type_: pa.DataType) -> _Kind:
    def make(values: _Values) -> pa.Array[Any]:
        return pa.array(values, type_)

    return _Kind(type_, make)


def _list_kind(item: _Kind) -> _Kind:
    type_ = pa.list_(_field("item", item, None))

    def make(lists: _Values) -> pa.Array[Any]:
        items: list[Any] = []
        offsets: list[int | None] = []
        for one in lists:
            offsets.append(None if one is None else len(items))
            items += one or ()
        offsets.append(len(items))
        return pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), item.make(items), type=type_
        )

    return _Kind(type_, make)


def _struct_kind(kinds: Mapping[str, _Kind], docs: Mapping[str, str]) -> _Kind:
    fields = [_field(name, kind, docs.get(name)) for name, kind in kinds.items()]

    def make(structs: _Values) -> pa.Array[Any]:
        absent = [one is None for one in structs]
        arrays: list[pa.Array[Any]] = []
        for name, kind in kinds.items():
            values = [None if one is None else getattr(one, name) for one in structs]
            arrays.append(kind.make(values))
        mask = pa.array(absent, pa.bool_()) if any(absent) else None
        return pa.StructArray.from_arrays(arrays, fields=fields, mask=mask)

    return _Kind(pa.struct(fields), make)


def _make_times(values: _Values) -> pa.Array[Any]:
    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        if any(value is not None and value.tzinfo is None for value in values):
            message = "a time without an offset"
            raise ValueError(message)
        return pa.array(values, TIME)
    texts = pa.array(values, pa.string())
    if _are_usual_times(values):
        return texts.cast(TIME)
    # Arrow's cast alone accepts a blank for the T, and a time without seconds.
    if _COMPUTE.all(_COMPUTE.match_substring_regex(texts, _TIME_TEXT)).as_py() is False:
        message = "not a time of RFC 3339"
        raise ValueError(message)
    return texts.cast(TIME)


def _are_usual_times(texts: _Values) -> bool:
    """Whether all texts look like 2026-03-01T10:00:00Z; much faster than a match.

    The cast refuses numbers that are too large.
    """
    present = [text for text in texts if text is not None]
    joined = ",".join(present)
    usual = ",".join([_USUAL_TIME] * len(present))
    return joined.translate(_TO_ZERO) == usual and "0000-" not in joined


def _make_durations(values: _Values) -> pa.Array[Any]:
    canonical = {
        value: None if value is None else str(_duration(value)) for value in {*values}
    }
    return pa.array([canonical[value] for value in values], pa.string())


def _duration(value: str | Duration) -> Duration:
    return Duration.parse(value) if isinstance(value, str) else value


def _make_enums(values: _Values) -> pa.Array[Any]:
    texts = pa.array(values, pa.string())
    return cast("pa.Array[Any]", texts.dictionary_encode())


def _make_secrets(values: _Values) -> pa.Array[Any]:
    return pa.array([None if one is None else str(one) for one in values], pa.string())


def _make_json(values: _Values) -> pa.Array[Any]:
    texts = [None if one is None else _json_text(one) for one in values]
    return pa.array(texts, pa.string())


def _json_text(value: Any) -> str:
    if isinstance(value, UnknownMember):
        # Not pydantic's: it would write the object, not the data that the API sent.
        return json.dumps(dict(value.data), ensure_ascii=False, separators=(",", ":"))
    return to_json(value, by_alias=True, fallback=str).decode()


_JSON_TEXT: Final = _Kind(pa.string(), _make_json, nullable=True, metadata=JSON)
_ENUM_KIND: Final = _Kind(ENUM, _make_enums)
_PLAIN: Final[Mapping[type, _Kind]] = {
    str: _plain_kind(pa.string()),
    bool: _plain_kind(pa.bool_()),
    int: _plain_kind(pa.int64()),
    float: _plain_kind(pa.float64()),
    date: _plain_kind(pa.date32()),
    datetime: _Kind(TIME, _make_times),
    Duration: _Kind(pa.string(), _make_durations),
    SecretStr: _Kind(pa.string(), _make_secrets),
}


@lru_cache(maxsize=128)
def _docs_of(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the text below each field in the source, as far as there is a source."""
    docs: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if not issubclass(one, BaseModel) or not one.__annotations__:
            continue
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
        except (OSError, TypeError, SyntaxError):
            continue
        docs.update(_docs_in(tree.body[0]))
    return docs


def _docs_in(definition: ast.stmt) -> Mapping[str, str]:
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        field.target.id: after.value.value
        for field, after in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }
