"""Which inferred (guessed) elements of the schema each operation uses."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    EnumValueNode,
    GraphQLInputObjectType,
    GraphQLNamedType,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    is_required_input_field,
)

from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.documents.reachable_types import variable_types
from udacity_client.codegen.ir.context import Context
from udacity_client.schema.graphql_types import named_type


def unconfirmed_coordinates(
    context: Context, operation: OperationDefinitionNode
) -> tuple[str, ...]:
    """Return the inferred coordinates that every call of *operation* uses.

    If a type or field is inferred itself, its parts are not listed.
    """
    used = dict.fromkeys(_used_coordinates(context, operation))
    guessed = [name for name in used if name in context.inferred]
    return tuple(name for name in guessed if _parent(name) not in guessed)


def _parent(coordinate: str) -> str:
    """Return the field of an argument, or the type of a field."""
    field, _, argument = coordinate.partition("(")
    return field if argument else field.partition(".")[0]


def _used_coordinates(
    context: Context, operation: OperationDefinitionNode
) -> Iterator[str]:
    """Yield the coordinates that every call of *operation* uses, in order."""
    analysis = context.analysis
    for selection in analysis.normalised.reachable(analysis.selection(operation)):
        for field in selection.fields:
            yield from _field_coordinates(field)
    yield from _required_inputs(context, operation)


def _field_coordinates(field: MergedField) -> Iterator[str]:
    yield field.coordinate
    for node in field.occurrences[0].node.arguments:
        yield f"{field.coordinate}({node.name.value}:)"
        definition = field.definition.args.get(node.name.value)
        if definition is not None:
            yield from _literal_coordinates(node.value, named_type(definition))


def _literal_coordinates(node: ValueNode, type_: GraphQLNamedType) -> Iterator[str]:
    """Yield the coordinates that a literal in a document uses."""
    if isinstance(node, EnumValueNode):
        yield f"{type_.name}.{node.value}"
    elif isinstance(node, ListValueNode):
        for value in node.values:
            yield from _literal_coordinates(value, type_)
    elif isinstance(node, ObjectValueNode):
        yield type_.name
        for field in node.fields:
            yield f"{type_.name}.{field.name.value}"
            if isinstance(type_, GraphQLInputObjectType):
                definition = type_.fields[field.name.value]
                yield from _literal_coordinates(field.value, named_type(definition))


def _required_inputs(
    context: Context, operation: OperationDefinitionNode
) -> Iterator[str]:
    """Yield the input types of variables, and their required fields, at any depth."""
    waiting = list(variable_types(context.analysis.schema, [operation]))
    entered = set[str]()
    while waiting:
        type_ = waiting.pop(0)
        if type_.name in entered or not isinstance(type_, GraphQLInputObjectType):
            continue
        entered.add(type_.name)
        yield type_.name
        for name, definition in type_.fields.items():
            if is_required_input_field(definition):
                yield f"{type_.name}.{name}"
                waiting.append(named_type(definition))
