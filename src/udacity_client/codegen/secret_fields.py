"""Fields and arguments whose values never print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.errors import Location, Problem
from udacity_client.schema.graphql_types import Typed, named_type


def secret_problems(
    schemas: Iterable[GraphQLSchema], secrets: Collection[str]
) -> Iterator[Problem]:
    """Yield a problem for each of *secrets* that is not a string in any schema.

    A misspelt secret would print.
    """
    strings = {name for schema in schemas for name in _string_coordinates(schema)}
    for coordinate in sorted(secrets):
        if coordinate not in strings:
            yield Problem(
                Location(coordinate),
                "The secret names no string field of the schemas.",
                "Write it as Type.field, Input.field or Type.field(argument:).",
            )


def _string_coordinates(schema: GraphQLSchema) -> Iterator[str]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            yield from _strings_in(type_.fields, f"{type_.name}.{{}}")
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from _strings_in(type_.fields, f"{type_.name}.{{}}")
            for name, field in type_.fields.items():
                yield from _strings_in(field.args, f"{type_.name}.{name}({{}}:)")


def _strings_in(elements: Mapping[str, Typed], template: str) -> Iterator[str]:
    for name, element in elements.items():
        named = named_type(element)
        if isinstance(named, GraphQLScalarType) and SCALARS.get(named.name) == "str":
            yield template.format(name)
