"""Decode a response with null allowed for every value, for data next to errors.

The core schema of the model (see `dicts`) is copied, and each node takes null as well.
A `model` node gives way to the `model-fields` node inside, because pydantic-core has a
validator for each class already and would use that one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar, cast

from pydantic import BaseModel
from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, core_schema

from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.dicts import (
    PYDANTIC_CHANGED,
    Schema,
    only_holds_fields,
)

ModelT = TypeVar("ModelT", bound=BaseModel)

_INNER: Final[Mapping[str, str]] = {
    "default": "schema",
    "definitions": "schema",
    "list": "items_schema",
    "nullable": "schema",
}
"""The key of the node inside, for the types of nodes that have one."""

_TAKES_NULL: Final = frozenset({"default", "definitions", "nullable"})
"""The types of nodes that take null if the node inside does."""

_CONFIG: Final = CoreConfig(strict=True, hide_input_in_errors=True)
"""What records have in their own `model` nodes."""


def nullable_reader(model: type[ModelT]) -> Callable[[bytes], ModelT] | None:
    """Return a function that decodes a *model* with null allowed for every value.

    Records then hold `None`, whatever their annotations say. There is no such function
    if pydantic's schemas are not as expected here.
    """
    try:
        if not records.keeps_records_as_expected():
            return None
        schema = _nullable(cast("Schema", model.__pydantic_core_schema__))
        validator = SchemaValidator(cast("CoreSchema", schema), _CONFIG)
    except PYDANTIC_CHANGED:
        return None

    def read(content: bytes) -> ModelT:
        return cast("ModelT", validator.validate_json(content, by_name=False))

    return read


def _nullable(schema: Schema) -> Schema:
    """Return a node that takes null, and so do all that are below."""
    kind, copied = schema["type"], {**schema}
    if kind in _INNER:
        copied[_INNER[kind]] = _nullable(schema[_INNER[kind]])
    if kind == "definitions":
        copied["definitions"] = list(map(_nullable, schema["definitions"]))
    if kind in _TAKES_NULL:
        return copied
    if kind == "tagged-union":
        choices: dict[object, Schema] = schema["choices"]
        copied["choices"] = {tag: _nullable(one) for tag, one in choices.items()}
    elif kind == "model" and only_holds_fields(schema):
        copied = _record(schema)
    # What refers to the node means the one that takes null.
    copied.pop("ref", None)
    ref = {"ref": schema["ref"]} if "ref" in schema else {}
    return {"type": "nullable", "schema": copied, **ref}


def _record(schema: Schema) -> Schema:
    """Return a node that makes the record of a `model` node."""
    fields: dict[str, Schema] = schema["schema"]["fields"]
    inside = {
        **schema["schema"],
        "fields": {
            name: {**field, "schema": _nullable(field["schema"])}
            for name, field in fields.items()
        },
    }
    node = core_schema.no_info_after_validator_function(
        records.record_maker(schema["cls"]), cast("CoreSchema", inside)
    )
    return cast("Schema", node)
