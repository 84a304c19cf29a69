"""Read records with msgspec, the extra `speed`, into what pydantic would have read.

msgspec reads JSON into structs, whose fields become the records' own. What holds:

- What msgspec would read in another way than pydantic it does not get to read. Only
  plain fields, enums, lists and records are read here, of models that are strict and do
  no more than hold them. Durations are text to it, which pydantic reads.
- So are times. Where they have the common form, in UTC and with up to six digits of a
  second, Python reads them; they equal pydantic's, but their `tzinfo` is Python's own.
- A field that nobody asked for is refused, for msgspec does not look into it.
- What is refused here may be good: it is to be read again by pydantic, which takes
  `NaN`, for one, and whose words tell what is wrong.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter, setitem
from types import GenericAlias
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast

import msgspec
from msgspec.structs import asdict
from pydantic import BaseModel, TypeAdapter
from pydantic_core import SchemaValidator, core_schema

from udacity_client.protocol.decoding import records as makers
from udacity_client.protocol.decoding.dicts import (
    UNEXPECTED,
    Schema,
    is_else_null,
    is_made_here,
    only_reads_fields,
)
from udacity_client.runtime.models import Time
from udacity_client.runtime.open_enum import OpenEnum

ModelT = TypeVar("ModelT", bound=BaseModel)

_Type: TypeAlias = Any
"""A type that is made at run time, for msgspec."""

_Values: TypeAlias = list[Any]
_Column: TypeAlias = Callable[[_Values], _Values]
"""Makes what pydantic would have read of all values of one kind at once."""

_PLAIN: Final[Mapping[str, type]] = {
    "bool": bool,
    "float": float,
    "int": int,
    "str": str,
}
_PLAIN_KEYS: Final = frozenset({"type", "metadata"})
_CONFIG_KEYS: Final = frozenset(
    {"extra_fields_behavior", "hide_input_in_errors", "strict", "title"}
)
_TIME_SCHEMA: Final = TypeAdapter(Time).core_schema
_TO_ZERO: Final = str.maketrans("123456789", "000000000")
_BETWEEN: Final = '","'  # so that pydantic meets them in JSON, as it would alone
_TIME: Final = re.compile(r"0000-00-00[Tt]00:00:00(?:\.0+)?(?:[Zz]|[+-]00:00)")
_UTC: Final = re.compile(r"0000-00-00T00:00:00(?:\.0{1,6})?Z")
_END_OF_DAY: Final = "T24"  # Python takes it from 3.14 on, and pydantic does not


class _UnreadableError(ValueError):
    """Say that something is not for msgspec to read."""

    def __init__(self) -> None:
        super().__init__("This is left to pydantic, which may take it or not.")


def struct_reader(
    model: type[ModelT], *, edges: str | None = None
) -> Callable[[bytes], ModelT] | None:
    """Return what reads a *model* from JSON as `model_validate_json` does, but faster.

    It raises `ValueError` for what the model refuses, and for some of what it takes.
    The *model* itself need be no record, and may have defaults; those of its fields
    that cannot be read here must not be there. Where nothing can be read here, there is
    `None`.

    Args:
        model: What is read.
        edges: The name of a record class; what is read of it has the fields alone.
    """
    try:
        if not makers.keeps_records_as_expected():
            return None
        model.model_rebuild()  # does nothing where the model is whole, as most are
        whole = cast("Schema", model.__pydantic_core_schema__)
        type_, below = _Structs(edges).read_root(whole)
        decoder = msgspec.json.Decoder(type_)
    except UNEXPECTED:
        return None

    def read(content: bytes) -> ModelT:
        try:
            fields = asdict(decoder.decode(content))
        except msgspec.MsgspecError as error:
            raise _UnreadableError from error
        for name, make in below.items():
            fields[name] = make([fields[name]])[0]
        return model.model_construct(**fields)

    return read


class _Structs:
    """Find the types that msgspec is to read, and what makes records of them."""

    def __init__(self, edges: str | None) -> None:
        self._edges = edges
        self._definitions: dict[str, Schema] = {}
        self._entered: list[str] = []

    def read_root(self, schema: Schema) -> tuple[_Type, dict[str, _Column]]:
        """Return the struct of a whole answer, and what makes records in its fields."""
        if schema["type"] == "definitions":
            self._definitions = {one["ref"]: one for one in schema["definitions"]}
            return self.read_root(schema["schema"])
        if schema["type"] != "model" or not only_reads_fields(schema):
            raise _UnreadableError
        fields: list[tuple[str, _Type] | tuple[str, _Type, None]] = []
        below: dict[str, _Column] = {}
        for name, field in schema["schema"]["fields"].items():
            is_required = field["schema"]["type"] != "default"
            try:
                type_, make = self._read(field["schema"])
            except _UnreadableError:
                if is_required:
                    raise
                continue
            fields.append((name, type_) if is_required else (name, type_, None))
            if make:
                below[name] = make
        if not below:
            raise _UnreadableError
        return _struct("Answer", fields), below

    def _read(self, schema: Schema) -> tuple[_Type, _Column | None]:
        """Return the type of what *schema* reads, and what makes records in it.

        Raises:
            _UnreadableError: msgspec would read it in another way, or cannot.
        """
        kind = schema["type"]
        if kind in _PLAIN and schema.keys() <= _PLAIN_KEYS:
            return _PLAIN[kind], None
        if kind == "enum" and issubclass(schema["cls"], OpenEnum):
            return schema["cls"], None
        if kind == "literal" and {str} == set(map(type, schema["expected"])):
            # In words that no type checker takes for a type's.
            return cast("Any", Literal)[tuple(schema["expected"])], None
        if kind == "json-or-python":
            return str, _text_reader(schema)
        return self._read_what_holds_others(schema)

    def _read_what_holds_others(self, schema: Schema) -> tuple[_Type, _Column | None]:
        match schema["type"]:
            case "nullable" | "default" if is_else_null(schema):
                inner, make = self._read(schema["schema"])
                return inner | None, make and _in_present(make)
            case "list" if schema.keys() <= {"items_schema", *_PLAIN_KEYS}:
                inner, make = self._read(schema["items_schema"])
                return GenericAlias(list, inner), make and _in_items(make)
            case "model" if only_reads_fields(schema) and is_made_here(schema):
                return self._read_record(schema)
            case "definition-ref" if schema["schema_ref"] not in self._entered:
                return self._read_definition(schema["schema_ref"])
            case _:
                raise _UnreadableError

    def _read_definition(self, ref: str) -> tuple[_Type, _Column | None]:
        self._entered.append(ref)
        try:
            return self._read(self._definitions[ref])
        finally:
            self._entered.pop()

    def _read_record(self, schema: Schema) -> tuple[_Type, _Column]:
        config, model = schema["config"], schema["cls"]
        if not config["strict"] or not config.keys() <= _CONFIG_KEYS:
            raise _UnreadableError
        fields: list[tuple[str, _Type]] = []
        below: dict[str, _Column] = {}
        for name, field in schema["schema"]["fields"].items():
            type_, make = self._read(field["schema"])
            fields.append((name, type_))
            if make:
                below[name] = make
        struct = _struct(model.__name__, fields)
        if model.__name__ == self._edges:
            return struct, _in_structs(below)
        return struct, _records(model, below)


def _struct(name: str, fields: list[Any]) -> _Type:
    # They hold JSON, which has no cycles, and do not live long.
    return msgspec.defstruct(
        name, fields, forbid_unknown_fields=True, gc=False, kw_only=True
    )


def _records(model: type[BaseModel], below: Mapping[str, _Column]) -> _Column:
    """Make records of the fields of structs."""
    make = makers.column_builder(model)

    def make_records(structs: _Values) -> _Values:
        rows = list(map(asdict, structs))
        for name, column in below.items():
            values = column(list(map(itemgetter(name), rows)))
            _run(map(setitem, rows, repeat(name), values))
        return make(rows)

    return make_records


def _in_structs(below: Mapping[str, _Column]) -> _Column:
    """Make records in the fields of structs, and leave the structs as they are."""

    def make_in_structs(structs: _Values) -> _Values:
        for name, column in below.items():
            values = column(list(map(attrgetter(name), structs)))
            _run(map(setattr, structs, repeat(name), values))
        return structs

    return make_in_structs


def _run(steps: Iterable[object]) -> None:
    """Run through *steps*, without a step of the interpreter for each."""
    deque(steps, maxlen=0)


def _in_present(column: _Column) -> _Column:
    """Make what is to be made of the values that are not null."""

    def make_present(values: _Values) -> _Values:
        present = [value for value in values if value is not None]
        if len(present) == len(values):
            return column(values)
        if not present:
            return values
        made = iter(column(present))
        return [None if value is None else next(made) for value in values]

    return make_present


def _in_items(column: _Column) -> _Column:
    """Make what is to be made of the items of lists, of those of all lists at once."""

    def make_items(lists: _Values) -> _Values:
        made = iter(column(list(chain.from_iterable(lists))))
        return [list(islice(made, len(items))) for items in lists]

    return make_items


def _text_reader(schema: Schema) -> _Column:
    """Return what reads texts as pydantic would where it met them in JSON.

    Raises:
        _UnreadableError: They need not be texts, or are read with more than their text.
    """
    in_json = schema["json_schema"]
    if schema == _TIME_SCHEMA:
        moments = core_schema.datetime_schema(tz_constraint="aware", strict=False)
        read = SchemaValidator(core_schema.list_schema(moments))
        return lambda texts: _moments(texts, read)
    if in_json["type"] == "function-after" and in_json["schema"]["type"] == "str":
        return SchemaValidator(core_schema.list_schema(in_json)).validate_python
    raise _UnreadableError


def _moments(texts: list[str], read: SchemaValidator) -> _Values:
    """Return the moments of *texts*, most of which are written in one and the same way.

    Raises:
        ValueError: One is not the text of a `Time`.
    """
    if not texts:
        return texts
    joined = _BETWEEN.join(texts)
    shapes = joined.translate(_TO_ZERO)
    first, _, _ = shapes.partition(_BETWEEN)
    alike = shapes == _BETWEEN.join([first] * len(texts))
    found = {first} if alike else set(shapes.split(_BETWEEN))
    if all(map(_UTC.fullmatch, found)) and _END_OF_DAY not in joined:
        return list(map(datetime.fromisoformat, texts))
    if not all(map(_TIME.fullmatch, found)):
        raise _UnreadableError
    moments: _Values = read.validate_json(f'["{joined}"]')
    if len(moments) != len(texts):
        raise _UnreadableError
    return moments
