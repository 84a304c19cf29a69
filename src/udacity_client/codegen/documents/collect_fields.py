"""GraphQL's CollectFields, for all objects of a view and all values of variables.

At run time, CollectFields knows the type of one object and the values of variables.
Here both are left open: a view stands for objects of several types, and each field
keeps the conditions on the way to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    is_type_sub_type_of,
)

from udacity_client.codegen.documents.conditions import (
    UNKNOWN,
    Alternatives,
    Conditions,
    both,
    conditions_of,
)
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    Source,
    TypeConditions,
    View,
    condition_of,
)
from udacity_client.schema.graphql_types import named_type, type_of


class Occurrence(NamedTuple):
    """A place where a field is selected.

    Attributes:
        node: The field.
        parent: The type for which it is written.
        conditions: When it counts.
    """

    node: FieldNode
    parent: CompositeType
    conditions: Conditions


Occurrences: TypeAlias = list[Occurrence]


class CollectedFields(NamedTuple):
    """What is selected of the objects of a view.

    Attributes:
        fields: All places of each field, by response key.
        fragments: The fragments spread without a condition that are written for the
            type of the view itself.
    """

    fields: dict[str, Occurrences]
    fragments: list[str]


SourceKey: TypeAlias = tuple[int, Conditions]


def source_keys(sources: Iterable[Source]) -> frozenset[SourceKey]:
    """Return what is equal for equal *sources*.

    graphql-core compares nodes by content, which walks the whole tree below them. The
    documents keep all nodes alive, so no `id` is used twice.
    """
    return frozenset((id(source.selections), source.conditions) for source in sources)


class FieldCollector:
    """The fields that a domain's documents select, collected one view at a time."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        type_conditions: TypeConditions,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._types = type_conditions

    def collect(self, view: View, sources: Iterable[Source]) -> CollectedFields:
        """Return the fields that *sources* select of the objects of *view*."""
        return _Collection(self._fragments, self._types, view).collect(sources)

    def definition(self, view: View, occurrences: Occurrences) -> GraphQLField:
        """Return the definition of a field of *view*.

        An object type, or an interface of an interface, may narrow a field's type. So
        the narrowest type is taken of those that the document and the view name.
        """
        name = occurrences[0].node.name.value
        if isinstance(view.type, GraphQLObjectType) and has_field(view.type, name):
            return field_definition(self._schema, view.type, name)
        parents = {o.parent.name: o.parent for o in occurrences}
        if has_field(view.type, name):
            parents = {view.type.name: view.type, **parents}
        found = [
            field_definition(self._schema, parent, name) for parent in parents.values()
        ]
        return next(filter(self._narrower_than(found), found), found[0])

    def is_lacking(self, view: View, occurrences: Occurrences) -> bool:
        """Return whether objects of *view* may be of a type without the field.

        A schema in which a type lacks a field of its interface is reported, and
        compiled. Servers leave the field out.
        """
        name = occurrences[0].node.name.value
        if isinstance(view.type, GraphQLObjectType):
            return not has_field(view.type, name)
        return any((one.parent.name, name) in self._lacking for one in occurrences)

    @cached_property
    def _lacking(self) -> frozenset[tuple[str, str]]:
        """The fields of interfaces that an object of theirs lacks."""
        return frozenset(
            (interface.name, name)
            for type_ in self._schema.type_map.values()
            if isinstance(type_, GraphQLObjectType)
            for interface in type_.interfaces
            for name in interface.fields.keys() - type_.fields.keys()
        )

    def below(self, occurrences: Occurrences) -> tuple[Source, ...]:
        """Return the merged selection sets below a field.

        Conditions that all ways to the field have in common condition the field, and
        not what is selected below it.
        """
        first, *others = (occurrence.conditions for occurrence in occurrences)
        common = first.intersection(*others) - UNKNOWN
        ways: dict[int, tuple[Occurrence, SelectionSetNode, Alternatives]] = {}
        for occurrence in occurrences:
            selections: SelectionSetNode | None = occurrence.node.selection_set
            if selections is None:
                continue
            _, _, alternatives = ways.setdefault(
                id(selections), (occurrence, selections, Alternatives())
            )
            alternatives.add(occurrence.conditions - common)
        return tuple(
            Source(selections, self._type_of(occurrence), conditions)
            for occurrence, selections, alternatives in ways.values()
            for conditions in alternatives
        )

    def _narrower_than(
        self, others: list[GraphQLField]
    ) -> Callable[[GraphQLField], bool]:
        def is_narrow(definition: GraphQLField) -> bool:
            return all(
                is_type_sub_type_of(self._schema, type_of(definition), type_of(other))
                for other in others
            )

        return is_narrow

    def _type_of(self, occurrence: Occurrence) -> CompositeType:
        definition = field_definition(
            self._schema, occurrence.parent, occurrence.node.name.value
        )
        return self._types.type(named_type(definition).name)


