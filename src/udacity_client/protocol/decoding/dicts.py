"""Decode with pydantic-core into plain dicts, then build the records from these.

Pydantic describes a model by a *core schema*, a tree of plain dicts such as

    {"type": "model", "cls": Course, "schema": {"type": "model-fields", "fields": ...}}

and pydantic-core compiles that to a validator. Here the tree is rewritten first: each
`model` node that only holds its fields becomes a `typed-dict` node with the same
fields. The compiled validator then yields dicts, and `records` makes records of them.

Why the result is what pydantic would have made:

- Each field keeps its own node, so every value is validated by the record's own schema
  and in its own configuration. What a rewritten schema refuses, the model refuses too.
  Only the error's words may differ, so the model decodes again to get them.
- A node is rewritten only if it has no key that is unknown here, and its model is a
  `Record` with required fields, no model validator, private attribute or alias path.
  Everything else stays a `model` node, for pydantic to build.
- If a tree is not as described (`PYDANTIC_CHANGED`), or pydantic keeps records in
  another way, there is no decoder at all. `test_dicts.py` holds both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel, PydanticUserError, TypeAdapter
from pydantic_core import (
    CoreConfig,
    CoreSchema,
    SchemaError,
    SchemaValidator,
    core_schema,
)

from udacity_client.protocol.decoding import records
from udacity_client.protocol.decoding.records import Column, Values
from udacity_client.runtime.field_types import Time
from udacity_client.runtime.models import Record

ModelT = TypeVar("ModelT", bound=BaseModel)

Schema: TypeAlias = dict[str, Any]
"""A node of a core schema, typed as what it is at run time."""

_MODEL_KEYS: Final = frozenset(
    {
        *("type", "cls", "generic_origin", "schema", "config", "ref", "metadata"),
        *("custom_init", "root_model"),
    }
)
_FIELDS_KEYS: Final = frozenset({"type", "fields", "model_name", "computed_fields"})
MODEL_CONFIG_KEYS: Final = frozenset({"validate_by_alias", "validate_by_name"})
"""Settings that matter to models alone."""

_DICTS: Final = ":dicts"
PYDANTIC_CHANGED: Final = (
    AttributeError,
    KeyError,
    PydanticUserError,
    SchemaError,
    TypeError,
    ValueError,
)
"""What is raised if pydantic's internals are not as expected here."""


def dict_reader(
    model: type[ModelT], *, edges: str | None = None
) -> Callable[[bytes], ModelT] | None:
    """Return a faster `model_validate_json` of *model*, or `None` if nothing is gained.

    It raises `ValidationError` for the same input, perhaps with other words. The
    *model* itself need not be a record, and may have defaults, which count as given.

    Args:
        model: What is decoded.
        edges: The qualified name of the edge class, if lists of edges are iterated only
            to take their nodes out.
    """
    try:
        if not records.keeps_records_as_expected():
            return None
        model.model_rebuild()  # resolves forward references, which are rare
        core = cast("Schema", model.__pydantic_core_schema__)
        schema, column = _SchemaRewriter(model, edges).rewrite(core)
        validator = SchemaValidator(cast("CoreSchema", schema))
    except PYDANTIC_CHANGED:
        return None
    if column is None:
        return None

    def read(content: bytes) -> ModelT:
        [model] = column([validator.validate_json(content, by_name=False)])
        return cast("ModelT", model)

    return read


