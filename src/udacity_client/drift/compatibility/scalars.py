"""Recognise custom scalars that were only renamed."""

from __future__ import annotations

from typing import Final

from graphql import (
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    is_specified_scalar_type,
)

from udacity_client.codegen.annotations import SCALARS

TEXT_SCALARS: Final = frozenset({"Duration", "Time"})
"""The custom scalars that are strings in JSON."""


def is_renamed_scalar(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    old: GraphQLNamedType,
    new: GraphQLNamedType,
) -> bool:
    """Return whether *new*, an added scalar, is the removed scalar *old* renamed.

    That is so only if both have the same specification URL. A name that generated code
    knows is decoded by that name, whatever its URL is.
    """
    if not isinstance(old, GraphQLScalarType) or not isinstance(new, GraphQLScalarType):
        return False
    if is_specified_scalar_type(old) or new.name in SCALARS:
        return False
    has_moved = old.name not in schemas[1].type_map and (
        new.name not in schemas[0].type_map
    )
    url = old.specified_by_url
    return has_moved and url is not None and url == new.specified_by_url
