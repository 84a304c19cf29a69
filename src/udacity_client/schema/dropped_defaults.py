"""Default values that their types refuse. graphql-core drops them silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Undefined,
    parse_value,
    print_ast,
    specified_directives,
)

from udacity_client.schema.elements import input_values
from udacity_client.schema.graphql_types import type_of
from udacity_client.schema.json_objects import Json, name_of, objects

_SPECIFIED: Final = frozenset(directive.name for directive in specified_directives)


def invalid_defaults(schema: GraphQLSchema) -> Iterator[GraphQLError]:
    """Yield an error for each default of an SDL file that its type refuses."""
    for coordinate, value in input_values(schema):
        node = value.ast_node
        if node and node.default_value and value.default_value is Undefined:
            literal = print_ast(node.default_value)
            yield GraphQLError(
                f"The default {literal} of {coordinate} is not of type "
                f"{type_of(value)}.",
                node.default_value,
            )


def dropped_defaults(description: Json, schema: GraphQLSchema) -> Iterator[str]:
    """Yield a sentence for each default of an introspection that *schema* lacks.

    *schema* was built from *description*, the `__schema` of a response.
    """
    kept = {
        coordinate
        for coordinate, value in input_values(schema)
        if value.default_value is not Undefined
    }
    for coordinate, value in _described_inputs(description):
        if value.get("defaultValue") is not None and coordinate not in kept:
            yield f"the default value of {coordinate} does not fit its type"


def remove_unreadable_defaults(description: Json) -> Iterator[str]:
    """Remove each default that is not a GraphQL value, and yield a sentence for it.

    graphql-core builds no schema from a *description* with one.
    """
    for coordinate, value in _described_inputs(description):
        default = value.get("defaultValue")
        try:
            if isinstance(default, str):
                parse_value(default)
        except GraphQLSyntaxError:
            value["defaultValue"] = None
            yield f"the default value of {coordinate} is not a value in GraphQL"


def _described_inputs(description: Json) -> Iterator[tuple[str, Json]]:
    """Yield each argument and input field in a `__schema`, with its coordinate."""
    for type_ in objects(description, "types"):
        for field in objects(type_, "inputFields"):
            yield f"{name_of(type_)}.{name_of(field)}", field
        for field in objects(type_, "fields"):
            for argument in objects(field, "args"):
                yield (
                    f"{name_of(type_)}.{name_of(field)}({name_of(argument)}:)",
                    argument,
                )
    for directive in objects(description, "directives"):
        if name_of(directive) not in _SPECIFIED:
            for argument in objects(directive, "args"):
                yield f"@{name_of(directive)}({name_of(argument)}:)", argument
