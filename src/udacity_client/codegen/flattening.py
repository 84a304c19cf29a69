"""Recognise operations whose one input object is spread over a method's arguments."""

from __future__ import annotations

from graphql import GraphQLInputObjectType, GraphQLSchema, OperationDefinitionNode

from udacity_client.codegen.types import inside, is_non_null, variable_type


def flattened_input(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> GraphQLInputObjectType | None:
    """Return the type of a single `$input: XInput!`, whose fields become arguments."""
    if len(operation.variable_definitions) != 1:
        return None
    variable = operation.variable_definitions[0]
    type_ = variable_type(schema, variable)
    if variable.variable.name.value != "input" or variable.default_value is not None:
        return None
    if type_ is not None and is_non_null(type_):
        inner = inside(type_)
        return inner if isinstance(inner, GraphQLInputObjectType) else None
    return None
