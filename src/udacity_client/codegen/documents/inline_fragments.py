"""Expand selections on unions and interfaces: one selection for each concrete type.

A model has the fields of one object type. So every selection on a union, and every one
on an interface that fragments narrow, is written out once for each member. Inline
fragments that always apply, and fragments on other types, are replaced by their fields.
Only models are made from the result; the documents that are sent are not expanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar, cast

from graphql import (
    DefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)

from udacity_client.schema.documents import Documents
from udacity_client.schema.graphql_types import named_type

Parent: TypeAlias = GraphQLObjectType | GraphQLInterfaceType
"""What a model mirrors: an object type, or an interface that nothing refines."""

Selecting = TypeVar(
    "Selecting",
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
)


def members_of(
    schema: GraphQLSchema, type_: GraphQLNamedType
) -> list[GraphQLObjectType]:
    """Return the object types that *type_* may be, in order of names."""
    if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
        return sorted(schema.get_possible_types(type_), key=lambda member: member.name)
    return []


def expand_abstract_selections(
    schema: GraphQLSchema, documents: Documents
) -> Documents:
    """Return *documents* with every selection written out for each member type."""
    writer = _Expander(schema, documents.fragments)
    written = [writer.definition(node) for node in documents.definitions]
    kept = [node for node in written if node is not None]
    spread = {name for node in kept for name in _spread(node)}
    return replace(
        documents,
        definitions=tuple(
            node
            for node in kept
            if not isinstance(node, FragmentDefinitionNode)
            or node.name.value in spread
            or not _is_inlined(schema, node)
        ),
    )


def is_always(
    schema: GraphQLSchema, condition: str | None, type_: GraphQLNamedType
) -> bool:
    """Return whether everything of *type_* meets the type condition *condition*."""
    if condition is None or condition == type_.name:
        return True
    wanted = schema.get_type(condition)
    if not isinstance(wanted, GraphQLUnionType | GraphQLInterfaceType):
        return False
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return False
    return schema.is_sub_type(wanted, type_)


def condition_of(node: InlineFragmentNode) -> str | None:
    """Return the name of the type that *node* is for, if it names one."""
    # graphql-core types a part of the syntax that may be missing as always there.
    condition = cast("NamedTypeNode | None", node.type_condition)
    return condition.name.value if condition is not None else None


@dataclass(frozen=True)
class Polymorphism:
    """Whether a selection needs one model for each member of an abstract type."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]

    def is_polymorphic(
        self, selection_set: SelectionSetNode, type_: GraphQLNamedType
    ) -> bool:
        """Return whether *selection_set* on *type_* takes a model for each member."""
        if isinstance(type_, GraphQLUnionType):
            return True
        return is_abstract_type(type_) and self._narrows(selection_set, type_, set())

    def _narrows(
        self,
        selection_set: SelectionSetNode,
        type_: GraphQLNamedType,
        entered: set[str],
    ) -> bool:
        for condition, below in self._fragments_in(selection_set, entered):
            if not is_always(self.schema, condition, type_):
                return True
            if self._narrows(below, type_, entered):
                return True
        return False

    def _fragments_in(
        self, selection_set: SelectionSetNode, entered: set[str]
    ) -> Iterator[tuple[str | None, SelectionSetNode]]:
        """Yield type and selections of each fragment, named ones once."""
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                yield condition_of(node), node.selection_set
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments.get(node.name.value)
                if fragment is not None and node.name.value not in entered:
                    entered.add(node.name.value)
                    yield fragment.type_condition.name.value, fragment.selection_set