class _SchemaRewriter:
    """Replaces records by dicts in a schema.

    Each method returns the new schema, and the column that builds the records in what
    it decodes: `None` if there are none.
    """

    def __init__(self, root: type[BaseModel], edges: str | None) -> None:
        self._root = root
        self._edges = edges
        self._shared: dict[str, Column | None] = {}

    def rewrite(self, schema: Schema) -> tuple[Schema, Column | None]:
        """Rewrite a node and those below it; leave alone what is not known here."""
        match schema["type"]:
            case "model" if only_holds_fields(schema):
                return self._model(schema)
            case "nullable" | "default" if defaults_to_null(schema):
                inner, column = self.rewrite(schema["schema"])
                column = column and records.optional_column(column)
                return {**schema, "schema": inner}, column
            case "list" if "items_schema" in schema:
                return self._list(schema)
            case "definitions":
                return self._definitions(schema)
            case "definition-ref":
                return self._reference(schema)
            case _:
                is_time = schema == time_schema()
                return _upper_case_time(schema) if is_time else schema, None

    def _list(self, schema: Schema) -> tuple[Schema, Column | None]:
        items = schema["items_schema"]
        edge = items["schema"] if items["type"] == "nullable" else items
        if not self._is_edge(edge):
            inner, column = self.rewrite(items)
            column = column and records.list_column(column)
            return {**schema, "items_schema": inner}, column
        fields, nested = self._fields(edge)
        inner = _typed_dict(edge, fields)
        items = inner if items is edge else {**items, "schema": inner}
        return {**schema, "items_schema": items}, records.edges_column(nested)

    def _is_edge(self, schema: Schema) -> bool:
        return (
            schema["type"] == "model"
            and schema["cls"].__qualname__ == self._edges
            and only_holds_fields(schema)
            and is_plain_record(schema)
        )

    def _model(self, schema: Schema) -> tuple[Schema, Column | None]:
        fields, nested = self._fields(schema)
        model = schema["cls"]
        if is_plain_record(schema) or (model is self._root and nested):
            return _typed_dict(schema, fields), records.record_column(model, nested)
        return schema, None

    def _fields(self, schema: Schema) -> tuple[dict[str, Schema], dict[str, Column]]:
        """Return the rewritten fields of a model, and the columns that they need."""
        fields: dict[str, Schema] = {}
        nested: dict[str, Column] = {}
        for name, field in schema["schema"]["fields"].items():
            inner, column = self.rewrite(field["schema"])
            fields[name] = {**field, "schema": inner}
            if column:
                nested[name] = column
        return fields, nested

    def _definitions(self, schema: Schema) -> tuple[Schema, Column | None]:
        """Rewrite shared definitions under new names, next to the original ones.

        Nodes that are left alone, such as unions, still refer to the original ones.
        """
        rewritten: list[Schema] = []
        # Models last: by then it is known which of the others have nothing to build, so
        # that a reference to an enum, say, costs no call for each value.
        models_last = sorted(
            schema["definitions"], key=lambda definition: definition["type"] == "model"
        )
        for definition in models_last:
            inner, self._shared[definition["ref"]] = self.rewrite(definition)
            rewritten.append({**inner, "ref": definition["ref"] + _DICTS})
        inner, column = self.rewrite(schema["schema"])
        definitions = [*schema["definitions"], *rewritten]
        return {**schema, "schema": inner, "definitions": definitions}, column

    def _reference(self, schema: Schema) -> tuple[Schema, Column | None]:
        # A recursive model refers to a definition that is not rewritten yet. So its
        # column is looked up when it is called.
        def convert(values: Values) -> Values:
            shared = self._shared[ref]
            return shared(values) if shared else values

        ref = schema["schema_ref"]
        rewritten = {**schema, "schema_ref": ref + _DICTS}
        return rewritten, convert if self._shared.get(ref, convert) else None


@cache
def time_schema() -> Schema:
    """Return the node of a `Time`."""
    return cast("Schema", TypeAdapter(Time).core_schema)


def _upper_case_time(time: Schema) -> Schema:
    """Return the node of a `Time` less the choice of a small "z" and the error's words.

    It is rare, and choosing takes an eighth of the time.
    """
    upper, _lower = time["json_schema"]["schema"]["choices"]
    return cast("Schema", upper)


def only_holds_fields(schema: Schema) -> bool:
    """Whether a `model` node does no more than to validate and hold its fields."""
    return (
        schema.keys() <= _MODEL_KEYS
        and not (schema["custom_init"] or schema["root_model"])
        and not schema["cls"].__private_attributes__
        and schema["config"].get("extra_fields_behavior", "ignore") == "ignore"
        and schema["schema"]["type"] == "model-fields"
        and schema["schema"].keys() <= _FIELDS_KEYS
        and all(map(_has_one_key, schema["schema"]["fields"].values()))
    )


def _has_one_key(field: Schema) -> bool:
    """Whether a field is read by its name or by one other name, not by a path."""
    return isinstance(field.get("validation_alias", ""), str)


def defaults_to_null(schema: Schema) -> bool:
    """Whether a `nullable` or `default` node has no default but null."""
    return schema.get("default") is None and "default_factory" not in schema


def is_plain_record(schema: Schema) -> bool:
    """Whether a `model` node is a record whose fields are all required.

    Only then do all of its instances have the same set of given fields.
    """
    model = schema["cls"]
    return issubclass(model, Record) and all(
        field.is_required() for field in model.model_fields.values()
    )


def _typed_dict(schema: Schema, fields: Mapping[str, Schema]) -> Schema:
    """Return a node that decodes the fields of a model into a dict.

    A model may be made by the names of its fields, too, which a response never has.
    """
    config = {
        key: value
        for key, value in schema["config"].items()
        if key not in MODEL_CONFIG_KEYS
    }
    node = core_schema.typed_dict_schema(
        {
            name: core_schema.typed_dict_field(
                field["schema"], validation_alias=field.get("validation_alias")
            )
            for name, field in fields.items()
        },
        config=cast("CoreConfig", config),
    )
    return cast("Schema", node)
