"""Read records through plain dicts, without other values than pydantic alone reads.

Making a record costs pydantic as much as reading its fields. So JSON is read into plain
dicts, by schemas that are made of those of the models, and `makers` makes the records.

What holds:

- A field is read by its record's own schema. What these dicts refuse, the model refuses
  too; read it again with the model, which says why in its own words.
- Records are made here only of a `Record` that has pydantic do nothing but read its
  fields, all of which are required. All others pydantic makes.
- Edges that nobody but the generated `unwrap` sees are no records, but hold the same.
- Where pydantic does not keep a record as `makers` expects, nothing is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel, PydanticUserError
from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema
from typing_extensions import override

from udacity_client.protocol.decoding import records as makers
from udacity_client.protocol.decoding.records import Build
from udacity_client.runtime.models import Record

ModelT = TypeVar("ModelT", bound=BaseModel)

Schema: TypeAlias = dict[str, Any]
"""A core schema, looked at as what it is at run time."""

_MODEL_KEYS: Final = frozenset(
    {
        *("type", "cls", "generic_origin", "schema", "config", "ref", "metadata"),
        *("custom_init", "root_model"),
    }
)
_FIELDS_KEYS: Final = frozenset({"type", "fields", "model_name", "computed_fields"})
_IN_DICTS: Final = ":dicts"
UNEXPECTED: Final = (
    AttributeError,
    KeyError,
    PydanticUserError,
    SchemaError,
    TypeError,
    ValueError,
)
"""What comes of looking into a pydantic that is not as expected."""


def dict_reader(
    model: type[ModelT], *, edges: str | None = None
) -> Callable[[bytes], ModelT] | None:
    """Return what reads a *model* from JSON as `model_validate_json` does, but faster.

    It raises `ValidationError` for the same input, though not with the same words. The
    *model* itself need be no record, and may have defaults, which count as given.
    Where there is nothing to gain, there is `None`.

    Args:
        model: What is read.
        edges: The name of a record class; what is read of it has the fields alone.
    """
    return _reader(model, _Rewriting(model, edges))


def nullable_reader(model: type[ModelT]) -> Callable[[bytes], ModelT] | None:
    """Return what reads a *model* from JSON with null for any field and item.

    Records are made with `None` there, whatever their annotations say.
    """
    return _reader(model, _WithHoles(model, None))


def _reader(
    model: type[ModelT], rewriting: _Rewriting
) -> Callable[[bytes], ModelT] | None:
    try:
        if not makers.keeps_records_as_expected():
            return None
        model.model_rebuild()  # does nothing where the model is whole, as most are
        whole = cast("Schema", model.__pydantic_core_schema__)
        schema, make = rewriting.rewrite(whole)
        validator = SchemaValidator(cast("CoreSchema", schema))
    except UNEXPECTED:
        return None
    if make is None:
        return None

    def read(content: bytes) -> ModelT:
        return cast("ModelT", make(validator.validate_json(content)))

    return read


class _Rewriting:
    """Put dicts in the place of records, and remember how to make records of them."""

    def __init__(self, root: type[BaseModel], edges: str | None) -> None:
        self._root = root
        self._edges = edges
        self._shared: dict[str, Build | None] = {}

    def rewrite(self, schema: Schema) -> tuple[Schema, Build | None]:
        """Return what reads the same as dicts, and what makes records of these."""
        match schema["type"]:
            case "model" if only_reads_fields(schema):
                return self._model(schema)
            case "nullable" | "default" if is_else_null(schema):
                inner, make = self.rewrite(schema["schema"])
                return {**schema, "schema": inner}, make and makers.optional(make)
            case "list" if "items_schema" in schema:
                inner, make = self.rewrite(schema["items_schema"])
                return {**schema, "items_schema": inner}, make and makers.each(make)
            case "definitions":
                return self._definitions(schema)
            case "definition-ref":
                return self._reference(schema)
            case _:
                return schema, None

    def _model(self, schema: Schema) -> tuple[Schema, Build | None]:
        fields: dict[str, Schema] = {}
        below: dict[str, Build] = {}
        for name, field in schema["schema"]["fields"].items():
            inner, make = self.rewrite(field["schema"])
            fields[name] = {**field, "schema": inner}
            if make:
                below[name] = make
        if is_made_here(schema) and schema["cls"].__name__ == self._edges:
            return _as_dict(schema, fields), makers.edge_builder(tuple(fields), below)
        if is_made_here(schema):
            return _as_dict(schema, fields), makers.record_builder(schema["cls"], below)
        if schema["cls"] is self._root and below:
            return _as_dict(schema, fields), makers.record_builder(self._root, below)
        return schema, None

    def _definitions(self, schema: Schema) -> tuple[Schema, Build | None]:
        """Keep the definitions, which unions may need, and put others beside them."""
        beside: list[Schema] = []
        leaves_first = sorted(
            schema["definitions"], key=lambda definition: definition["type"] == "model"
        )
        for definition in leaves_first:
            read, self._shared[definition["ref"]] = self.rewrite(definition)
            beside.append({**read, "ref": definition["ref"] + _IN_DICTS})
        inner, make = self.rewrite(schema["schema"])
        definitions = [*schema["definitions"], *beside]
        return {**schema, "schema": inner, "definitions": definitions}, make

    def _reference(self, schema: Schema) -> tuple[Schema, Build | None]:
        def make(value: object) -> object:
            shared = self._shared[ref]
            return shared(value) if shared else value

        ref = schema["schema_ref"]
        read = {**schema, "schema_ref": ref + _IN_DICTS}
        return read, make if self._shared.get(ref, make) else None


class _WithHoles(_Rewriting):
    """Take null in any place, too."""

    @override
    def rewrite(self, schema: Schema) -> tuple[Schema, Build | None]:
        """Return what reads the same as dicts, and null."""
        read, make = super().rewrite(schema)
        if read["type"] in {"nullable", "default", "definitions"}:
            return read, make
        return {"type": "nullable", "schema": read}, make and makers.optional(make)


def only_reads_fields(schema: Schema) -> bool:
    """Whether there is no more to making a model than reading its fields."""
    return (
        schema.keys() <= _MODEL_KEYS
        and not (schema["custom_init"] or schema["root_model"])
        and not schema["cls"].__private_attributes__
        and schema["config"].get("extra_fields_behavior", "ignore") == "ignore"
        and not any(
            field.validation_alias for field in schema["cls"].model_fields.values()
        )
        and schema["schema"]["type"] == "model-fields"
        and schema["schema"].keys() <= _FIELDS_KEYS
    )


def is_else_null(schema: Schema) -> bool:
    """Whether what stands for a value that was not given is null, and nothing else."""
    return schema.get("default") is None and "default_factory" not in schema


def is_made_here(schema: Schema) -> bool:
    """Whether each dict with the fields of a model is a record of it."""
    model = schema["cls"]
    return issubclass(model, Record) and all(
        field.is_required() for field in model.model_fields.values()
    )


def _as_dict(schema: Schema, fields: Mapping[str, Schema]) -> Schema:
    """Return what reads the fields of a model into a dict."""
    read = core_schema.typed_dict_schema(
        {
            name: core_schema.typed_dict_field(field["schema"])
            for name, field in fields.items()
        },
        config=schema["config"],
    )
    return cast("Schema", read)
