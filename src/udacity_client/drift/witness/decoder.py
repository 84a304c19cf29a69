"""Tell which answers code made for a schema reads, without that code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from udacity_client.codegen.documents.inline_fragments import (
    Parent,
    Polymorphism,
    condition_of,
    is_always,
    members_of,
)
from udacity_client.codegen.documents.selections import field_of
from udacity_client.codegen.naming import TYPENAME, attribute_name
from udacity_client.drift.witness.samples import reads_leaf
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

FieldNodes: TypeAlias = Sequence[FieldNode]
"""What asks for one key of an answer."""


@dataclass(frozen=True)
class Decoder:
    """Read answers as code made for a schema does.

    Attributes:
        schema: The schema.
        fragments: The fragments of the operations, by name.
        closed: Whether values and members that the schema lacks count as unread.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    closed: bool = False

    def reads_answer(
        self, data: Mapping[str, object], operation: OperationDefinitionNode
    ) -> bool:
        """Return whether *data* is read as the answer to *operation*."""
        root = self.schema.get_root_type(operation.operation)
        return root is not None and self.reads_object(
            data, root, [operation.selection_set]
        )

    def reads(self, value: object, type_: GraphQLType, nodes: FieldNodes) -> bool:
        """Return whether *value* is read where *nodes* ask for *type_*."""
        if value is None:
            return not is_non_null(type_)
        present = inside(type_) if is_non_null(type_) else type_
        if is_list(present):
            item = inside(present)
            return isinstance(value, list) and all(
                self.reads(one, item, nodes) for one in cast("list[object]", value)
            )
        named = get_named_type(present)
        if not is_composite_type(named):
            return reads_leaf(named, value, closed=self.closed)
        return isinstance(value, dict) and self.reads_object(
            cast("dict[str, object]", value), named, below(nodes)
        )

    def reads_object(
        self,
        value: Mapping[str, object],
        type_: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> bool:
        """Return whether *value* is read where *selected* is asked of *type_*."""
        return not self.unread(value, type_, selected)

    def unread(
        self,
        value: Mapping[str, object],
        type_: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> set[str]:
        """Return the keys of *value* because of which it is not read."""
        typename, is_refined = value.get(TYPENAME), self._is_refined(type_, selected)
        if is_refined and not isinstance(typename, str):
            return {TYPENAME}
        parent = self.read_as(type_, str(typename), selected)
        if parent is None:
            return {TYPENAME} if self.closed else set()
        asked = collected(self.schema, self.fragments, parent, selected)
        return {
            key
            for key, nodes in asked.items()
            if not (value.get(key) is None and any(map(_is_conditional, nodes)))
            and (key not in value or not self._reads_field(value[key], parent, nodes))
        }

    def read_as(
        self,
        type_: GraphQLNamedType,
        member: str,
        selected: Sequence[SelectionSetNode],
    ) -> Parent | None:
        """Return the type whose record *member* of *type_* becomes, if any is."""
        if not self._is_refined(type_, selected):
            return (
                type_
                if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
                else None
            )
        members = members_of(self.schema, type_)
        return next((one for one in members if one.name == member), None)

    def _reads_field(self, value: object, parent: Parent, nodes: FieldNodes) -> bool:
        if nodes[0].name.value == "__typename":
            is_object = isinstance(parent, GraphQLObjectType)
            return value == parent.name if is_object else isinstance(value, str)
        definition = field_of(parent, nodes[0].name.value)
        return definition is None or self.reads(value, type_of(definition), nodes)

    def _is_refined(
        self, type_: GraphQLNamedType, selected: Sequence[SelectionSetNode]
    ) -> bool:
        refinement = Polymorphism(self.schema, self.fragments)
        return any(refinement.is_polymorphic(one, type_) for one in selected)


def _is_conditional(node: FieldNode) -> bool:
    """Return whether *node* may be left out, so that its field has a default."""
    return any(one.name.value in {"include", "skip"} for one in node.directives)


def below(nodes: FieldNodes) -> list[SelectionSetNode]:
    """Return what *nodes* select of their field."""
    found: list[SelectionSetNode | None] = [node.selection_set for node in nodes]
    return [one for one in found if one is not None]


def collected(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    parent: Parent,
    selected: Sequence[SelectionSetNode],
) -> dict[str, list[FieldNode]]:
    """Return what asks for each key of an answer of the type *parent*, in order."""
    found: dict[str, list[FieldNode]] = {}
    for selection_set in selected:
        for node in _fields(schema, fragments, parent, selection_set):
            key = attribute_name((node.alias or node.name).value)
            found.setdefault(key, []).append(node)
    return found


def _fields(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    parent: Parent,
    selection_set: SelectionSetNode,
) -> Iterator[FieldNode]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
            continue
        condition, inner = None, selection_set
        if isinstance(node, InlineFragmentNode):
            condition, inner = condition_of(node), node.selection_set
        elif isinstance(node, FragmentSpreadNode):
            fragment = fragments[node.name.value]
            condition = fragment.type_condition.name.value
            inner = fragment.selection_set
        if is_always(schema, condition, parent):
            yield from _fields(schema, fragments, parent, inner)
