"""Iterate over the types, directives and input values that a schema defines itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

InputValue: TypeAlias = GraphQLArgument | GraphQLInputField
"""An argument, or a field of an input object."""

_KEYWORDS: Final[Mapping[type[GraphQLNamedType], str]] = {
    GraphQLEnumType: "enum",
    GraphQLInputObjectType: "input",
    GraphQLInterfaceType: "interface",
    GraphQLObjectType: "type",
    GraphQLScalarType: "scalar",
    GraphQLUnionType: "union",
}


def own_types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Yield the types of *schema*, without built-in scalars and introspection types."""
    for type_ in schema.type_map.values():
        if not is_specified_scalar_type(type_) and not is_introspection_type(type_):
            yield type_


def keyword_of(type_: GraphQLNamedType) -> str:
    """Return the keyword with which SDL defines *type_*."""
    return _KEYWORDS[type(type_)]


def input_values(schema: GraphQLSchema) -> Iterator[tuple[str, InputValue]]:
    """Yield each argument and input field of *schema*, with its schema coordinate."""
    for type_ in own_types(schema):
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, output in type_.fields.items():
                for argument, value in output.args.items():
                    yield f"{type_.name}.{name}({argument}:)", value
    for directive in own_directives(schema):
        for argument, value in directive.args.items():
            yield f"@{directive.name}({argument}:)", value


def own_directives(schema: GraphQLSchema) -> Iterator[GraphQLDirective]:
    """Yield the directives of *schema*, without built-in ones."""
    for directive in schema.directives:
        if not is_specified_directive(directive):
            yield directive
