"""Decode with msgspec, from the extra `speed`, into structs; then build the records.

msgspec decodes JSON straight into typed structs, faster than pydantic-core validates.
Here a struct type is made for each record, from the record's core schema (see `dicts`),
and the fields of its structs become the fields of records.

Why the result is what pydantic would have made:

- Only types that both decode the same way are given to msgspec: plain scalars, open
  enums, string literals, lists and records, in strict models that only hold their
  fields. For anything else there is no decoder (`_UnsupportedError`).
- Durations are strings to msgspec. `_text_column` decodes them as pydantic.
- Of scalars with other types, or without one, msgspec only finds the text;
  `_raw_column` decodes it, as deep as pydantic decodes the whole response.
- Unknown fields are refused, because msgspec skips them with fewer checks.
- A refusal here is not final. `AdaptiveDecoder` then decodes with pydantic, which
  accepts some of it, such as `NaN`, and says what is wrong with the rest.

`test_msgspec_structs.py` holds what is left to pydantic; `decoding/__init__.py` names
the tests that compare the results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from types import GenericAlias
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar, cast

import msgspec
from msgspec.structs import asdict
from pydantic import BaseModel
from pydantic_core import SchemaValidator, core_schema

from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.dicts import (
    MODEL_CONFIG_KEYS,
    PYDANTIC_CHANGED,
    Schema,
    defaults_to_null,
    is_plain_record,
    only_holds_fields,
    time_schema,
)
from udacity_client.protocol.decoding.records import (
    Column,
    Values,
    list_column,
    optional_column,
)
from udacity_client.runtime.open_enum import OpenEnum

ModelT = TypeVar("ModelT", bound=BaseModel)

_Type: TypeAlias = Any
"""A type for msgspec, made at run time."""

_SCALARS: Final[Mapping[str, type]] = {
    "bool": bool,
    "float": float,
    "int": int,
    "str": str,
}
_FROM_TEXT: Final = frozenset(
    {"date", "datetime", "decimal", "time", "timedelta", "uuid"}
)
"""What pydantic decodes otherwise than msgspec, and no record is in."""

_MAX_DEPTH: Final = 150
"""Pydantic decodes no more than some 200 levels of JSON, and msgspec more."""

_NULL: Final = msgspec.Raw(b"null")
_SCALAR_KEYS: Final = frozenset({"type", "metadata"})
_CONFIG_KEYS: Final = frozenset(
    {"extra_fields_behavior", "hide_input_in_errors", "strict", "title"}
    | MODEL_CONFIG_KEYS
)
_TIME: Final[_Type] = Annotated[datetime, msgspec.Meta(tz=True)]
"""msgspec decodes it as `Time` does; `test_msgspec_structs.py` holds that."""

_TEXTS: Final[Mapping[_Type, _Type]] = {
    str: str,
    str | None: str | None,
    _TIME: str,
    _TIME | None: str | None,
}
"""What is text in JSON, and in rows that stay structs."""


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
        except (msgspec.MsgspecError, RecursionError) as error:
            raise _UnsupportedError from error
        records.convert_fields([fields], nested)
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

    def root(self, schema: Schema) -> tuple[_Type, dict[str, Column]]:
        """Return the struct of a whole response, and the columns of its fields."""
        if schema["type"] == "definitions":
            self._definitions = {one["ref"]: one for one in schema["definitions"]}
            return self.root(schema["schema"])
        if schema["type"] != "model" or not only_holds_fields(schema):
            raise _UnsupportedError
        fields: list[tuple[str, _Type] | tuple[str, _Type, None]] = []
        nested: dict[str, Column] = {}
        for name, field in schema["schema"]["fields"].items():
            is_required = field["schema"]["type"] != "default"
            try:
                type_, column = self._value(field["schema"], 1)
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

    def _value(self, schema: Schema, depth: int) -> tuple[_Type, Column | None]:
        """Return the type of what *schema* decodes, and its column if it needs one.

        *depth* is the number of objects and lists around the value in the JSON.
        """
        if depth > _MAX_DEPTH:
            raise _UnsupportedError
        kind = schema["type"]
        if kind in _SCALARS and schema.keys() <= _SCALAR_KEYS:
            return _SCALARS[kind], None
        if kind == "enum" and issubclass(schema["cls"], OpenEnum):
            return schema["cls"], None
        if kind == "literal" and {str} == set(map(type, schema["expected"])):
            # A cast, because type checkers refuse a `Literal` of a run-time value.
            return cast("Any", Literal)[tuple(schema["expected"])], None
        if schema == time_schema():
            return _TIME, None
        if kind == "json-or-python" or kind in _FROM_TEXT:
            return _text_type(schema, depth)
        return self._container(schema, depth)

    def _container(self, schema: Schema, depth: int) -> tuple[_Type, Column | None]:
        match schema["type"]:
            case "nullable" | "default" if defaults_to_null(schema):
                inner, column = self._value(schema["schema"], depth)
                if inner is msgspec.Raw and column:
                    return inner, _optional_raw_column(column)
                return inner | None, column and optional_column(column)
            case "list" if schema.keys() <= {"items_schema", *_SCALAR_KEYS}:
                inner, column = self._value(schema["items_schema"], depth + 1)
                return GenericAlias(list, inner), column and list_column(column)
            case "model" if only_holds_fields(schema) and is_plain_record(schema):
                return self._record(schema, depth + 1)
            case "definition-ref" if schema["schema_ref"] not in self._entered:
                return self._definition(schema["schema_ref"], depth)
            case _:
                raise _UnsupportedError

    def _definition(self, ref: str, depth: int) -> tuple[_Type, Column | None]:
        # A recursive model would need its own struct type before it is made.
        self._entered.append(ref)
        try:
            return self._value(self._definitions[ref], depth)
        finally:
            self._entered.pop()

    def _record(self, schema: Schema, depth: int) -> tuple[_Type, Column | None]:
        config, model = schema["config"], schema["cls"]
        if not config["strict"] or not config.keys() <= _CONFIG_KEYS:
            raise _UnsupportedError
        fields: list[tuple[str, _Type]] = []
        keys: dict[str, str] = {}
        nested: dict[str, Column] = {}
        for name, field in schema["schema"]["fields"].items():
            type_, column = self._value(field["schema"], depth)
            fields.append((name, type_))
            keys[name] = field.get("validation_alias", name)
            if column:
                nested[name] = column
        stays_struct = model is self._rows or model.__qualname__ == self._edges
        if model is self._rows:
            # Texts stay as they are; see `runtime.struct_rows`.
            fields = [(name, _TEXTS.get(type_, type_)) for name, type_ in fields]
            texts = {name for name, type_ in fields if type_ in _TEXTS.values()}
            nested = {name: nested[name] for name in nested if name not in texts}
        struct = _struct(model.__name__, fields, keys)
        if stays_struct:
            return struct, _edge_column(nested) if nested else None
        return struct, _record_column(model, nested)


def _struct(name: str, fields: list[Any], keys: Mapping[str, str]) -> _Type:
    """Return a struct type whose fields are decoded from *keys*, if named there."""
    # `gc=False`: structs of JSON have no cycles, and do not live long.
    return msgspec.defstruct(
        name, fields, forbid_unknown_fields=True, gc=False, kw_only=True, rename=keys
    )


def _record_column(model: type[BaseModel], nested: Mapping[str, Column]) -> Column:
    """Return a column that makes records of structs."""
    convert = records.record_column(model, nested)
    return lambda structs: convert(list(map(asdict, structs)))


def _edge_column(nested: Mapping[str, Column]) -> Column:
    """Return a column that converts the fields of structs, and keeps the structs."""

    def convert(structs: Values) -> Values:
        for name, column in nested.items():
            values = column(list(map(attrgetter(name), structs)))
            for struct, value in zip(structs, values, strict=True):
                setattr(struct, name, value)
        return structs

    return convert


def _optional_raw_column(column: Column) -> Column:
    """Return the same for texts. msgspec takes only null for a `Raw | None`."""
    convert = optional_column(column)
    return lambda raw: convert([None if text == _NULL else text for text in raw])


def _text_type(schema: Schema, depth: int) -> tuple[_Type, Column | None]:
    """Return the type of what pydantic decodes in its own way, and its column."""
    in_json = schema.get("json_schema", schema)
    match in_json:
        case {"type": "any"} | {"type": "function-after", "schema": {"type": "any"}}:
            return msgspec.Raw, _raw_column(in_json, depth)
        case {"type": kind} if kind in _FROM_TEXT or kind in _SCALARS:
            return msgspec.Raw, _raw_column(in_json, depth)
        case _:
            return str, _text_column(schema)


def _raw_column(schema: Schema, depth: int) -> Column:
    """Return a column that gives the text of each value to pydantic.

    Pydantic refuses JSON of more than some 200 levels. So it gets the values inside of
    *depth* lists, which stand for what is around them in the response.
    """
    items = cast("Any", schema)
    for _ in range(depth):
        items = core_schema.list_schema(items)
    validator = SchemaValidator(items, core_schema.CoreConfig(strict=True))

    def convert(raw: Values) -> Values:
        text = b"[" * depth + b",".join(raw) + b"]" * depth
        values: Values = validator.validate_json(text)
        for _ in range(depth - 1):
            [values] = values
        return values

    return convert


def _text_column(schema: Schema) -> Column:
    """Return a column that decodes strings as pydantic would decode them in JSON.

    Raises:
        _UnsupportedError: The schema is not that of a string with a function after it,
            such as a `Duration`.
    """
    in_json = schema["json_schema"]
    is_parsed = in_json["type"] == "function-after"
    if is_parsed and in_json["schema"]["type"] == "str":
        return SchemaValidator(core_schema.list_schema(in_json)).validate_python
    raise _UnsupportedError
