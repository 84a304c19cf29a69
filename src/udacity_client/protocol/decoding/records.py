"""Make records of dicts that were read before, without reading, checking or pydantic.

A dict becomes the `__dict__` of a record. All records that one maker makes share the
set of names that were given, which pydantic would keep beside each; it would take most
of their memory. Nobody changes that set: records are frozen, copies get a copy, and so
does who asks for `model_fields_set`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any, Final, TypeAlias, cast

from pydantic import BaseModel

from udacity_client.runtime.models import Record

Build: TypeAlias = Callable[[Any], Any]
"""Puts records in the place of the dicts in a value."""

SLOTS: Final = (
    "__dict__",
    "__pydantic_fields_set__",
    "__pydantic_extra__",
    "__pydantic_private__",
)
"""Where pydantic keeps what a record is."""


def keeps_records_as_expected() -> bool:
    """Tell whether a record that is made here is one that pydantic would have made.

    Raises:
        AttributeError: It is not even made.
        KeyError: Likewise.
    """
    read = _Probe.model_validate_json('{"value": 1}')
    made: object = record_builder(_Probe, {})({"value": 1})
    return isinstance(made, _Probe) and (
        made == read
        and made.__getstate__() == read.__getstate__()
        and made.model_dump(exclude_unset=True) == read.model_dump(exclude_unset=True)
    )


class _Probe(Record, frozen=True):
    value: int


def record_builder(model: type[BaseModel], below: Mapping[str, Build]) -> Build:
    """Make a record of a dict, and of what is *below* in it."""
    new, given = object.__new__, set(model.model_fields)
    set_fields, set_given, set_extra, set_private = map(_setter, SLOTS)

    def make_record(fields: dict[str, Any]) -> BaseModel:
        for name, make in below.items():
            fields[name] = make(fields[name])
        made = new(model)
        set_fields(made, fields)
        set_given(made, given)
        set_extra(made, None)
        set_private(made, None)
        return made

    return make_record


def column_builder(model: type[BaseModel]) -> Callable[[list[Any]], list[Any]]:
    """Make a record of each of several dicts, in which there is nothing to make."""
    new, given = object.__new__, set(model.model_fields)
    set_fields, set_given, set_extra, set_private = map(_setter, SLOTS)

    def make_records(rows: list[Any]) -> list[Any]:
        made: list[Any] = list(map(new, repeat(model, len(rows))))
        for one, fields in zip(made, rows, strict=True):
            set_fields(one, fields)
            set_given(one, given)
            set_extra(one, None)
            set_private(one, None)
        return made

    return make_records


def edge_builder(names: tuple[str, ...], below: Mapping[str, Build]) -> Build:
    """Make of a dict an object that has what it holds, and is no record."""
    new = type("Edge", (), {"__slots__": names})
    parts = [(name, below.get(name)) for name in names]

    def make_edge(fields: dict[str, Any]) -> object:
        made = new()
        for name, make in parts:
            setattr(made, name, make(fields[name]) if make else fields[name])
        return made

    return make_edge


def optional(make: Build) -> Build:
    """Make records in a value that is not null."""
    return lambda value: None if value is None else make(value)


def each(make: Build) -> Build:
    """Make records in the items of a list."""
    return lambda values: list(map(make, values))


def _setter(slot: str) -> Callable[[object, object], None]:
    """Return what sets a slot of a record, past the refusal of frozen models."""
    return cast("Callable[[object, object], None]", vars(BaseModel)[slot].__set__)
