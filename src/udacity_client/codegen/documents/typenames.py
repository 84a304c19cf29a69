"""Ask for `__typename` wherever the type of an answer decides what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphql import (
    DefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from udacity_client.codegen.documents.inline_fragments import (
    Polymorphism,
    condition_of,
    is_typename,
    with_selections,
)
from udacity_client.codegen.documents.selections import field_of, spreads
from udacity_client.schema.documents import Documents
from udacity_client.schema.graphql_types import named_type


def add_typenames(schema: GraphQLSchema, documents: Documents) -> Documents:
    """Return *documents* that ask for the type of each union's or interface's member.

    Fragments on member types ask for it too, so that their records can be members.
    """
    asking = _TypenameAdder(schema, documents)
    return replace(
        documents, definitions=tuple(map(asking.definition, documents.definitions))
    )


class _TypenameAdder:
    def __init__(self, schema: GraphQLSchema, documents: Documents) -> None:
        self._schema = schema
        self._fragments = documents.fragments
        self._refinement = Polymorphism(schema, documents.fragments)
        self._members = set[str]()
        for node in documents.definitions:
            if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
                self._note(node.selection_set, self._root(node))

    def definition(self, node: DefinitionNode) -> DefinitionNode:
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            return node
        asked = self._asked(node.selection_set, self._root(node))
        if isinstance(node, OperationDefinitionNode):
            return with_selections(node, asked)
        if node.name.value in self._members:
            asked = _asking(asked)
        return with_selections(node, asked)

    def _root(
        self, node: OperationDefinitionNode | FragmentDefinitionNode
    ) -> GraphQLNamedType | None:
        if isinstance(node, OperationDefinitionNode):
            return self._schema.get_root_type(node.operation)
        return self._schema.get_type(node.type_condition.name.value)

    def _note(
        self, selection_set: SelectionSetNode, type_: GraphQLNamedType | None
    ) -> None:
        """Note the fragments that are spread where a member is selected."""
        for parent, below in self._sets(selection_set, type_):
            if parent is not None and self._refinement.is_polymorphic(below, parent):
                self._note_members(below, set())

    def _note_members(self, selection_set: SelectionSetNode, entered: set[str]) -> None:
        for name in spreads(selection_set):
            fragment = self._fragments.get(name)
            if fragment is None or name in entered:
                continue
            entered.add(name)
            condition = fragment.type_condition.name.value
            if isinstance(self._schema.get_type(condition), GraphQLObjectType):
                self._members.add(name)
            else:
                self._note_members(fragment.selection_set, entered)

    def _sets(
        self, selection_set: SelectionSetNode, type_: GraphQLNamedType | None
    ) -> Iterator[tuple[GraphQLNamedType | None, SelectionSetNode]]:
        """Yield the selections of fields at any depth, with their types."""
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                yield from self._sets(node.selection_set, self._inside(node, type_))
            elif isinstance(node, FieldNode):
                below: SelectionSetNode | None = node.selection_set
                inner = self._type_of(node, type_)
                if below is not None:
                    yield inner, below
                    yield from self._sets(below, inner)

    def _asked(
        self, selection_set: SelectionSetNode, type_: GraphQLNamedType | None
    ) -> SelectionSetNode:
        nodes = (self._asked_node(node, type_) for node in selection_set.selections)
        return SelectionSetNode(selections=tuple(nodes), loc=selection_set.loc)

    def _asked_node(
        self, node: SelectionNode, type_: GraphQLNamedType | None
    ) -> SelectionNode:
        if isinstance(node, InlineFragmentNode):
            inside = self._asked(node.selection_set, self._inside(node, type_))
            return with_selections(node, inside)
        if not isinstance(node, FieldNode):
            return node
        below: SelectionSetNode | None = node.selection_set
        if below is None:
            return node
        inner = self._type_of(node, type_)
        asked = self._asked(below, inner)
        if inner is not None and self._refinement.is_polymorphic(below, inner):
            asked = _asking(asked)
        return with_selections(node, asked)

    def _inside(
        self, node: InlineFragmentNode, type_: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        condition = condition_of(node)
        return type_ if condition is None else self._schema.get_type(condition)

    def _type_of(
        self, node: FieldNode, parent: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        definition = field_of(parent, node.name.value)
        return named_type(definition) if definition is not None else None


def _asking(selection_set: SelectionSetNode) -> SelectionSetNode:
    if any(map(is_typename, selection_set.selections)):
        return selection_set
    name = NameNode(value="__typename", loc=selection_set.loc)
    asked = FieldNode(name=name, arguments=(), directives=(), loc=selection_set.loc)
    return SelectionSetNode(
        selections=(asked, *selection_set.selections), loc=selection_set.loc
    )