class _Expander:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._refinement = Polymorphism(schema, fragments)

    def definition(self, node: DefinitionNode) -> DefinitionNode | None:
        """Return *node* written out, or nothing where it is always opened."""
        if isinstance(node, OperationDefinitionNode):
            root = self._schema.get_root_type(node.operation)
            return with_selections(node, self._set(node.selection_set, root))
        if not isinstance(node, FragmentDefinitionNode):
            return node
        type_ = self._schema.get_type(node.type_condition.name.value)
        if type_ is None or self._refinement.is_polymorphic(node.selection_set, type_):
            return None
        return with_selections(node, self._set(node.selection_set, type_))

    def _set(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None
    ) -> SelectionSetNode:
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return selection_set
        nodes = list(self._opened(selection_set, parent, frozenset()))
        brought = {key for node in nodes for key in self._brought(node)}
        return _selections(
            self._field(node, parent) for node in nodes if _leaf(node) not in brought
        )

    def _brought(self, node: SelectionNode) -> Iterator[str | None]:
        """Yield the keys of leaves that *node* brings, where it spreads a fragment."""
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            leaves = map(_leaf, fragment.selection_set.selections)
            yield from (key for key in leaves if key is not None)

    def _opened(
        self, selection_set: SelectionSetNode, parent: Parent, entered: frozenset[str]
    ) -> Iterator[SelectionNode]:
        """Yield what *selection_set* takes of *parent*, without needless fragments."""
        for node in selection_set.selections:
            if isinstance(node, InlineFragmentNode):
                if is_always(self._schema, condition_of(node), parent):
                    yield from self._opened(node.selection_set, parent, entered)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._spread(node, parent, entered)
            else:
                yield node

    def _spread(
        self, node: FragmentSpreadNode, parent: Parent, entered: frozenset[str]
    ) -> Iterator[SelectionNode]:
        name = node.name.value
        fragment = self._fragments.get(name)
        if fragment is None or name in entered:
            return
        condition, below = fragment.type_condition.name.value, fragment.selection_set
        if condition == parent.name and not self._refinement.is_polymorphic(
            below, parent
        ):
            yield node
        elif is_always(self._schema, condition, parent):
            yield from self._opened(below, parent, entered | {name})

    def _field(self, node: SelectionNode, parent: Parent) -> SelectionNode:
        if not isinstance(node, FieldNode):
            return node
        below: SelectionSetNode | None = node.selection_set
        definition = parent.fields.get(node.name.value)
        if below is None or definition is None:
            return node
        return with_selections(node, self._below(below, named_type(definition)))

    def _below(
        self, selection_set: SelectionSetNode, type_: GraphQLNamedType
    ) -> SelectionSetNode:
        if not self._refinement.is_polymorphic(selection_set, type_):
            return self._set(selection_set, type_)
        return _selections(
            InlineFragmentNode(
                type_condition=NamedTypeNode(name=NameNode(value=member.name)),
                directives=(),
                selection_set=self._set(selection_set, member),
                loc=selection_set.loc,
            )
            for member in members_of(self._schema, type_)
        )


def _leaf(node: SelectionNode) -> str | None:
    """Return the key of a field that is always there and has nothing below."""
    if not isinstance(node, FieldNode) or node.selection_set or node.directives:
        return None
    return (node.alias or node.name).value


def is_typename(node: SelectionNode) -> bool:
    """Return whether *node* asks for `__typename` under its own name."""
    if not isinstance(node, FieldNode) or node.name.value != "__typename":
        return False
    alias: NameNode | None = node.alias
    return alias is None


def with_selections(node: Selecting, selections: SelectionSetNode) -> Selecting:
    """Return *node* with other *selections*."""
    values = {key: getattr(node, key) for key in node.keys}
    return type(node)(**{**values, "selection_set": selections})


def _selections(nodes: Iterable[SelectionNode]) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(nodes))


def _is_inlined(schema: GraphQLSchema, fragment: FragmentDefinitionNode) -> bool:
    """Whether the fields of *fragment* may have gone into members altogether."""
    type_ = schema.get_type(fragment.type_condition.name.value)
    return type_ is not None and is_abstract_type(type_)


def _spread(node: DefinitionNode) -> Iterator[str]:
    waiting: list[SelectionSetNode | None] = [getattr(node, "selection_set", None)]
    while waiting:
        selection_set = waiting.pop()
        for selection in selection_set.selections if selection_set else ():
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            else:
                waiting.append(getattr(selection, "selection_set", None))
