"""Make JSON of scalars and enums, and tell what generated code reads; reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphql import GraphQLEnumType, GraphQLNamedType, is_specified_scalar_type

from udacity_client.codegen.annotations import SCALARS

_SAMPLES: Final[Mapping[str, tuple[object, ...]]] = {
    "Boolean": (False,),
    "Duration": ("P1D",),
    "Float": (0, 0.5),
    "ID": ("x",),
    "Int": (0,),
    "String": ("x",),
    "Time": ("2026-01-01T00:00:00Z",),
}
"""JSON of each scalar that generated code knows; of a number, each form that it has."""

_ANYTHING: Final = tuple(
    dict.fromkeys(("x", *(value for values in _SAMPLES.values() for value in values)))
)


def input_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that callers send for a scalar or an enum."""
    if isinstance(type_, GraphQLEnumType):
        return tuple(type_.values)
    return _SAMPLES.get(type_.name, _ANYTHING)


def output_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that a scalar or an enum may be in answers, the usual first.

    No schema says what a scalar of its own looks like, so that it may be anything.
    """
    usual = input_samples(type_)
    is_told = isinstance(type_, GraphQLEnumType) or is_specified_scalar_type(type_)
    return usual if is_told else tuple(dict.fromkeys((*usual, *_ANYTHING)))


def decodes_leaf(type_: GraphQLNamedType, value: object, *, closed: bool) -> bool:
    """Return whether code made for *type_* reads *value*.

    Args:
        type_: A scalar or an enum.
        value: What this module made of some type, or what is no leaf.
        closed: Whether values that an enum does not list count as unread.
    """
    if isinstance(type_, GraphQLEnumType):
        return isinstance(value, str) and (not closed or value in type_.values)
    match SCALARS.get(type_.name):
        case "bool":
            return isinstance(value, bool)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "str":
            return isinstance(value, str)
        case _:
            return value in _SAMPLES.get(type_.name, ())
