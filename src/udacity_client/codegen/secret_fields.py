"""List what must never print, and refuse to list what does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.errors import Location, Problem
from udacity_client.schema.types import Typed, named_type

SECRETS: Final = frozenset(
    {
        "GenerateTokenInput.clientSecret",
        "GeneratedToken.unredactedToken",
        "NewClientCredential.clientSecret",
        "NewToken.unredactedToken",
    }
)
"""Coordinates whose values never print, in inputs and in records."""


def secret_problems(
    schemas: Iterable[GraphQLSchema], secrets: Collection[str]
) -> Iterator[Problem]:
    """Yield the *secrets* that are no strings in any schema; they would print."""
    texts = {coordinate for schema in schemas for coordinate in _texts(schema)}
    for coordinate in sorted(secrets):
        if coordinate not in texts:
            yield Problem(
                Location(coordinate),
                "The secret names no string field of the schemas.",
                "Write it as Type.field, Input.field or Type.field(argument:).",
            )


def _texts(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            yield from _among(type_.fields, f"{type_.name}.{{}}")
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from _among(type_.fields, f"{type_.name}.{{}}")
            for name, field in type_.fields.items():
                yield from _among(field.args, f"{type_.name}.{name}({{}}:)")


def _among(elements: Mapping[str, Typed], form: str) -> Iterator[str]:
    for name, element in elements.items():
        named = named_type(element)
        if isinstance(named, GraphQLScalarType) and SCALARS.get(named.name) == "str":
            yield form.format(name)
