"""Where a connection takes its cursor and its page size from."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    GraphQLInputObjectType,
    GraphQLNamedType,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)

from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.schema.graphql_types import named_type


@dataclass(frozen=True)
class PageArgument:
    """The argument `after` or `first` of a connection.

    Attributes:
        type: Its type, without lists and nullability.
        spelling: How a variable of the same name is passed to it.
        value: What the operation gives, if it spells the argument out.
        container: The variable of the input object that it is a field of, if the
            operation gives that as a whole.
        nodes: All nodes of its value.
    """

    type: GraphQLNamedType
    spelling: str
    value: ValueNode | None
    container: str | None
    nodes: tuple[ValueNode, ...]

    @property
    def is_given(self) -> bool:
        """Whether the operation gives it, or the input object that may have it."""
        return self.value is not None or self.container is not None

    @property
    def variable(self) -> str | None:
        """The variable that it comes from, if it is spelt out."""
        return variable_name(self.value)


def page_argument(root: MergedField, name: str) -> PageArgument | None:
    """Return the argument *name* of the connection *root*, if it takes that.

    It may be one of the field's own, or a field of an input object.
    """
    own = root.definition.args.get(name)
    if own is not None:
        nodes = [_find(one.node.arguments, name) for one in root.occurrences]
        return _argument(named_type(own), f"{name}: ${name}", nodes)
    for holder, definition in root.definition.args.items():
        type_ = named_type(definition)
        if isinstance(type_, GraphQLInputObjectType) and name in type_.fields:
            inputs = [_find(one.node.arguments, holder) for one in root.occurrences]
            nodes = [
                _find(one.fields, name) if isinstance(one, ObjectValueNode) else None
                for one in inputs
            ]
            spelling = f"{holder}: {{{name}: ${name}}}"
            field = named_type(type_.fields[name])
            return _argument(field, spelling, nodes, variable_name(inputs[0]))
    return None


def variable_name(value: ValueNode | None) -> str | None:
    """Return the name of the variable that *value* is, if it is one."""
    return value.name.value if isinstance(value, VariableNode) else None


def _argument(
    type_: GraphQLNamedType,
    spelling: str,
    nodes: list[ValueNode | None],
    container: str | None = None,
) -> PageArgument:
    given = tuple(node for node in nodes if node is not None)
    # All occurrences have equal arguments, else they could not be merged.
    return PageArgument(type_, spelling, nodes[0], container, given)


def _find(
    given: tuple[ArgumentNode, ...] | tuple[ObjectFieldNode, ...], name: str
) -> ValueNode | None:
    return next((one.value for one in given if one.name.value == name), None)
