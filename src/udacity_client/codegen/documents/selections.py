"""Walk the selections of documents, through fragments.

The documents are those that `expand_abstract_selections` returns. They may be invalid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNameMetaFieldDef,
)

from udacity_client.codegen.documents.inline_fragments import (
    Parent,
    condition_of,
    members_of,
)
from udacity_client.codegen.naming import attribute_name, pascal_case
from udacity_client.schema.graphql_types import named_type


@dataclass(frozen=True)
class Selected:
    """One selected field, and its definition in the schema.

    Attributes:
        node: What the document says.
        parent: The type that it is a field of.
        definition: The field.
        relatives: The types that the parent may be, and the interfaces that it has.
    """

    node: FieldNode
    parent: Parent
    definition: GraphQLField
    relatives: tuple[str, ...] = ()

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
    def coordinates(self) -> tuple[str, ...]:
        """Return the coordinates that the field may have, by its parent's relatives."""
        name = self.node.name.value
        return (self.coordinate, *(f"{type_}.{name}" for type_ in self.relatives))

    @property
    def type(self) -> GraphQLNamedType:
        """Return the field's type without lists and nullability."""
        return named_type(self.definition)


@dataclass(frozen=True)
class Shape:
    """The fields of one class of a result.

    Attributes:
        name: The class's name.
        node: What the class stands for in the document.
        type: The type that it mirrors.
        own: What is selected directly, without what fragments bring.
        all: What is selected, fragments included.
    """

    name: str
    node: Node
    type: Parent
    own: tuple[Selected, ...]
    all: tuple[Selected, ...]


@dataclass(frozen=True)
class Selections:
    """The selections of one domain's operations and fragments."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode] = field(repr=False)

    def root_type(
        self, definition: OperationDefinitionNode | FragmentDefinitionNode
    ) -> Parent | None:
        """Return the type that *definition* selects from, if it has fields."""
        if isinstance(definition, OperationDefinitionNode):
            return self.schema.get_root_type(definition.operation)
        named = self.schema.get_type(definition.type_condition.name.value)
        return named if isinstance(named, _WITH_FIELDS) else None

    def own(
        self, selection_set: SelectionSetNode, parent: Parent
    ) -> Iterator[Selected]:
        """Yield the fields selected directly."""
        related = (*parent.interfaces, *members_of(self.schema, parent))
        relatives = tuple(type_.name for type_ in related)
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                definition = field_of(parent, node.name.value)
                if definition is not None:
                    yield Selected(node, parent, definition, relatives)

    def all(
        self, selection_set: SelectionSetNode, parent: Parent
    ) -> Iterator[Selected]:
        """Yield the fields selected, those of fragments included."""
        yield from self._all(selection_set, parent, set())

    def _all(
        self,
        selection_set: SelectionSetNode,
        parent: Parent,
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
        parent: Parent,
    ) -> Iterator[Shape]:
        own = tuple(self.own(selection_set, parent))
        yield Shape(name, node, parent, own, tuple(self.all(selection_set, parent)))
        # A field that is selected twice gets one class, and the linter refuses it.
        for selected in {each.attribute: each for each in reversed(own)}.values():
            nested = f"{name}{pascal_case(selected.attribute)}"
            for suffix, below, type_ in self.below(selected):
                yield from self._shapes(nested + suffix, selected.node, below, type_)

    def below(
        self, selected: Selected
    ) -> Iterator[tuple[str, SelectionSetNode, Parent]]:
        """Yield what each model below *selected* takes, and what its name ends in."""
        below: SelectionSetNode | None = selected.node.selection_set
        members = self.members(selected)
        for member, selection_set in members.items():
            yield member.name, selection_set, member
        if (
            below is not None
            and not members
            and isinstance(selected.type, _WITH_FIELDS)
        ):
            yield "", below, selected.type

    def members(self, selected: Selected) -> dict[GraphQLObjectType, SelectionSetNode]:
        """Return the selection of each member, where *selected* has members."""
        below: SelectionSetNode | None = selected.node.selection_set
        found = {
            condition_of(node): node.selection_set
            for node in (below.selections if below is not None else ())
            if isinstance(node, InlineFragmentNode)
        }
        members = members_of(self.schema, selected.type)
        return {m: found[m.name] for m in members if m.name in found}


_WITH_FIELDS = (GraphQLObjectType, GraphQLInterfaceType)


def field_of(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    """Return the field *name* of *parent*, where it has one."""
    if name == "__typename":
        return TypeNameMetaFieldDef
    return parent.fields.get(name) if isinstance(parent, _WITH_FIELDS) else None


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
