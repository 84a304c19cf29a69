"""Type conditions, and the members of abstract types that they tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias, cast

from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionSetNode,
)

from udacity_client.codegen.documents.conditions import UNCONDITIONAL, Conditions
from udacity_client.codegen.documents.fragments import leaves_first
from udacity_client.schema.graphql_types import Typed, named_type

CompositeType: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
"""A type that selection sets select from."""


class Source(NamedTuple):
    """A selection set that counts for an object.

    Attributes:
        selections: The selection set.
        parent: The type for which it is written.
        conditions: When it counts.
    """

    selections: SelectionSetNode
    parent: CompositeType
    conditions: Conditions = UNCONDITIONAL


class View(NamedTuple):
    """The objects that one class reads: all of a type, or a group of its members.

    Attributes:
        type: The type of the objects.
        met: The type conditions that they meet and that other objects of *type* do not.
        possible_types: The members of a group; `None` if the class reads all of *type*.
        label: The types that name a group: what is written, never its members.
    """

    type: CompositeType
    met: frozenset[str] = frozenset()
    possible_types: tuple[str, ...] | None = None
    label: tuple[str, ...] = ()

    @property
    def is_rest(self) -> bool:
        """Whether this group holds the members that meet none of the conditions."""
        is_group = self.possible_types is not None
        return is_group and not self.met and is_abstract(self.type)


class TypeConditions:
    """The objects that meet the type conditions of some documents.

    What the schema declares decides, not which members a type has today. So a type
    that is added to the schema renames no class: the members of an interface that all
    meet a condition stay a group of that condition when one comes that does not.
    """

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._in_fragment: dict[str, frozenset[str]] = {}
        self._groups: dict[tuple[str, frozenset[str]], tuple[View, ...]] = {}
        for name in leaves_first(fragments):
            self._in_fragment[name] = self._conditions_in(
                fragments[name].selection_set
            ) | {fragments[name].type_condition.name.value}

    def type(self, name: str) -> CompositeType:
        """Return the composite type *name*."""
        return cast("CompositeType", self._schema.type_map[name])

    def is_met(self, condition: str | None, view: View, parent: CompositeType) -> bool:
        """Return whether all objects of *view* meet *condition*.

        Args:
            condition: The name of a type; `None` for an inline fragment without one.
            view: The objects.
            parent: The type for which the condition is written. They are of it.
        """
        return (
            condition is None
            or condition in view.met
            or self._is_declared(condition, view.type)
            or self._is_declared(condition, parent)
        )

    def views(
        self, type_: CompositeType, sources: Iterable[Source]
    ) -> tuple[View, ...]:
        """Return the views that read objects of *type_*, given what is selected.

        Members that meet the same conditions share a view. There is one view of the
        whole type if nothing in *sources* tells members apart.
        """
        refining = self.refining(type_, sources) if is_abstract(type_) else None
        if not refining:
            return (View(type_),)
        key = (type_.name, refining)
        if key not in self._groups:
            self._groups[key] = tuple(self._grouped(type_, refining))
        return self._groups[key]

    def tells_apart(
        self, type_: GraphQLNamedType, selection_set: SelectionSetNode
    ) -> bool:
        """Return whether members of *type_* get several classes in *selection_set*."""
        if not isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return False
        return bool(self.refining(type_, [Source(selection_set, type_)]))

    def refining(
        self, type_: CompositeType, sources: Iterable[Source]
    ) -> frozenset[str]:
        """Return the conditions in *sources* that only some of *type_* meet.

        Those inside of fragments count, at any depth.
        """
        return frozenset(
            condition
            for source in sources
            for condition in self._conditions_in(source.selections)
            if not self._is_declared(condition, type_)
            and not self._is_declared(condition, source.parent)
        )

    def _is_declared(self, condition: str, type_: CompositeType) -> bool:
        return is_always_met(self._schema, condition, type_)

    def _grouped(
        self, type_: CompositeType, conditions: frozenset[str]
    ) -> Iterator[View]:
        abstract = cast("GraphQLInterfaceType | GraphQLUnionType", type_)
        groups: dict[frozenset[str], list[GraphQLObjectType]] = {}
        for member in self._schema.get_possible_types(abstract):
            met = frozenset(c for c in conditions if self._is_declared(c, member))
            groups.setdefault(met, []).append(member)
        for met, members in sorted(groups.items(), key=lambda group: sorted(group[0])):
            names = tuple(sorted(member.name for member in members))
            if names[0] in met:  # an object type, which is the only one in its group
                yield View(members[0], frozenset(), names, names)
            else:
                yield View(type_, met, names, self._narrowest(met) or (type_.name,))

    def _narrowest(self, met: frozenset[str]) -> tuple[str, ...]:
        """Return the conditions in *met* that follow from no other one of them."""
        return tuple(
            sorted(
                one
                for one in met
                if not any(
                    self._is_declared(one, self.type(other)) for other in met - {one}
                )
            )
        )

    def _conditions_in(self, selection_set: SelectionSetNode) -> frozenset[str]:
        """Return the type conditions in *selection_set*, but not those below fields."""
        found: set[str] = set()
        waiting = [selection_set]
        while waiting:
            for node in waiting.pop().selections:
                if isinstance(node, FragmentSpreadNode):
                    found |= self._in_fragment[node.name.value]
                elif isinstance(node, InlineFragmentNode):
                    found.update(filter(None, [condition_of(node)]))
                    waiting.append(node.selection_set)
        return frozenset(found)


def is_always_met(
    schema: GraphQLSchema, condition: str, type_: GraphQLNamedType
) -> bool:
    """Return whether *schema* says that everything of *type_* meets *condition*."""
    if condition == type_.name:
        return True
    wanted = schema.type_map.get(condition)
    if not isinstance(wanted, GraphQLInterfaceType | GraphQLUnionType):
        return False
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return False  # which types a union has later on is not declared
    return schema.is_sub_type(wanted, type_)


def members_of(
    schema: GraphQLSchema, type_: GraphQLNamedType
) -> list[GraphQLObjectType]:
    """Return the possible types of *type_*, sorted by name; none if it is concrete."""
    if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
        return sorted(schema.get_possible_types(type_), key=lambda member: member.name)
    return []


def is_abstract(type_: object) -> bool:
    """Return whether *type_* is an interface or a union."""
    return isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)


def composite_type(element: Typed) -> CompositeType:
    """Return the type of *element*, which is not a leaf, without its wrappers."""
    return cast("CompositeType", named_type(element))


def condition_of(node: InlineFragmentNode) -> str | None:
    """Return the name of the type that *node* is for, if it names one."""
    # graphql-core types a part of the syntax that may be missing as always there.
    condition = cast("NamedTypeNode | None", node.type_condition)
    return condition.name.value if condition is not None else None
