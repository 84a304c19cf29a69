"""Decode with msgspec, from the extra `speed`, into structs; then build the records.

msgspec decodes JSON straight into typed structs, faster than pydantic-core validates.
Here a struct type is made for each record, from the record's core schema (see `dicts`),
and the fields of its structs become the fields of records.

Why the result is what pydantic would have made:

- Only types that both decode the same way are given to msgspec: plain scalars, open
  enums, string literals, lists and records, in strict models that only hold their
  fields. For anything else there is no decoder (`_UnsupportedError`).
- Times and durations are strings to msgspec; `_text_column` decodes them as pydantic.
- Unknown fields are refused, because msgspec skips them with fewer checks.
- A refusal here is not final. `AdaptiveDecoder` then decodes with pydantic, which
  accepts some of it, such as `NaN`, and says what is wrong with the rest.

Why *columns*: a loop in Python over each record's fields would cost more than msgspec
saves. So each step converts all values of one field in one call (`_Column`), most in C.

`test_msgspec_structs.py` holds what is left to pydantic; `decoding/__init__.py` names
the tests that compare the results.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter, setitem
from types import GenericAlias
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast

import msgspec
from msgspec.structs import asdict
from pydantic import BaseModel, TypeAdapter
from pydantic_core import SchemaValidator, core_schema

from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.dicts import (
    MODEL_CONFIG_KEYS,
    PYDANTIC_CHANGED,
    Schema,
    defaults_to_null,
    is_plain_record,
    only_holds_fields,
)
from udacity_client.protocol.decoding.timestamps import decode_timestamps
from udacity_client.runtime.models import Time
from udacity_client.runtime.open_enum import OpenEnum

ModelT = TypeVar("ModelT", bound=BaseModel)

_Type: TypeAlias = Any
"""A type for msgspec, made at run time."""

_Values: TypeAlias = list[Any]
_Column: TypeAlias = Callable[[_Values], _Values]
"""Converts all values of one field at once: from msgspec's to pydantic's."""

_SCALARS: Final[Mapping[str, type]] = {
    "bool": bool,
    "float": float,
    "int": int,
    "str": str,
}
_SCALAR_KEYS: Final = frozenset({"type", "metadata"})
_CONFIG_KEYS: Final = frozenset(
    {"extra_fields_behavior", "hide_input_in_errors", "strict", "title"}
    | MODEL_CONFIG_KEYS
)
_TIME_SCHEMA: Final = TypeAdapter(Time).core_schema


class _UnsupportedError(ValueError):
    """A schema or a response that is left to pydantic."""

    def __init__(self) -> None:
        super().__init__("This is left to pydantic, which may take it or not.")


def struct_reader(
    model: type[ModelT], *, edges: str | None = None, rows: type | None = None
) -> Callable[[bytes], ModelT] | None:
    """Return a faster `model_validate_json` of *model*, or `None` if it is unsupported.

    It raises `ValueError` for what the model refuses, and for some of what it accepts.
    The *model* itself need not be a record, and may have defaults. Its unsupported
    fields, such as an envelope's `errors`, must be absent from the response.

    Args:
        model: What is decoded.
        edges: The qualified name of a record class whose objects need only have its
            attributes.
        rows: The record class whose objects stay structs; see `runtime.struct_rows`.
    """
    try:
        if not records.keeps_records_as_expected():
            return None
        model.model_rebuild()  # resolves forward references, which are rare
        core = cast("Schema", model.__pydantic_core_schema__)
        type_, nested = _StructTypes(edges, rows).root(core)
        decoder = msgspec.json.Decoder(type_)
    except PYDANTIC_CHANGED:
        return None

    def read(content: bytes) -> ModelT:
        try:
            fields = asdict(decoder.decode(content))
        except msgspec.MsgspecError as error:
            raise _UnsupportedError from error
        for name, column in nested.items():
            fields[name] = column([fields[name]])[0]
        return model.model_construct(**fields)

    return read


class _StructTypes:
    """Makes msgspec types from core schemas, and the columns that make records of them.

    Each method raises `_UnsupportedError` if msgspec would decode differently.
    """

    def __init__(self, edges: str | None, rows: type | None) -> None:
        self._edges = edges
        self._rows = rows
        self._definitions: dict[str, Schema] = {}
        self._entered: list[str] = []

    def root(self, schema: Schema) -> tuple[_Type, dict[str, _Column]]:
        """Return the struct of a whole response, and the columns of its fields."""
        if schema["type"] == "definitions":
            self._definitions = {one["ref"]: one for one in schema["definitions"]}
            return self.root(schema["schema"])
        if schema["type"] != "model" or not only_holds_fields(schema):
            raise _UnsupportedError
        fields: list[tuple[str, _Type] | tuple[str, _Type, None]] = []
        nested: dict[str, _Column] = {}
        for name, field in schema["schema"]["fields"].items():
            is_required = field["schema"]["type"] != "default"
            try:
                type_, column = self._value(field["schema"])
            except _UnsupportedError:
                if is_required:
                    raise
                continue
            fields.append((name, type_) if is_required else (name, type_, None))
            if column:
                nested[name] = column
        if not nested:
            raise _UnsupportedError
        return _struct("Answer", fields, {}), nested

    def _value(self, schema: Schema) -> tuple[_Type, _Column | None]:
        """Return the type of what *schema* decodes, and its column if it needs one."""
        kind = schema["type"]
        if kind in _SCALARS and schema.keys() <= _SCALAR_KEYS:
            return _SCALARS[kind], None
        if kind == "enum" and issubclass(schema["cls"], OpenEnum):
            return schema["cls"], None
        if kind == "literal" and {str} == set(map(type, schema["expected"])):
            # A cast, because type checkers refuse a `Literal` of a run-time value.
            return cast("Any", Literal)[tuple(schema["expected"])], None
        if kind == "json-or-python" and schema["json_schema"]["type"] == "any":
            return Any, None
        if kind == "json-or-python":
            return str, _text_column(schema)
        return self._container(schema)

    def _container(self, schema: Schema) -> tuple[_Type, _Column | None]:
        match schema["type"]:
            case "nullable" | "default" if defaults_to_null(schema):
                inner, column = self._value(schema["schema"])
                return inner | None, column and _optional_column(column)
            case "list" if schema.keys() <= {"items_schema", *_SCALAR_KEYS}:
                inner, column = self._value(schema["items_schema"])
                return GenericAlias(list, inner), column and _list_column(column)
            case "model" if only_holds_fields(schema) and is_plain_record(schema):
                return self._record(schema)
            case "definition-ref" if schema["schema_ref"] not in self._entered:
                return self._definition(schema["schema_ref"])
            case _:
                raise _UnsupportedError

    def _definition(self, ref: str) -> tuple[_Type, _Column | None]:
        # A recursive model would need its own struct type before it is made.
        self._entered.append(ref)
        try:
            return self._value(self._definitions[ref])
        finally:
            self._entered.pop()

    def _record(self, schema: Schema) -> tuple[_Type, _Column | None]:
        config, model = schema["config"], schema["cls"]
        if not config["strict"] or not config.keys() <= _CONFIG_KEYS:
            raise _UnsupportedError
        fields: list[tuple[str, _Type]] = []
        keys: dict[str, str] = {}
        nested: dict[str, _Column] = {}
        for name, field in schema["schema"]["fields"].items():
            type_, column = self._value(field["schema"])
            fields.append((name, type_))
            keys[name] = field.get("validation_alias", name)
            if column:
                nested[name] = column
        struct = _struct(model.__name__, fields, keys)
        if model is self._rows:
            return struct, None
        if model.__qualname__ == self._edges:
            return struct, _edge_column(nested)
        return struct, _record_column(model, nested)


def _struct(name: str, fields: list[Any], keys: Mapping[str, str]) -> _Type:
    """Return a struct type whose fields are decoded from *keys*, if named there."""
    # `gc=False`: structs of JSON have no cycles, and do not live long.
    return msgspec.defstruct(
        name, fields, forbid_unknown_fields=True, gc=False, kw_only=True, rename=keys
    )


def _record_column(model: type[BaseModel], nested: Mapping[str, _Column]) -> _Column:
    """Return a column that makes records of structs."""
    build = records.column_builder(model)

    def convert(structs: _Values) -> _Values:
        rows = list(map(asdict, structs))
        for name, column in nested.items():
            values = column(list(map(itemgetter(name), rows)))
            _exhaust(map(setitem, rows, repeat(name), values))
        return build(rows)

    return convert


def _edge_column(nested: Mapping[str, _Column]) -> _Column:
    """Return a column that converts the fields of structs, and keeps the structs."""

    def convert(structs: _Values) -> _Values:
        for name, column in nested.items():
            values = column(list(map(attrgetter(name), structs)))
            _exhaust(map(setattr, structs, repeat(name), values))
        return structs

    return convert


def _exhaust(steps: Iterable[object]) -> None:
    """Run an iterator to its end, in C."""
    deque(steps, maxlen=0)


def _optional_column(column: _Column) -> _Column:
    """Return a column that converts the values that are not null."""

    def convert(values: _Values) -> _Values:
        present = [value for value in values if value is not None]
        if len(present) == len(values):
            return column(values)
        if not present:
            return values
        converted = iter(column(present))
        return [None if value is None else next(converted) for value in values]

    return convert


def _list_column(column: _Column) -> _Column:
    """Return a column that converts the items of all lists at once."""

    def convert(lists: _Values) -> _Values:
        converted = iter(column(list(chain.from_iterable(lists))))
        return [list(islice(converted, len(items))) for items in lists]

    return convert


def _text_column(schema: Schema) -> _Column:
    """Return a column that decodes strings as pydantic would decode them in JSON.

    Raises:
        _UnsupportedError: The schema is not that of a `Time`, nor of a string with a
            function after it, such as a `Duration`.
    """
    in_json = schema["json_schema"]
    if schema == _TIME_SCHEMA:
        return decode_timestamps
    if in_json["type"] == "function-after" and in_json["schema"]["type"] == "str":
        return SchemaValidator(core_schema.list_schema(in_json)).validate_python
    raise _UnsupportedError
