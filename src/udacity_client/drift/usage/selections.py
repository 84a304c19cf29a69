"""Collect what an operation uses: its selections, and with them all else.

A response holds members of interfaces and unions by the types of their own fields, so
a field selected on an interface relies on the same field of each member as well.
"""

from __future__ import annotations

from typing import Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    is_abstract_type,
    is_composite_type,
)

from udacity_client.drift.diff.compare_fields import fields_of
from udacity_client.drift.usage.operation_usage import Fragments, OperationUsage
from udacity_client.drift.usage.values import ValueCollector
from udacity_client.schema.graphql_types import named_type


def usage_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments
) -> OperationUsage:
    """Return what *operation*, which must be valid for *schema*, uses of it."""
    usage = OperationUsage(operation)
    values = ValueCollector(schema, usage)
    for variable in operation.variable_definitions:
        values.variable(variable)
    values.directives(operation.directives)
    root = schema.get_root_type(operation.operation)
    if root is not None:
        usage.selected_types.add(root.name, operation)
        collector = _SelectionCollector(schema, fragments, usage, values)
        collector.selections(operation.selection_set, root, frozenset({root.name}))
    return usage


_META: Final = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


class _SelectionCollector:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Fragments,
        usage: OperationUsage,
        values: ValueCollector,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._usage = usage
        self._values = values
        self._entered = set[tuple[int, str, frozenset[str]]]()

    def selections(
        self, node: SelectionSetNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        """Add what *node* selects of *parent*, which stands for one of *members*."""
        if (id(node), parent.name, members) in self._entered:
            return
        self._entered.add((id(node), parent.name, members))
        for selection in node.selections:
            self._values.directives(selection.directives)
            self._selection(selection, parent, members)

    def _selection(
        self, node: SelectionNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        if isinstance(node, FieldNode):
            self._field(node, parent, members)
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            self._fragment(node.selection_set, node, condition, parent, members)
        elif isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            self._values.directives(fragment.directives)
            condition = fragment.type_condition
            self._fragment(fragment.selection_set, node, condition, parent, members)

    def _fragment(
        self,
        selections: SelectionSetNode,
        node: Node,
        condition: NamedTypeNode | None,
        parent: GraphQLNamedType,
        members: frozenset[str],
    ) -> None:
        if condition is None:
            self.selections(selections, parent, members)
            return
        type_ = self._schema.type_map[condition.name.value]
        self._usage.named_types.add(type_.name, condition)
        self._usage.named_types.add(type_.name, node)
        if is_abstract_type(type_) and type_ is not parent:
            self._usage.type_conditions.add(type_.name, node)
        narrowed = members & self._members(type_)
        for name in {type_.name, *narrowed}:
            self._usage.selected_types.add(name, node)
        self.selections(selections, type_, narrowed)

    def _members(self, type_: GraphQLNamedType) -> frozenset[str]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            possible = self._schema.get_possible_types(type_)
            return frozenset(member.name for member in possible)
        return frozenset({type_.name})

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, members: frozenset[str]
    ) -> None:
        types: dict[str, GraphQLNamedType] = {}
        reached = set[str]()
        for name in sorted({parent.name, *members}):
            fields = fields_of(self._schema.type_map[name])
            definition = fields.get(node.name.value) or _META.get(node.name.value)
            coordinate = f"{name}.{node.name.value}"
            if definition is not None or node.name.value == "__typename":
                self._usage.fields.add(coordinate, node)
            if definition is None:
                continue
            self._values.arguments(coordinate, node, node.arguments, definition.args)
            types[name] = type_ = named_type(definition)
            if name in members:
                reached |= self._members(type_)
        for type_ in types.values():
            if not is_composite_type(type_):
                self._usage.leaf_types.add(type_.name, node)
            elif is_abstract_type(type_):
                self._usage.abstract_selections.add(type_.name, node)
        static = types.get(parent.name)
        if static is None or node.selection_set is None:
            return
        for name in sorted({type_.name for type_ in types.values()} | reached):
            self._usage.selected_types.add(name, node)
        self.selections(node.selection_set, static, frozenset(reached))
