"""Tell which operations rest on elements of the schema that are guesses."""

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

from udacity_client.codegen.documents.reachable_types import variable_types
from udacity_client.codegen.documents.selections import Selected, fragments_below
from udacity_client.codegen.ir.context import Context
from udacity_client.schema.types import named_type


def unconfirmed_coordinates(
    context: Context, operation: OperationDefinitionNode
) -> tuple[str, ...]:
    """Return the inferred coordinates that no call of *operation* can avoid."""
    used = dict.fromkeys(_used(context, operation))
    guessed = [name for name in used if name in context.inferred]
    return tuple(name for name in guessed if _whole(name) not in guessed)


def _whole(coordinate: str) -> str:
    """Return what *coordinate* is a part of: an argument's field, a field's type."""
    whole, _, argument = coordinate.partition("(")
    return whole if argument else whole.partition(".")[0]


def _used(context: Context, operation: OperationDefinitionNode) -> Iterator[str]:
    """Yield the coordinates that every call of *operation* uses, in order."""
    analysis = context.analysis
    fragments = analysis.expanded.fragments
    needed = sorted(fragments_below(operation.selection_set, fragments))
    shapes = list(analysis.shapes(operation))
    for name in needed:
        shapes += analysis.shapes(fragments[name])
    for shape in shapes:
        for selected in shape.own:
            yield from _of_field(selected)
    yield from _required_inputs(context, operation)


def _of_field(selected: Selected) -> Iterator[str]:
    yield selected.coordinate
    for node in selected.node.arguments:
        yield f"{selected.coordinate}({node.name.value}:)"
        definition = selected.definition.args.get(node.name.value)
        if definition is not None:
            yield from _of_value(node.value, named_type(definition))


def _of_value(node: ValueNode, type_: GraphQLNamedType) -> Iterator[str]:
    """Yield the coordinates that a literal in the document uses."""
    if isinstance(node, EnumValueNode):
        yield f"{type_.name}.{node.value}"
    elif isinstance(node, ListValueNode):
        for value in node.values:
            yield from _of_value(value, type_)
    elif isinstance(node, ObjectValueNode):
        yield type_.name
        for field in node.fields:
            yield f"{type_.name}.{field.name.value}"
            if isinstance(type_, GraphQLInputObjectType):
                definition = type_.fields[field.name.value]
                yield from _of_value(field.value, named_type(definition))


def _required_inputs(
    context: Context, operation: OperationDefinitionNode
) -> Iterator[str]:
    """Yield the input types of variables, and the fields that must be given."""
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
