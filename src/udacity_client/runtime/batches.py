"""Read records in batches, through plain dicts, without other errors or values.

Reading a record into an object of its own costs pydantic more than reading its fields,
and most of the memory is a set of names beside each. So the JSON of many records is
read into plain dicts, and each dict then becomes the `__dict__` of a record.

What holds:

- A field is read by its record's own schema. What these dicts refuse, the model refuses
  too; read it again with the model, which says why in its own words.
- Records are made here only of a `Record` that has pydantic do nothing but read its
  fields, all of which are required. All others pydantic makes.
- Records of a class share the set of names that were given. Nobody changes that set:
  records are frozen, copies get a copy, and so does who asks for `model_fields_set`.
- Where pydantic does not keep a record as this module expects, nothing is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel, PydanticUserError
from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema

from udacity_client.runtime.model import Record

ModelT = TypeVar("ModelT", bound=BaseModel)

_Schema: TypeAlias = dict[str, Any]
"""A core schema, looked at as what it is at run time."""

_Values: TypeAlias = list[Any]
_Make: TypeAlias = Callable[[_Values], _Values]
"""Put records in the place of dicts, in each of several values of one kind."""

_MODEL_KEYS: Final = frozenset(
    {
        *("type", "cls", "generic_origin", "schema", "config", "ref", "metadata"),
        *("custom_init", "root_model"),
    }
)
_FIELDS_KEYS: Final = frozenset({"type", "fields", "model_name", "computed_fields"})
SLOTS: Final = (
    "__dict__",
    "__pydantic_fields_set__",
    "__pydantic_extra__",
    "__pydantic_private__",
)
"""Where pydantic keeps what a record is."""

_IN_DICTS: Final = ":dicts"
_UNEXPECTED: Final = (
    AttributeError,
    KeyError,
    PydanticUserError,
    SchemaError,
    TypeError,
    ValueError,
)
"""What comes of looking into a pydantic that is not as expected."""


def batch_reader(model: type[ModelT]) -> Callable[[bytes], ModelT] | None:
    """Return what reads a *model* from JSON as `model_validate_json` does, but faster.

    It raises `ValidationError` for the same input, though not with the same words. The
    *model* itself need be no record, and may have defaults, which count as given.
    Where nothing in it can be read in batches, there is `None`.
    """
    try:
        if not keeps_records_as_expected():
            return None
        model.model_rebuild()  # does nothing where the model is whole, as most are
        whole = cast("_Schema", model.__pydantic_core_schema__)
        schema, make = _Rewriting(model).rewrite(whole)
        validator = SchemaValidator(cast("CoreSchema", schema))
    except _UNEXPECTED:
        return None
    if make is None:
        return None

    def read(content: bytes) -> ModelT:
        return cast("ModelT", make([validator.validate_json(content)])[0])

    return read


class _Rewriting:
    """Put dicts in the place of records, and remember how to make records of them."""

    def __init__(self, root: type[BaseModel]) -> None:
        self._root = root
        self._shared: dict[str, _Make | None] = {}

    def rewrite(self, schema: _Schema) -> tuple[_Schema, _Make | None]:
        """Return what reads the same as dicts, and what makes records of these."""
        match schema["type"]:
            case "model" if _only_reads_fields(schema):
                return self._model(schema)
            case "nullable" | "default" if _is_else_null(schema):
                inner, make = self.rewrite(schema["schema"])
                return {**schema, "schema": inner}, make and _in_present(make)
            case "list" if "items_schema" in schema:
                inner, make = self.rewrite(schema["items_schema"])
                return {**schema, "items_schema": inner}, make and _in_items(make)
            case "definitions":
                return self._definitions(schema)
            case "definition-ref":
                return self._reference(schema)
            case _:
                return schema, None

    def _model(self, schema: _Schema) -> tuple[_Schema, _Make | None]:
        fields: dict[str, _Schema] = {}
        below: dict[str, _Make] = {}
        for name, field in schema["schema"]["fields"].items():
            inner, make = self.rewrite(field["schema"])
            fields[name] = {**field, "schema": inner}
            if make:
                below[name] = make
        if _is_made_here(schema):
            return _as_dict(schema, fields), _records(schema["cls"], below)
        if schema["cls"] is self._root and below:
            return _as_dict(schema, fields), _records(self._root, below)
        return schema, None

    def _definitions(self, schema: _Schema) -> tuple[_Schema, _Make | None]:
        """Keep the definitions, which unions may need, and put others beside them."""
        beside: list[_Schema] = []
        for definition in schema["definitions"]:
            read, self._shared[definition["ref"]] = self.rewrite(definition)
            beside.append({**read, "ref": definition["ref"] + _IN_DICTS})
        inner, make = self.rewrite(schema["schema"])
        definitions = [*schema["definitions"], *beside]
        return {**schema, "schema": inner, "definitions": definitions}, make

    def _reference(self, schema: _Schema) -> tuple[_Schema, _Make]:
        def make(values: _Values) -> _Values:
            shared = self._shared[ref]
            return shared(values) if shared and values else values

        ref = schema["schema_ref"]
        return {**schema, "schema_ref": ref + _IN_DICTS}, make


def _only_reads_fields(schema: _Schema) -> bool:
    """Whether there is no more to making a model than reading its fields."""
    return (
        schema.keys() <= _MODEL_KEYS
        and not (schema["custom_init"] or schema["root_model"])
        and not schema["cls"].__private_attributes__
        and schema["schema"]["type"] == "model-fields"
        and schema["schema"].keys() <= _FIELDS_KEYS
    )


def _is_else_null(schema: _Schema) -> bool:
    """Whether what stands for a value that was not given is null, and nothing else."""
    return schema.get("default") is None and "default_factory" not in schema


def _is_made_here(schema: _Schema) -> bool:
    """Whether each dict with the fields of a model is a record of it."""
    model = schema["cls"]
    return (
        issubclass(model, Record)
        and schema["config"]["extra_fields_behavior"] == "ignore"
        and all(
            field.is_required() and field.validation_alias is None
            for field in model.model_fields.values()
        )
    )


def _as_dict(schema: _Schema, fields: Mapping[str, _Schema]) -> _Schema:
    """Return what reads the fields of a model into a dict."""
    read = core_schema.typed_dict_schema(
        {
            name: core_schema.typed_dict_field(field["schema"])
            for name, field in fields.items()
        },
        config=schema["config"],
    )
    return cast("_Schema", read)


def _in_present(make: _Make) -> _Make:
    """Make records in the values that are not null."""

    def make_present(values: _Values) -> _Values:
        made = iter(make([value for value in values if value is not None]))
        return [value if value is None else next(made) for value in values]

    return make_present


def _in_items(make: _Make) -> _Make:
    """Make records in the items of lists, in those of all lists at once."""

    def make_items(lists: _Values) -> _Values:
        made = iter(make(list(chain.from_iterable(lists))))
        return [list(islice(made, len(items))) for items in lists]

    return make_items


def _fill(dicts: _Values, below: Mapping[str, _Make]) -> None:
    """Put records into *dicts*, in the place of what was read for them."""
    for name, make in below.items():
        values = make(list(map(itemgetter(name), dicts)))
        for fields, value in zip(dicts, values, strict=True):
            fields[name] = value


def _records(model: type[BaseModel], below: Mapping[str, _Make]) -> _Make:
    """Make a record of each dict, and of what is *below* in it."""
    set_fields, set_given, set_extra, set_private = map(_setter, SLOTS)
    given = set(model.model_fields)

    def make_records(dicts: _Values) -> _Values:
        _fill(dicts, below)
        records = list(map(object.__new__, repeat(model, len(dicts))))
        for record, fields in zip(records, dicts, strict=True):
            set_fields(record, fields)
            set_given(record, given)
            set_extra(record, None)
            set_private(record, None)
        return records

    return make_records


def _setter(slot: str) -> Callable[[object, object], None]:
    """Return what sets a slot of a record, past the refusal of frozen models."""
    return cast("Callable[[object, object], None]", vars(BaseModel)[slot].__set__)


class _Probe(Record, frozen=True):
    value: int


def keeps_records_as_expected() -> bool:
    """Tell whether a record that is made here is one that pydantic would have made."""
    read = _Probe.model_validate_json('{"value": 1}')
    made: object = _records(_Probe, {})([{"value": 1}])[0]
    return isinstance(made, _Probe) and (
        made == read
        and made.__getstate__() == read.__getstate__()
        and made.model_dump(exclude_unset=True) == read.model_dump(exclude_unset=True)
    )
