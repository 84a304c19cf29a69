"""Sample JSON of scalars and enums, and which of it generated code decodes."""

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
"""JSON of each scalar that generated code knows; each form that a number may have."""

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "bool": (bool,),
    "float": (int, float),
    "int": (int,),
    "str": (str,),
}
"""What the JSON of each plain Python type is read as; a boolean is no number."""

_ANYTHING: Final = tuple(
    dict.fromkeys(("x", *(value for values in _SAMPLES.values() for value in values)))
)


def input_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that callers send for a scalar or an enum."""
    if isinstance(type_, GraphQLEnumType):
        return tuple(type_.values)
    return _SAMPLES.get(type_.name, _ANYTHING)


def output_samples(type_: GraphQLNamedType) -> tuple[object, ...]:
    """Return JSON that a scalar or an enum may be in responses, the usual first.

    No schema tells how a custom scalar looks, so it may be anything.
    """
    usual = input_samples(type_)
    is_known = isinstance(type_, GraphQLEnumType) or is_specified_scalar_type(type_)
    return usual if is_known else tuple(dict.fromkeys((*usual, *_ANYTHING)))


def decodes_leaf(type_: GraphQLNamedType, value: object, *, closed: bool) -> bool:
    """Return whether code generated for *type_* decodes *value*.

    Args:
        type_: A scalar or an enum.
        value: A sample of some type, or JSON that is not a leaf.
        closed: Whether values that an enum does not list count as failing.
    """
    if isinstance(type_, GraphQLEnumType):
        return isinstance(value, str) and (not closed or value in type_.values)
    types = _TYPES.get(SCALARS.get(type_.name, ""))
    if types is None:
        return type_.name not in SCALARS or value in _SAMPLES[type_.name]
    return isinstance(value, types) and (
        types == (bool,) or not isinstance(value, bool)
    )
