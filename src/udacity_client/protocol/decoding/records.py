"""Build pydantic records from decoded fields, without validating them again.

Once the fields of a model are validated, pydantic makes an object of the class and sets
its four slots (`SLOTS`). `__dict__` holds the fields, `__pydantic_fields_set__` the
names that were given; the other two are for extra and private attributes, which a plain
`Record` does not have. The columns here have pydantic do this last step alone, or, if
it is older than 2.13, set the same slots from Python. They neither validate nor call
`__init__`, because their callers pass fields that the record's own schema has
validated.

Why *columns*: a call for each value would cost more than the fast decoders save. So
each step converts all values of one field in one call (`Column`).

Two things differ from what pydantic makes:

- The dict that is passed becomes the record's `__dict__`. The caller must not use it
  again.
- All records of one column share one set of given names. A set for each would take most
  of a small record's memory. Nobody can change the shared one: records are frozen,
  copies and pickles get a copy, and so does a reader of `Record.model_fields_set`.

If a new pydantic keeps records in another way, `keeps_records_as_expected` is false or
raises, and nothing is built here. `test_dicts.py` holds that fallback, the shared set,
and that the installed pydantic does not need the fallback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice, repeat
from typing import Any, Final, TypeAlias, cast

from pydantic import BaseModel
from pydantic_core import SchemaValidator, core_schema
from typing_extensions import override

from udacity_client.runtime.models import Record

Values: TypeAlias = list[Any]
Column: TypeAlias = Callable[[Values], Values]
"""Converts all values of one field at once: from those of a decoder to pydantic's."""

Decoded: TypeAlias = tuple[dict[str, Any], object, set[str]]
"""The fields of a record, extra ones, and the names of those that were given."""

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
    convert = record_column(_Probe, {})
    # One alone is made in another way than several.
    made = [*convert([{"value": 1}]), *convert([{"value": 1}, {"value": 1}])]
    return all(_is_record_like(one, expected) for one in made)


def _is_record_like(built: object, expected: _Probe) -> bool:
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


def record_column(model: type[BaseModel], nested: Mapping[str, Column]) -> Column:
    """Return a column that makes dicts of validated fields records of *model*.

    Args:
        model: The class of the records.
        nested: The columns of the fields that need one, by name.
    """
    make, make_all = record_maker(model), _records_maker(model)
    fields_set = set(model.model_fields)

    def convert(rows: Values) -> Values:
        if not rows:
            return rows  # where a model that refers to itself ends
        convert_fields(rows, nested)
        if len(rows) == 1:
            return [make((rows[0], None, fields_set))]
        return make_all(list(zip(rows, repeat(None), repeat(fields_set))))

    return convert


def _records_maker(model: type[BaseModel]) -> Callable[[list[Decoded]], Values]:
    """Return a function that makes a record of each of a list.

    Pydantic-core takes three quarters of the time that `record_maker` takes. A `model`
    node makes a record of what the node inside decodes; `any` decodes nothing.
    """
    node = core_schema.list_schema(
        core_schema.model_schema(model, core_schema.any_schema())
    )
    try:
        # Else it would use the validator that the class has, which validates.
        return SchemaValidator(node, _use_prebuilt=False).validate_python
    except TypeError:
        # Before pydantic 2.13.
        one = record_maker(model)
        return lambda decoded: list(map(one, decoded))


def record_maker(model: type[BaseModel]) -> Callable[[Decoded], BaseModel]:
    """Return a function that makes a record of what a `model-fields` node decodes."""
    new = object.__new__
    set_dict, set_fields_set, set_extra, set_private = map(_slot_setter, SLOTS)

    def make(decoded: Decoded) -> BaseModel:
        record = new(model)
        fields, extra, given = decoded
        set_dict(record, fields)
        set_fields_set(record, given)
        set_extra(record, extra)
        set_private(record, None)
        return record

    return make


class _Edge:
    """An object with the fields of an edge."""


class _Edges(list[Any]):
    """Dicts of edges, which gives one object with the fields of each in turn.

    The edges of a page are only there for the generated `unwrap` to take their nodes
    out. An object for each would take a twentieth of the time of a page.
    """

    @override
    def __iter__(self) -> Iterator[_Edge | None]:
        edge = _Edge()
        for fields in super().__iter__():
            if fields is None:
                yield None
            else:
                edge.__dict__ = fields
                yield edge


def edges_column(nested: Mapping[str, Column]) -> Column:
    """Return a column that makes lists of dicts the edges of a page.

    Args:
        nested: The columns of the fields of an edge that need one, by name.
    """

    def convert(lists: Values) -> Values:
        for rows in lists:
            convert_fields([fields for fields in rows if fields is not None], nested)
        return list(map(_Edges, lists))

    return convert


def optional_column(column: Column) -> Column:
    """Return a column that converts the values that are not null."""

    def convert(values: Values) -> Values:
        if None not in values:
            return column(values)
        present = [value for value in values if value is not None]
        converted = iter(column(present))
        return [None if value is None else next(converted) for value in values]

    return convert


def list_column(column: Column) -> Column:
    """Return a column that converts the items of all lists at once."""

    def convert(lists: Values) -> Values:
        if len(lists) == 1:
            return [column(lists[0])]
        converted = iter(column(list(chain.from_iterable(lists))))
        return [list(islice(converted, len(one))) for one in lists]

    return convert


def convert_fields(rows: Values, columns: Mapping[str, Column]) -> None:
    """Replace the values of some fields in *rows*, which are dicts."""
    if len(rows) == 1:
        # What is above the records of a page, which may be few.
        [fields] = rows
        for name, column in columns.items():
            [fields[name]] = column([fields[name]])
        return
    for name, column in columns.items():
        values = column([fields[name] for fields in rows])
        for fields, value in zip(rows, values, strict=True):
            fields[name] = value


def _slot_setter(slot: str) -> Callable[[object, object], None]:
    """Return the setter of a slot's descriptor.

    `setattr` would not do: `BaseModel.__setattr__` refuses to change a frozen model.
    """
    return cast("Callable[[object, object], None]", vars(BaseModel)[slot].__set__)
