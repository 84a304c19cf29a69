"""The inputs and enums that operations reach. No others are generated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)

from udacity_client.codegen.documents.normalise import ClassSelection
from udacity_client.schema.graphql_types import (
    inside,
    is_non_null,
    named_type,
    variable_type,
)


def variable_types(
    schema: GraphQLSchema, operations: Iterable[OperationDefinitionNode]
) -> Iterator[GraphQLNamedType]:
    """Yield the types of all variables, without lists and nullability."""
    for operation in operations:
        for variable in operation.variable_definitions:
            type_ = variable_type(schema, variable)
            if type_ is not None:
                yield get_named_type(type_)


def input_types(roots: Iterable[GraphQLNamedType]) -> dict[str, GraphQLInputObjectType]:
    """Return the input objects among *roots* and in their fields, by name, sorted."""
    found: dict[str, GraphQLInputObjectType] = {}
    waiting = list(roots)
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, GraphQLInputObjectType) and type_.name not in found:
            found[type_.name] = type_
            waiting += map(named_type, type_.fields.values())
    return dict(sorted(found.items()))


def reached_inputs(
    schema: GraphQLSchema, operations: Iterable[OperationDefinitionNode]
) -> dict[str, GraphQLInputObjectType]:
    """Return the input objects that variables of *operations* reach, by name."""
    return input_types(variable_types(schema, operations))


def reached_enums(
    schema: GraphQLSchema,
    operations: Iterable[OperationDefinitionNode],
    *,
    inputs: Iterable[GraphQLInputObjectType],
    selections: Iterable[ClassSelection],
) -> dict[str, GraphQLEnumType]:
    """Return the enums of variables, *inputs* and *selections*, by name, sorted."""
    types = list(variable_types(schema, operations))
    for type_ in inputs:
        types += map(named_type, type_.fields.values())
    for selection in selections:
        types += [field.type for field in selection.fields]
    enums = {type_.name: type_ for type_ in types if isinstance(type_, GraphQLEnumType)}
    return dict(sorted(enums.items()))


def flattened_input(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> GraphQLInputObjectType | None:
    """Return the type of `$input: XInput!`, if it is the only variable of *operation*.

    The fields of the input object become the arguments of the method. Arguments cannot
    say that exactly one is given, so an input object with `@oneOf` stays one argument.
    """
    if len(operation.variable_definitions) != 1:
        return None
    variable = operation.variable_definitions[0]
    type_ = variable_type(schema, variable)
    if variable.variable.name.value != "input" or variable.default_value is not None:
        return None
    if type_ is not None and is_non_null(type_):
        inner = inside(type_)
        if isinstance(inner, GraphQLInputObjectType) and not inner.is_one_of:
            return inner
    return None
