"""The documents that are sent: as they are written, with `__typename` added if needed.

The rule is local: a selection set gets `__typename` if it tells members of its field's
type apart, by itself or through its fragments. What it is merged with does not count.
Otherwise a new operation would change what others send if they share a fragment.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    print_ast,
    strip_ignored_characters,
)

from udacity_client.codegen.documents.collect_fields import field_definition
from udacity_client.codegen.documents.conditions import conditions_of
from udacity_client.codegen.documents.fragments import fragments_below
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    TypeConditions,
    composite_type,
    condition_of,
)

Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode

_Selecting = TypeVar(
    "_Selecting",
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)


NodeT = TypeVar("NodeT", bound=Node)


def add_typenames(
    schema: GraphQLSchema, definitions: Sequence[Definition]
) -> tuple[Definition, ...]:
    """Return *definitions*, which must be valid, as they are sent."""
    fragments = {
        node.name.value: node
        for node in definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    adder = _TypenameAdder(schema, fragments)
    return tuple(map(adder.definition, definitions))


def document_text(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> str:
    """Return what is sent for *operation*: it and its fragments, without white space.

    Args:
        operation: An operation, with `__typename` added.
        fragments: All fragments by name, likewise.
    """
    used = sorted(fragments_below(operation.selection_set, fragments))
    definitions: list[Definition] = [operation, *(fragments[name] for name in used)]
    nodes = map(_without_descriptions, definitions)
    return strip_ignored_characters("\n".join(print_ast(node) for node in nodes))


def _without_descriptions(node: Definition) -> Definition:
    """Return *node* without descriptions, which many servers cannot parse yet."""
    variables = tuple(
        _with(variable, description=None) for variable in _variables(node) or ()
    )
    return _with(node, description=None, variable_definitions=variables)


def _variables(node: Definition) -> tuple[VariableDefinitionNode, ...]:
    found: tuple[VariableDefinitionNode, ...] | None = node.variable_definitions
    return found or ()  # a fragment has none


def is_typename(node: SelectionNode) -> bool:
    """Return whether *node* asks for `__typename` under that key in every case."""
    if not isinstance(node, FieldNode) or node.name.value != "__typename":
        return False
    alias: NameNode | None = node.alias
    return alias is None and conditions_of(node) == frozenset()


class _TypenameAdder:
    """Adds `__typename` to selection sets; what needs none stays the same object."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._types = TypeConditions(schema, fragments)

    def definition(self, node: Definition) -> Definition:
        if isinstance(node, FragmentDefinitionNode):
            type_ = self._types.type(node.type_condition.name.value)
            return _replaced(node, self._set(node.selection_set, type_))
        root = self._schema.get_root_type(node.operation)
        if root is None:
            return node
        return _replaced(node, self._set(node.selection_set, root))

    def _set(self, before: SelectionSetNode, parent: CompositeType) -> SelectionSetNode:
        nodes = tuple(self._selection(node, parent) for node in before.selections)
        if all(map(operator.is_, nodes, before.selections)):
            return before
        return SelectionSetNode(selections=nodes, loc=before.loc)

    def _selection(self, node: SelectionNode, parent: CompositeType) -> SelectionNode:
        if isinstance(node, InlineFragmentNode):
            condition = condition_of(node)
            inner = self._types.type(condition) if condition else parent
            return _replaced(node, self._set(node.selection_set, inner))
        below: SelectionSetNode | None = getattr(node, "selection_set", None)
        if not isinstance(node, FieldNode) or below is None:
            return node
        type_ = composite_type(field_definition(self._schema, parent, node.name.value))
        after = self._set(below, type_)
        if self._types.tells_apart(type_, below):
            after = _with_typename(after)
        return _replaced(node, after)


def _with_typename(selections: SelectionSetNode) -> SelectionSetNode:
    if any(map(is_typename, selections.selections)):
        return selections
    name = NameNode(value="__typename", loc=selections.loc)
    node = FieldNode(name=name, arguments=(), directives=(), loc=selections.loc)
    return SelectionSetNode(
        selections=(node, *selections.selections), loc=selections.loc
    )


def _replaced(node: _Selecting, selections: SelectionSetNode) -> _Selecting:
    """Return *node* with other *selections*."""
    if selections is node.selection_set:
        return node
    return _with(node, selection_set=selections)


def _with(node: NodeT, **changed: object) -> NodeT:
    """Return a copy of *node* with other values for some of its keys."""
    values = {key: getattr(node, key) for key in node.keys}
    return type(node)(**{**values, **changed})
