"""Build the variables of an operation, and the arguments of its method."""

from __future__ import annotations

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLType,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_required_input_field,
    print_ast,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.docstrings import (
    deprecated,
    input_field_doc,
    paragraphs,
    sentence,
)
from udacity_client.codegen.ir import Argument
from udacity_client.codegen.ir.context import Context
from udacity_client.codegen.naming import (
    argument_names,
    field_names,
    member_names,
)
from udacity_client.codegen.source_text import string_literal
from udacity_client.schema.dropped_defaults import infinite_number
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    type_of,
    variable_type,
)


def method_arguments(
    context: Context, operation: OperationDefinitionNode
) -> tuple[Argument, ...]:
    """Return the arguments of the method for *operation*, required ones first.

    A single required identifier may be passed by position, all others by keyword.
    """
    flattened = context.analysis.flattened_input(operation)
    if flattened is not None:
        arguments = _input_arguments(context, flattened)
    else:
        arguments = list(variables(context, operation))
    arguments.sort(key=lambda argument: not argument.required)
    identifiers = [argument for argument in arguments if argument.positional]
    if len(identifiers) == 1:
        arguments.remove(identifiers[0])
        return (identifiers[0], *arguments)
    return tuple(argument.by_keyword() for argument in arguments)


def variables(
    context: Context, operation: OperationDefinitionNode
) -> tuple[Argument, ...]:
    """Return the variables of *operation*, in the order of the document."""
    given = _root_arguments(context, operation)
    nodes = {node.variable.name.value: node for node in operation.variable_definitions}
    names = argument_names(nodes)
    never_null = context.analysis.never_null(operation)
    secrets = context.secret_variables(operation)
    return tuple(
        _variable(
            context,
            names[wire],
            node,
            given.get(wire),
            secret=wire in secrets,
            takes_null=wire not in never_null,
        )
        for wire, node in nodes.items()
    )


def _input_arguments(context: Context, type_: GraphQLInputObjectType) -> list[Argument]:
    arguments: list[Argument] = []
    names, fields = argument_names(type_.fields), field_names(type_.fields)
    for wire, definition in type_.fields.items():
        required = is_required_input_field(definition)
        secret = f"{type_.name}.{wire}" in context.secrets
        arguments.append(
            Argument(
                name=names[wire],
                wire=wire,
                annotation=context.types.argument(type_of(definition), secret=secret),
                required=required,
                positional=required and _is_identifier(type_of(definition)),
                field=fields[wire],
                doc=sentence(input_field_doc(type_, wire, context.inferred)),
            )
        )
    return arguments


def _variable(
    context: Context,
    name: str,
    node: VariableDefinitionNode,
    definition: GraphQLArgument | None,
    *,
    secret: bool,
    takes_null: bool,
) -> Argument:
    wire, type_ = node.variable.name.value, _type(context, node)
    required = is_non_null(type_) and node.default_value is None
    return Argument(
        name=name,
        wire=wire,
        annotation=context.types.argument(type_, secret=secret, takes_null=takes_null),
        required=required,
        default=_python_default(
            context, node.default_value, type_, secret=secret, takes_null=takes_null
        ),
        positional=required and _is_identifier(type_),
        doc=sentence(
            paragraphs(
                node.description.value if node.description else None,
                definition.description if definition else None,
                _default_doc(node.default_value),
                deprecated(definition.deprecation_reason) if definition else None,
            )
        ),
    )


def _type(context: Context, node: VariableDefinitionNode) -> GraphQLType:
    type_ = variable_type(context.analysis.schema, node)
    if type_ is None:
        message = f"a variable of type {print_ast(node.type)} passed the linter"
        raise TypeError(message)
    return type_


def _is_identifier(type_: GraphQLType) -> bool:
    return str(type_) == "ID!"


def _default_doc(node: ValueNode | None) -> str | None:
    return f"Left out, it is {print_ast(node)}." if node is not None else None


def _python_default(
    context: Context,
    node: ValueNode | None,
    type_: GraphQLType,
    *,
    secret: bool,
    takes_null: bool,
) -> str | None:
    """Return the expression of a default in a document, if Python has a safe one.

    The callee could change a list or an object, and scalars such as `Time`, or with a
    type that settings name, have no literals; a secret is not a `str`. A number may be
    too large for a `float`. These defaults stay in the document.
    """
    enum_type = get_named_type(type_)
    named = enum_type.name
    present = inside(type_) if is_non_null(type_) else type_
    has_none = is_list(present) or named in context.scalars
    if node is None or has_none or infinite_number(node) is not None:
        return None
    if isinstance(node, EnumValueNode) and isinstance(enum_type, GraphQLEnumType):
        member = member_names(enum_type.values)[node.value]
        return f"{context.names.types[named]}.{member}"
    if isinstance(node, NullValueNode):
        return "None" if takes_null else None
    if named in {"ID", "String"} and isinstance(node, (IntValueNode, StringValueNode)):
        return None if secret else string_literal(node.value)
    if named in {"Float", "Int"} and isinstance(node, (FloatValueNode, IntValueNode)):
        return node.value
    takes_bool = SCALARS.get(named, "bool") == "bool"
    return (
        repr(node.value) if takes_bool and isinstance(node, BooleanValueNode) else None
    )


def _root_arguments(
    context: Context, operation: OperationDefinitionNode
) -> dict[str, GraphQLArgument]:
    """Return the argument of a root field that each variable is passed to, if any.

    The keys are names of variables.
    """
    given: dict[str, GraphQLArgument] = {}
    for field in context.analysis.roots(operation):
        for node in field.occurrences[0].node.arguments:
            definition = field.definition.args.get(node.name.value)
            if isinstance(node.value, VariableNode) and definition is not None:
                given[node.value.name.value] = definition
    return given
