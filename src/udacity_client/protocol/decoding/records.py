"""Build pydantic records from decoded fields by writing pydantic's slots.

Once the fields of a model are validated, pydantic makes an object of the class and sets
its four slots (`SLOTS`). `__dict__` holds the fields, `__pydantic_fields_set__` the
names that were given; the other two are for extra and private attributes, which a plain
`Record` does not have. The builders here set the same slots from Python. They neither
validate nor call `__init__`, because their callers pass fields that the record's own
schema has validated.

Two things differ from what pydantic makes:

- The dict that is passed becomes the record's `__dict__`. The caller must not use it
  again.
- All records of one builder share one set of given names. A set for each would take
  most of a small record's memory. Nobody can change the shared one: records are frozen,
  copies and pickles get a copy, and so does a reader of `Record.model_fields_set`.

If a new pydantic keeps records in another way, `keeps_records_as_expected` is false or
raises, and nothing is built here. `test_dicts.py` holds that fallback, the shared set,
and that the installed pydantic does not need the fallback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any, Final, TypeAlias, cast

from pydantic import BaseModel

from udacity_client.runtime.models import Record

Build: TypeAlias = Callable[[Any], Any]
"""Converts a decoded value: the dicts in it become records."""

SLOTS: Final = (
    "__dict__",
    "__pydantic_fields_set__",
    "__pydantic_extra__",
    "__pydantic_private__",
)
"""The slots of a pydantic model; all that a record is."""


def keeps_records_as_expected() -> bool:
    """Whether a record built here equals one that pydantic made, as far as we can see.

    Raises:
        AttributeError: A slot is missing.
        KeyError: Likewise.
    """
    expected = _Probe.model_validate_json('{"value": 1}')
    built: object = record_builder(_Probe, {})({"value": 1})
    return isinstance(built, _Probe) and (
        built == expected
        # All four slots.
        and built.__getstate__() == expected.__getstate__()
        # What pydantic-core makes of them.
        and built.model_dump(exclude_unset=True)
        == expected.model_dump(exclude_unset=True)
    )


class _Probe(Record, frozen=True):
    value: int


def record_builder(model: type[BaseModel], nested: Mapping[str, Build]) -> Build:
    """Return a function that makes a dict of validated fields a record of *model*.

    Args:
        model: The class of the record.
        nested: How to build the fields that hold records.
    """
    new, fields_set = object.__new__, set(model.model_fields)
    set_dict, set_fields_set, set_extra, set_private = map(_slot_setter, SLOTS)

    def build(fields: dict[str, Any]) -> BaseModel:
        for name, build_field in nested.items():
            fields[name] = build_field(fields[name])
        record = new(model)
        set_dict(record, fields)
        set_fields_set(record, fields_set)
        set_extra(record, None)
        set_private(record, None)
        return record

    return build


def column_builder(model: type[BaseModel]) -> Callable[[list[Any]], list[Any]]:
    """Return a function that makes a list of dicts records of *model*.

    It does the same as `record_builder` for many records at once, in one call.
    """
    new, fields_set = object.__new__, set(model.model_fields)
    set_dict, set_fields_set, set_extra, set_private = map(_slot_setter, SLOTS)

    def build(rows: list[Any]) -> list[Any]:
        records: list[Any] = list(map(new, repeat(model, len(rows))))
        for record, fields in zip(records, rows, strict=True):
            set_dict(record, fields)
            set_fields_set(record, fields_set)
            set_extra(record, None)
            set_private(record, None)
        return records

    return build


def edge_builder(names: tuple[str, ...], nested: Mapping[str, Build]) -> Build:
    """Return a function that makes a dict an object with *names* as attributes.

    An edge is only there for the generated `unwrap` to take its node out, so a small
    object will do, which is cheaper than a record.
    """
    edge_type = type("Edge", (), {"__slots__": names})
    builds = [(name, nested.get(name)) for name in names]

    def build(fields: dict[str, Any]) -> object:
        edge = edge_type()
        for name, build_field in builds:
            value = fields[name]
            setattr(edge, name, build_field(value) if build_field else value)
        return edge

    return build


def optional(build: Build) -> Build:
    """Return a function that builds a value unless it is null."""
    return lambda value: None if value is None else build(value)


def each(build: Build) -> Build:
    """Return a function that builds the items of a list."""
    return lambda values: list(map(build, values))


def _slot_setter(slot: str) -> Callable[[object, object], None]:
    """Return the setter of a slot's descriptor.

    `setattr` would not do: `BaseModel.__setattr__` refuses to change a frozen model.
    """
    return cast("Callable[[object, object], None]", vars(BaseModel)[slot].__set__)
