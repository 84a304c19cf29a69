"""Sample JSON of scalars and enums, and what servers and generated code make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLType,
    coerce_input_value,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    get_named_type,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.custom_scalars import is_any_json, scalar_type
from udacity_client.schema.graphql_types import inside, is_list, is_non_null

_SAMPLES: Final[Mapping[str, tuple[object, ...]]] = {
    "Boolean": (False,),
    "Duration": ("P1D",),
    "Float": (0, 0.5),
    "ID": ("x",),
    "Int": (0,),
    "String": ("x",),
    "Time": ("2026-01-01T00:00:00Z",),
}
"""JSON of each scalar that generated code knows; each form that a number may have."""

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "bool": (bool,),
    "float": (int, float),
    "int": (int,),
    "str": (str,),
}
"""What the JSON of each plain Python type is read as; a boolean is not a number."""

_OF_PYTHON_TYPES: Final[Mapping[str, object]] = {
    "bool": False,
    "datetime.date": "2026-01-01",
    "datetime.datetime": "2026-01-01T00:00:00Z",
    "datetime.time": "00:00:00",
    "decimal.Decimal": 0.5,
    "float": 0.5,
    "int": 7,
    "str": "x",
    "uuid.UUID": "00000000-0000-0000-0000-000000000000",
}
"""JSON of scalars with a type of the project's settings, if pydantic reads it."""


def _distinct(values: Iterable[object]) -> tuple[object, ...]:
    """Return *values*, each once; `False` and `0` are equal in Python, not in JSON."""
    return tuple({(type(value), value): value for value in values}.values())


_ANYTHING: Final = _distinct(
    ("x", *(value for values in _SAMPLES.values() for value in values))
)


def input_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that callers send for a scalar or an enum."""
    if isinstance(type_, GraphQLEnumType):
        return tuple(type_.values)
    return _SAMPLES.get(type_.name, _ANYTHING)


def output_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that a scalar or an enum may be in responses, the usual first.

    No schema tells how a custom scalar looks, so it may be anything, unless generated
    code knows it.
    """
    usual = input_samples(type_)
    is_known = isinstance(type_, GraphQLEnumType) or type_.name in SCALARS
    if is_known:
        return usual
    return _distinct((*usual, *_ANYTHING, *_OF_PYTHON_TYPES.values()))


def decodes_null(type_: GraphQLType) -> bool:
    """Return whether code generated for *type_* decodes null; any JSON includes it."""
    if not is_non_null(type_):
        return True
    present = inside(type_)
    return not is_list(present) and is_any_json(get_named_type(present))


def decodes_leaf(type_: GraphQLNamedType, value: object, *, closed: bool) -> bool:
    """Return whether code generated for *type_* decodes *value*.

    Args:
        type_: A scalar or an enum.
        value: A sample of some type, or JSON that is not a leaf.
        closed: Whether values that an enum does not list count as failing.
    """
    if isinstance(type_, GraphQLEnumType):
        return isinstance(value, str) and (not closed or value in type_.values)
    typed = scalar_type(type_)
    if typed is not None:
        # Nobody knows what a function of the project takes.
        sample = _OF_PYTHON_TYPES.get(typed.type) if typed.parse is None else None
        return sample is None or (value == sample and type(value) is type(sample))
    types = _TYPES.get(SCALARS.get(type_.name, ""))
    if types is None:
        return type_.name not in SCALARS or value in _SAMPLES[type_.name]
    return isinstance(value, types) and (
        types == (bool,) or not isinstance(value, bool)
    )


def nullable(type_: GraphQLType) -> GraphQLType:
    """Return *type_* without non-null around it."""
    return inside(type_) if is_non_null(type_) else type_


def is_valid_input(type_: GraphQLType, value: object) -> bool:
    """Return whether the JSON *value* is valid for an input of *type_*."""
    if isinstance(type_, GraphQLEnumType) and isinstance(value, str):
        # graphql-core would look for similar names, for seconds if there are hundreds.
        return value in type_.values
    found: list[GraphQLError] = []
    coerce_input_value(
        value,
        cast("GraphQLInputType", type_),
        lambda _path, _value, error: found.append(error),
    )
    return not found
