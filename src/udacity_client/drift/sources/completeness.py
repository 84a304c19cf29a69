"""Tell a part of a schema from one that changed, without judging operations.

Servers may show each identity another part of their schema. What lacks a root type, or
more than a fifth of the members, is taken for such a part.
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
)

from udacity_client.drift.diff.compare import renamed_roots
from udacity_client.schema.elements import own_types
from udacity_client.schema.introspection_errors import quote_first

_SHARE: Final = 5
"""One in so many members may be gone; more are not taken for drift."""


def incompleteness(committed: GraphQLSchema, other: GraphQLSchema) -> str | None:
    """Return what *other* lacks that hardly went by drift, or `None`."""
    roots = [word for word, has_gone in _roots(committed, other) if has_gone]
    if roots:
        return f"names no {' and no '.join(roots)} type, which the committed schema has"
    renamed = renamed_roots(committed, other)
    before = set(_members(committed, renamed))
    gone = sorted(before - set(_members(other, {})))
    if len(gone) * _SHARE > len(before):
        return (
            f"leaves out {len(gone)} of the {len(before)} members of the committed "
            f"schema, {quote_first(gone)}"
        )
    return None


def _roots(
    committed: GraphQLSchema, other: GraphQLSchema
) -> Iterator[tuple[str, bool]]:
    for word in ("query", "mutation", "subscription"):
        before: object = getattr(committed, f"{word}_type")
        after: object = getattr(other, f"{word}_type")
        yield word, before is not None and after is None


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
