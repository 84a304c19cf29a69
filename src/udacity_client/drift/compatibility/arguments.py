"""What the arguments of one operation mean to a server with the new schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
)

from udacity_client.drift.compatibility.defaults import has_same_default, means_the_same
from udacity_client.drift.compatibility.effects import Readability, ResponseEffect
from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.schema.graphql_types import is_non_null, type_of, variable_type


class SentArguments:
    """The arguments of one operation.

    Args:
        operation: The operation.
        old: The schema that it was written for.
        former_name: Returns the name that a type of the new schema had.
    """

    def __init__(
        self,
        operation: OperationDefinitionNode,
        old: GraphQLSchema,
        former_name: Callable[[GraphQLNamedType], str],
    ) -> None:
        self._old = old
        self._former_name = former_name
        self._nullable = set[str]()
        self._omissible = set[str]()
        for node in operation.variable_definitions:
            type_ = variable_type(old, node)
            if type_ is not None and not is_non_null(type_):
                self._nullable.add(node.variable.name.value)
                if node.default_value is None:
                    self._omissible.add(node.variable.name.value)

    def missing(
        self,
        member: GraphQLObjectType,
        node: FieldNode,
        new: GraphQLField,
        *,
        is_new: bool,
    ) -> Iterator[ResponseEffect]:
        """Yield the arguments that a field of *member* requires and may not be given.

        The field of an interface may have a default that a member's field lacks. A
        server finds that out only when it executes the field.
        """
        given = {argument.name.value: argument.value for argument in node.arguments}
        for name, argument in new.args.items():
            value = given.get(name)
            is_omissible = value is None or (
                isinstance(value, VariableNode) and value.name.value in self._omissible
            )
            if not is_required(argument) or not is_omissible:
                continue
            coordinate = f"{member.name}.{node.name.value}({name}:)"
            if is_new or not self._was_required(member, node, name):
                yield ResponseEffect(
                    Readability.UNANSWERED,
                    frozenset({coordinate}),
                    certain=value is None,
                )

    def _was_required(
        self, member: GraphQLObjectType, node: FieldNode, argument: str
    ) -> bool:
        before = self._old.type_map[self._former_name(member)]
        fields = cast("GraphQLObjectType", before).fields
        field = fields.get(node.name.value)
        return (
            field is not None
            and argument in field.args
            and is_required(field.args[argument])
        )

    def lost_nulls(
        self, node: FieldNode, old: GraphQLField, new: GraphQLField
    ) -> Iterator[ResponseEffect]:
        """Yield the variables that may be null, which *new* no longer takes."""
        for argument in node.arguments:
            name, value = argument.name.value, argument.value
            if name not in old.args or name not in new.args:
                continue
            before, after = type_of(old.args[name]), type_of(new.args[name])
            is_nullable = (
                isinstance(value, VariableNode) and value.name.value in self._nullable
            )
            if is_nullable and is_non_null(after) and not is_non_null(before):
                yield ResponseEffect(Readability.UNANSWERED, frozenset(), certain=False)

    def changed(
        self, node: FieldNode, old: GraphQLField, new: GraphQLField
    ) -> Iterator[ResponseEffect]:
        """Yield the arguments that mean something else than for the type before."""
        given = {argument.name.value: argument.value for argument in node.arguments}
        for name in old.args.keys() & new.args.keys():
            value, before, after = given.get(name), old.args[name], new.args[name]
            is_variable = isinstance(value, VariableNode)
            if value is None or (
                isinstance(value, VariableNode) and value.name.value in self._omissible
            ):
                is_same = has_same_default(before, after)
            else:
                is_same = is_variable or means_the_same(
                    value, type_of(before), type_of(after)
                )
            if not is_same:
                yield ResponseEffect(
                    Readability.CHANGED_MEANING, frozenset(), certain=False
                )
