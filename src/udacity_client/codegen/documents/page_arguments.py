"""Where a connection takes its cursor and its page size from."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLType,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
)

from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.schema.documents import descendants
from udacity_client.schema.graphql_types import is_non_null, named_type, type_of


@dataclass(frozen=True)
class PageArgument:
    """The argument `after` or `first` of a connection.

    Attributes:
        type: Its type, with lists and nullability.
        is_required: Whether the API requires it.
        spelling: How a variable of the same name is passed to it.
        value: What the operation gives, if it spells the argument out.
        container: The variable of the input object that it is a field of, if the
            operation gives that as a whole.
        nodes: All nodes of its value.
    """

    type: GraphQLType
    is_required: bool
    spelling: str
    value: ValueNode | None
    container: str | None
    nodes: tuple[ValueNode, ...]

    @property
    def nullable(self) -> str:
        """Its type, as a variable that may be left out declares it."""
        return str(self.type).removesuffix("!")

    @property
    def is_given(self) -> bool:
        """Whether the operation gives it, or the input object that may have it."""
        return self.value is not None or self.container is not None

    @property
    def variable(self) -> str | None:
        """The variable that it comes from, if it is spelt out."""
        return variable_name(self.value)

    @property
    def inner_variables(self) -> tuple[str, ...]:
        """The variables inside the list or object that it is spelt out as."""
        if self.value is None or self.variable is not None:
            return ()
        names = (variable_name(node) for node in descendants(self.value))
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def is_fixed(self) -> bool:
        """Whether the operation spells it out, and callers change nothing of it."""
        is_open = self.variable is not None or self.inner_variables
        return self.value is not None and not is_open


def page_argument(root: MergedField, name: str) -> PageArgument | None:
    """Return the argument *name* of the connection *root*, if it takes that.

    It may be one of the field's own, or a field of an input object.
    """
    own = root.definition.args.get(name)
    if own is not None:
        nodes = [_find(one.node.arguments, name) for one in root.occurrences]
        return _argument(own, f"{name}: ${name}", nodes)
    for holder, definition in root.definition.args.items():
        type_ = named_type(definition)
        if isinstance(type_, GraphQLInputObjectType) and name in type_.fields:
            given = [_find(one.node.arguments, holder) for one in root.occurrences]
            inputs = [_only(one) for one in given]
            if isinstance(inputs[0], ListValueNode) and inputs[0].values:
                continue
            nodes = [
                _find(one.fields, name) if isinstance(one, ObjectValueNode) else None
                for one in inputs
            ]
            spelling = f"{holder}: {{{name}: ${name}}}"
            field = type_.fields[name]
            return _argument(field, spelling, nodes, variable_name(inputs[0]))
    return None


def _only(value: ValueNode | None) -> ValueNode | None:
    """Return the element of a list of one, which means the same as the element."""
    while isinstance(value, ListValueNode) and len(value.values) == 1:
        value = value.values[0]
    return value


def variable_name(value: Node | None) -> str | None:
    """Return the name of the variable that *value* is, if it is one."""
    return value.name.value if isinstance(value, VariableNode) else None


def _argument(
    definition: GraphQLArgument | GraphQLInputField,
    spelling: str,
    nodes: list[ValueNode | None],
    container: str | None = None,
) -> PageArgument:
    # All occurrences have equal arguments, else they could not be merged.
    return PageArgument(
        type=type_of(definition),
        is_required=is_non_null(type_of(definition))
        and definition.default_value is Undefined,
        spelling=spelling,
        value=nodes[0],
        container=container,
        nodes=tuple(node for node in nodes if node is not None),
    )


def _find(
    given: tuple[ArgumentNode, ...] | tuple[ObjectFieldNode, ...], name: str
) -> ValueNode | None:
    return next((one.value for one in given if one.name.value == name), None)