def has_field(type_: CompositeType, name: str) -> bool:
    """Return whether *name* can be selected of *type_*, meta fields included."""
    return name.startswith("__") or name in getattr(type_, "fields", ())


def field_definition(
    schema: GraphQLSchema, parent: CompositeType, name: str
) -> GraphQLField:
    """Return the definition of *name* in *parent*, meta fields included."""
    if name == "__typename":
        return TypeNameMetaFieldDef
    if parent is schema.query_type and name == "__schema":
        return SchemaMetaFieldDef
    if parent is schema.query_type and name == "__type":
        return TypeMetaFieldDef
    fields: dict[str, GraphQLField] = cast("GraphQLObjectType", parent).fields
    return fields[name]


class _Collection:
    """Walks the selections of one view, with a stack of its own."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        type_conditions: TypeConditions,
        view: View,
    ) -> None:
        self._fragments = fragments
        self._types = type_conditions
        self._view = view
        self._ways: dict[str, Alternatives] = {}
        self._fields: dict[str, Occurrences] = {}
        self._spread: dict[str, None] = {}
        self._stack: list[
            tuple[Iterator[SelectionNode], CompositeType, Conditions]
        ] = []

    def collect(self, sources: Iterable[Source]) -> CollectedFields:
        for source in reversed([*sources]):
            self._push(source.selections, source.parent, source.conditions)
        while self._stack:
            nodes, parent, outer = self._stack[-1]
            node = next(nodes, None)
            if node is None:
                self._stack.pop()
                continue
            conditions = both(outer, conditions_of(node))
            if conditions is not None:
                self._visit(node, parent, conditions)
        return CollectedFields(self._fields, list(self._spread))

    def _push(
        self, selections: SelectionSetNode, parent: CompositeType, outer: Conditions
    ) -> None:
        self._stack.append((iter(selections.selections), parent, outer))

    def _visit(
        self, node: SelectionNode, parent: CompositeType, conditions: Conditions
    ) -> None:
        if isinstance(node, FieldNode):
            key = (node.alias or node.name).value
            occurrence = Occurrence(node, parent, conditions)
            self._fields.setdefault(key, []).append(occurrence)
        elif isinstance(node, FragmentSpreadNode):
            self._enter_fragment(node.name.value, parent, conditions)
        elif isinstance(node, InlineFragmentNode):
            condition = condition_of(node)
            if self._types.is_met(condition, self._view, parent):
                inner = self._types.type(condition) if condition else parent
                self._push(node.selection_set, inner, conditions)

    def _enter_fragment(
        self, name: str, parent: CompositeType, conditions: Conditions
    ) -> None:
        fragment = self._fragments[name]
        condition, view = fragment.type_condition.name.value, self._view
        if not self._types.is_met(condition, view, parent):
            return
        if not conditions and condition == view.type.name and not view.met:
            self._spread[name] = None
        way = self._ways.setdefault(name, Alternatives()).add(conditions)
        if way is not None:
            self._push(fragment.selection_set, self._types.type(condition), way)
