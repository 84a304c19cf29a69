"""Walk what documents select, through fragments, whether or not it fits the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNameMetaFieldDef,
)

from udacity_client.codegen.names import attribute_name, pascal_case
from udacity_client.codegen.types import named_type


@dataclass(frozen=True)
class Selected:
    """Hold one selected field beside its definition in the schema."""

    node: FieldNode
    parent: GraphQLObjectType
    definition: GraphQLField

    @property
    def key(self) -> str:
        """Return the name under which the document asks for the field."""
        return (self.node.alias or self.node.name).value

    @property
    def attribute(self) -> str:
        """Return what the field is called in Python."""
        return attribute_name(self.key)

    @property
    def coordinate(self) -> str:
        """Return the field's schema coordinate."""
        return f"{self.parent.name}.{self.node.name.value}"

    @property
    def type(self) -> GraphQLNamedType:
        """Return the field's type without lists and nullability."""
        return named_type(self.definition)


@dataclass(frozen=True)
class Shape:
    """Hold the fields that one class of an answer gets.

    Attributes:
        name: The class's name.
        node: What the class stands for in the document.
        type: The object type that it mirrors.
        own: What is selected directly, without what fragments bring.
        all: What is selected, fragments included.
    """

    name: str
    node: Node
    type: GraphQLObjectType
    own: tuple[Selected, ...]
    all: tuple[Selected, ...]


@dataclass(frozen=True)
class Selections:
    """Answer what a domain's operations and fragments select."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode] = field(repr=False)

    def root_type(
        self, definition: OperationDefinitionNode | FragmentDefinitionNode
    ) -> GraphQLObjectType | None:
        """Return the object type that *definition* selects from, if it is one."""
        if isinstance(definition, OperationDefinitionNode):
            return self.schema.get_root_type(definition.operation)
        named = self.schema.get_type(definition.type_condition.name.value)
        return named if isinstance(named, GraphQLObjectType) else None

    def own(
        self, selection_set: SelectionSetNode, parent: GraphQLObjectType
    ) -> Iterator[Selected]:
        """Yield the fields selected directly, or in an inline fragment."""
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                definition = _definition(parent, node.name.value)
                if definition is not None:
                    yield Selected(node, parent, definition)
            elif isinstance(node, InlineFragmentNode):
                yield from self.own(node.selection_set, parent)

    def all(
        self, selection_set: SelectionSetNode, parent: GraphQLObjectType
    ) -> Iterator[Selected]:
        """Yield the fields selected, those of fragments included."""
        yield from self._all(selection_set, parent, set())

    def _all(
        self,
        selection_set: SelectionSetNode,
        parent: GraphQLObjectType,
        entered: set[str],
    ) -> Iterator[Selected]:
        yield from self.own(selection_set, parent)
        for name in spreads(selection_set):
            if name not in entered and name in self.fragments:
                entered.add(name)
                yield from self._all(
                    self.fragments[name].selection_set, parent, entered
                )

    def shapes(
        self, definition: OperationDefinitionNode | FragmentDefinitionNode
    ) -> Iterator[Shape]:
        """Yield the classes that *definition* gets, named as ariadne-codegen does."""
        parent = self.root_type(definition)
        if parent is not None and definition.name is not None:
            name = pascal_case(definition.name.value)
            yield from self._shapes(
                name, definition.name, definition.selection_set, parent
            )

    def _shapes(
        self,
        name: str,
        node: Node,
        selection_set: SelectionSetNode,
        parent: GraphQLObjectType,
    ) -> Iterator[Shape]:
        own = tuple(self.own(selection_set, parent))
        yield Shape(name, node, parent, own, tuple(self.all(selection_set, parent)))
        # A field that is selected twice gets one class, and the linter refuses it.
        for selected in {each.attribute: each for each in reversed(own)}.values():
            below = selected.node.selection_set
            if below is not None and isinstance(selected.type, GraphQLObjectType):
                nested = f"{name}{pascal_case(selected.attribute)}"
                yield from self._shapes(nested, selected.node, below, selected.type)


def _definition(parent: GraphQLObjectType, name: str) -> GraphQLField | None:
    return TypeNameMetaFieldDef if name == "__typename" else parent.fields.get(name)


def spreads(selection_set: SelectionSetNode) -> Iterator[str]:
    """Yield the names of the fragments spread here, inline fragments entered."""
    for node in selection_set.selections:
        if isinstance(node, FragmentSpreadNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from spreads(node.selection_set)


def fragments_below(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> set[str]:
    """Return the names of all fragments that *selection_set* needs, at any depth."""
    found: set[str] = set()
    waiting = [selection_set]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in found and name in fragments:
                    found.add(name)
                    waiting.append(fragments[name].selection_set)
            elif isinstance(node, (FieldNode, InlineFragmentNode)):
                if node.selection_set is not None:
                    waiting.append(node.selection_set)
    return found
