"""Default values that cannot be used.

Those that their types refuse, graphql-core drops silently. It takes a number that is
too large for JSON and for a `float`, such as `1e400`, and cannot print it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, cast

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeNode,
    Undefined,
    ValueNode,
    parse_value,
    print_ast,
    specified_directives,
)

from udacity_client.schema.cyclic_defaults import InputField, cyclic_defaults
from udacity_client.schema.elements import input_values
from udacity_client.schema.graphql_types import type_of
from udacity_client.schema.json_objects import Json, is_object, name_of, objects

_SPECIFIED: Final = frozenset(directive.name for directive in specified_directives)
_SHOWN_DIGITS: Final = 40


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


def remove_infinite_defaults(document: DocumentNode) -> Iterator[GraphQLError]:
    """Remove each default with a number too large for JSON, and yield an error for it.

    Only the default is taken out of *document*: what it belongs to can be used.
    """
    for coordinate, definition in _defined_inputs(document):
        number = infinite_number(definition.default_value)
        if number is not None:
            yield GraphQLError(
                f"The default value of {coordinate} {_too_large(number)}.",
                definition.default_value,
            )
            definition.default_value = None


def remove_cyclic_defaults(document: DocumentNode) -> Iterator[GraphQLError]:
    """Remove each default that contains itself, and yield an error for it."""
    types: dict[str, dict[str, InputField]] = {}
    nodes: dict[tuple[str, str], InputValueDefinitionNode] = {}
    for node in document.definitions:
        if isinstance(
            node, InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode
        ):
            fields = types.setdefault(node.name.value, {})
            for one in node.fields:
                # Of a field that is defined twice, the first one counts.
                field = InputField(_name_in(one.type), one.default_value)
                fields.setdefault(one.name.value, field)
                nodes.setdefault((node.name.value, one.name.value), one)
    for type_name, name in cyclic_defaults(types):
        definition = nodes[type_name, name]
        yield GraphQLError(
            f"The default value of {type_name}.{name} {_cyclic(type_name)}.",
            definition.default_value,
        )
        definition.default_value = None


def _cyclic(type_name: str) -> str:
    return f"contains itself, or another object of {type_name}"


def _name_in(type_: TypeNode) -> str:
    """Return the name in *type_*, below lists and non-null types."""
    while isinstance(type_, ListTypeNode | NonNullTypeNode):
        type_ = type_.type
    return cast("NamedTypeNode", type_).name.value


def infinite_number(value: ValueNode | None) -> str | None:
    """Return a number in *value* that is too large for a `float`, if there is one."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FloatValueNode | IntValueNode):
            if math.isinf(float(node.value)):
                return node.value
        elif isinstance(node, ListValueNode):
            waiting.extend(node.values)
        elif isinstance(node, ObjectValueNode):
            waiting.extend(field.value for field in node.fields)
    return None


def _too_large(number: str) -> str:
    shown = number if len(number) <= _SHOWN_DIGITS else f"{number[:_SHOWN_DIGITS]}…"
    return f"holds {shown}, and JSON has no number that large"


def _defined_inputs(
    document: DocumentNode,
) -> Iterator[tuple[str, InputValueDefinitionNode]]:
    """Yield each argument and input field in *document*, with its coordinate."""
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode):
            for argument in node.arguments:
                yield f"@{node.name.value}({argument.name.value}:)", argument
        if not isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            continue
        for member in getattr(node, "fields", None) or ():
            coordinate = f"{node.name.value}.{member.name.value}"
            if isinstance(member, InputValueDefinitionNode):
                yield coordinate, member
            elif isinstance(member, FieldDefinitionNode):
                for argument in member.arguments:
                    yield f"{coordinate}({argument.name.value}:)", argument


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
    """Remove each default that cannot be read or printed; yield a sentence for it.

    With one in a *description*, graphql-core builds no schema, or prints none.
    """
    for coordinate, value in _described_inputs(description):
        default = value.get("defaultValue")
        flaw = _flaw(default) if isinstance(default, str) else None
        if flaw is not None:
            value["defaultValue"] = None
            yield f"the default value of {coordinate} {flaw}"
    yield from _remove_described_cycles(description)


def _remove_described_cycles(description: Json) -> Iterator[str]:
    described = {
        name_of(type_): {name_of(one): one for one in objects(type_, "inputFields")}
        for type_ in objects(description, "types")
        if type_.get("kind") == "INPUT_OBJECT"
    }
    types = {
        type_name: {name: _described_field(one) for name, one in fields.items()}
        for type_name, fields in described.items()
    }
    for type_name, name in cyclic_defaults(types):
        described[type_name][name]["defaultValue"] = None
        yield f"the default value of {type_name}.{name} {_cyclic(type_name)}"


def _described_field(value: Json) -> InputField:
    type_, default = value.get("type"), value.get("defaultValue")
    while is_object(type_) and is_object(type_.get("ofType")):
        type_ = type_["ofType"]
    name = name_of(type_) if is_object(type_) else ""
    # All that cannot be read was removed.
    return InputField(name, parse_value(default) if isinstance(default, str) else None)


def _flaw(default: str) -> str | None:
    """Return why the literal *default* cannot be used, if it cannot."""
    try:
        number = infinite_number(parse_value(default))
    except GraphQLSyntaxError:
        return "is not a value in GraphQL"
    return None if number is None else _too_large(number)


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
