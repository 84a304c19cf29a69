"""Distinguish a schema that is only partly visible from one that changed.

Servers may show each credential another part of their schema. If a root type is
missing, or more than a fifth of the members, the schema counts as partly visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
)

from udacity_client.drift.diff.compare import renamed_roots
from udacity_client.schema.elements import own_types
from udacity_client.schema.introspection_errors import quote_first

_SHARE: Final = 5
"""At most one in so many members may be missing."""


def incompleteness(committed: GraphQLSchema, other: GraphQLSchema) -> str | None:
    """Return what *other* lacks that no ordinary change explains, or `None`."""
    roots = list(_missing_roots(committed, other))
    if roots:
        return f"has no {' and no '.join(roots)} type, unlike the committed schema"
    renamed = renamed_roots(committed, other)
    before = set(_members(committed, renamed))
    gone = sorted(before - set(_members(other, {})))
    if len(gone) * _SHARE > len(before):
        return (
            f"leaves out {len(gone)} of the {len(before)} members of the committed "
            f"schema, {quote_first(gone)}"
        )
    return None


def _missing_roots(committed: GraphQLSchema, other: GraphQLSchema) -> Iterator[str]:
    for kind in OperationType:
        if committed.get_root_type(kind) and not other.get_root_type(kind):
            yield kind.value


def _members(schema: GraphQLSchema, renamed: dict[str, str]) -> Iterator[str]:
    for type_ in own_types(schema):
        name = renamed.get(type_.name, type_.name)
        for member in _members_of(type_):
            yield f"{name}.{member}"


def _members_of(type_: GraphQLNamedType) -> list[str]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
            return list(type_.fields)
        case GraphQLEnumType():
            return list(type_.values)
        case GraphQLUnionType():
            return [member.name for member in type_.types]
        case _:
            return []
