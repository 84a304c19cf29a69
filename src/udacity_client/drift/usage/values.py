"""Collect the arguments, values and variables that an operation uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    ArgumentNode,
    DirectiveNode,
    EnumValueNode,
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    ListValueNode,
    Node,
    ObjectValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
)

from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.drift.usage.operation_usage import OperationUsage
from udacity_client.schema.elements import InputValue
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
    variable_type,
)


class ValueCollector:
    """The collector of what an operation sends; it adds that to *usage*.

    Args:
        schema: The schema that the operation fits.
        usage: What to add to.
    """

    def __init__(self, schema: GraphQLSchema, usage: OperationUsage) -> None:
        self._schema = schema
        self._usage = usage
        self._variables = {
            variable.variable.name.value: variable
            for variable in usage.operation.variable_definitions
        }

    def directives(self, nodes: Iterable[DirectiveNode]) -> None:
        """Add the directives *nodes* and their arguments."""
        for node in nodes:
            name = node.name.value
            self._usage.directives.add(name, node)
            directive = self._schema.get_directive(name)
            if directive is not None:
                self.arguments(f"@{name}", node, node.arguments, directive.args)

    def arguments(
        self,
        coordinate: str,
        node: Node,
        given: Iterable[ArgumentNode],
        definitions: Mapping[str, GraphQLArgument],
    ) -> None:
        """Add the arguments that the field or directive at *coordinate* has.

        Args:
            coordinate: The coordinate of the field or the directive.
            node: The field or the directive in the document.
            given: The arguments that the document gives it.
            definitions: All its arguments in the schema.
        """
        by_name = {argument.name.value: argument for argument in given}
        for name, definition in definitions.items():
            place, argument = f"{coordinate}({name}:)", by_name.get(name)
            if argument is None:
                self._usage.omitted_arguments.add(place, node)
            else:
                self._usage.given_arguments.add(place, argument)
                self._input_value(place, argument, argument.value, definition)

    def _input_value(
        self, place: str, node: Node, value: ValueNode, definition: InputValue
    ) -> None:
        if isinstance(value, VariableNode):
            variable = self._variables.get(value.name.value)
            if variable is not None and self._may_be_null(variable):
                self._usage.nullable_arguments.add(place, node)
                if variable.default_value is None:
                    self._usage.omitted_arguments.add(place, node)
        self._value(value, named_type(definition))

    def _may_be_null(self, variable: VariableDefinitionNode) -> bool:
        type_ = variable_type(self._schema, variable)
        return type_ is not None and not is_non_null(type_)

    def _value(self, node: ValueNode, type_: GraphQLNamedType) -> None:
        if isinstance(node, ListValueNode):
            for value in node.values:
                self._value(value, type_)
        elif isinstance(node, EnumValueNode):
            self._usage.enum_literals.add(f"{type_.name}.{node.value}", node)
        elif isinstance(node, ObjectValueNode) and isinstance(
            type_, GraphQLInputObjectType
        ):
            self._object(node, type_)

    def _object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> None:
        self._usage.object_literals.add(type_.name, node)
        given = {member.name.value: member for member in node.fields}
        for name, definition in type_.fields.items():
            place, member = f"{type_.name}.{name}", given.get(name)
            if member is None:
                self._usage.omitted_input_fields.add(place, node)
            else:
                self._usage.given_arguments.add(place, member)
                self._input_value(place, member, member.value, definition)

    def variable(self, node: VariableDefinitionNode) -> None:
        """Add the types that a variable can hold, and its default."""
        self.directives(node.directives)
        type_ = variable_type(self._schema, node)
        if type_ is None:
            return
        named = get_named_type(type_)
        self._usage.named_types.add(named.name, node)
        self._input_types(named, node)
        is_sent = is_non_null(type_) and node.default_value is None
        if is_sent and not is_list(inside(type_)):
            self._always_sent(named, node)
        if node.default_value is not None:
            self._value(node.default_value, named)

    def _input_types(self, root: GraphQLNamedType, node: Node) -> None:
        waiting, entered = [root], set[str]()
        while waiting:
            type_ = waiting.pop()
            if type_.name in entered:
                continue
            entered.add(type_.name)
            self._usage.input_types.add(type_.name, node)
            if isinstance(type_, GraphQLInputObjectType):
                waiting += map(named_type, type_.fields.values())

    def _always_sent(self, root: GraphQLNamedType, node: Node) -> None:
        """Add *root*, and what required fields put into every value of it."""
        waiting, entered = [root], set[str]()
        while waiting:
            type_ = waiting.pop()
            if type_.name in entered:
                continue
            entered.add(type_.name)
            self._usage.always_sent_inputs.add(type_.name, node)
            if not isinstance(type_, GraphQLInputObjectType):
                continue
            waiting += [
                named_type(member)
                for member in type_.fields.values()
                if is_required(member) and not is_list(inside(type_of(member)))
            ]
