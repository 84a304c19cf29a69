"""Tell whether code made for one output type reads another, without any answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from udacity_client.codegen.documents.inline_fragments import (
    Polymorphism,
    condition_of,
    is_always,
)
from udacity_client.drift.diff.compare import default_of, fields_of
from udacity_client.drift.impact.scalars import TEXTS, is_renamed_scalar
from udacity_client.drift.usage import Fragments
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

_SENDS: Final[Mapping[str, frozenset[str]]] = {
    "Boolean": frozenset({"boolean"}),
    "Float": frozenset({"integer", "fraction"}),
    "ID": frozenset({"string"}),
    "Int": frozenset({"integer"}),
    "String": frozenset({"string"}),
}
"""Which JSON a type's values are in answers; readers of a type take the same."""


class Readability(IntEnum):
    """Tell what becomes of answers, the worst last."""

    FINE = 0
    CHANGED_MEANING = 1
    """They are read, and are given to another question: a default is another."""
    FAILS = 2


class OutputDecoder:
    """Know what code that was made for the first of two schemas reads of the second.

    Types of one name count as one: what changed inside it is a change of its own.

    Args:
        schemas: The old schema and the new one.
        fragments: The fragments that documents may spread, by name.
    """

    def __init__(
        self, schemas: tuple[GraphQLSchema, GraphQLSchema], fragments: Fragments
    ) -> None:
        self._schemas = schemas
        self._fragments = fragments
        self._refinement = Polymorphism(schemas[0], fragments)

    def reads_apart(
        self, selections: SelectionSetNode, type_: GraphQLNamedType
    ) -> bool:
        """Return whether each member of *type_* has a record of its own."""
        return self._refinement.is_polymorphic(selections, type_)

    def can_decode(
        self,
        old: GraphQLType,
        new: GraphQLType,
        selected: tuple[SelectionSetNode | None, ...],
    ) -> Readability:
        """Return what code made for *old* makes of the answers of *new*.

        Args:
            old: The type that a field had, lists and nullability included.
            new: The type that it has.
            selected: What is selected of it, wherever it is.
        """
        if is_non_null(new) and not is_non_null(old):
            return self.can_decode(old, inside(new), selected)
        if is_non_null(old) != is_non_null(new) or is_list(old) != is_list(new):
            return Readability.FAILS
        if is_non_null(old) or is_list(old):
            return self.can_decode(inside(old), inside(new), selected)
        before, after = get_named_type(old), get_named_type(new)
        if before.name == after.name:
            return Readability.FINE
        return self.reads_named(before, after, selected)

    def reads_named(
        self,
        before: GraphQLNamedType,
        after: GraphQLNamedType,
        selected: tuple[SelectionSetNode | None, ...],
    ) -> Readability:
        """Return what code made for *before* makes of *after*, be it of that name.

        Args:
            before: The type that a field had.
            after: The type that it has.
            selected: What is selected of it, wherever it is.
        """
        if is_composite_type(before) and is_composite_type(after):
            found = (
                self._reads_selected(before, after, part) if part else Readability.FAILS
                for part in selected
            )
            return max(found, default=Readability.FINE)
        return (
            Readability.FINE if self._reads_leaf(before, after) else Readability.FAILS
        )

    def _reads_leaf(self, before: GraphQLNamedType, after: GraphQLNamedType) -> bool:
        if before.name == after.name:
            # A scalar that keeps its name keeps its text, as far as anything tells.
            return isinstance(before, GraphQLEnumType)
        sent = _sent(after)
        return is_renamed_scalar(self._schemas, before, after) or (
            sent is not None and sent <= _read(before)
        )

    def _reads_selected(
        self, old: GraphQLNamedType, new: GraphQLNamedType, selected: SelectionSetNode
    ) -> Readability:
        if self._refinement.is_polymorphic(selected, old):
            # Unions are open: a member that is new reads as an unknown one.
            return Readability.FINE
        found = (
            self._reads_object(old, member, selected)
            for member in self._members_of_new(new)
        )
        return max(found, default=Readability.FINE)

    def _members_of_new(self, type_: GraphQLNamedType) -> list[GraphQLNamedType]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return [*self._schemas[1].get_possible_types(type_)]
        return [type_]

    def _reads_object(
        self,
        old: GraphQLNamedType,
        member: GraphQLNamedType,
        selected: SelectionSetNode,
    ) -> Readability:
        if old.name == member.name:
            return Readability.FINE
        found = (
            self._reads_field(old, member, node) if node else Readability.FAILS
            for node in self._fields_in(selected.selections, old, member)
        )
        return max(found, default=Readability.FINE)

    def _fields_in(
        self,
        nodes: tuple[SelectionNode, ...],
        old: GraphQLNamedType,
        member: GraphQLNamedType,
    ) -> Iterator[FieldNode | None]:
        """Yield the fields of *old* in *nodes*; `None` for what *member* lacks."""
        for node in nodes:
            if isinstance(node, FieldNode):
                yield node
                continue
            found = self._fragment(node)
            if found is None:
                yield None
            elif is_always(self._schemas[0], found[0], old):
                if not is_always(self._schemas[1], found[0], member):
                    yield None
                yield from self._fields_in(found[1].selections, old, member)

    def _fragment(
        self, node: SelectionNode
    ) -> tuple[str | None, SelectionSetNode] | None:
        if isinstance(node, InlineFragmentNode):
            return condition_of(node), node.selection_set
        if not isinstance(node, FragmentSpreadNode):
            return None
        fragment = self._fragments[node.name.value]
        return fragment.type_condition.name.value, fragment.selection_set

    def _reads_field(
        self, old: GraphQLNamedType, new: GraphQLNamedType, node: FieldNode
    ) -> Readability:
        if node.name.value == "__typename":
            # In the record of an object it is read as that object's name alone.
            return Readability.FINE if is_abstract_type(old) else Readability.FAILS
        before, after = (fields_of(type_).get(node.name.value) for type_ in (old, new))
        if before is None or after is None:
            return Readability.FAILS
        below = self.can_decode(type_of(before), type_of(after), (node.selection_set,))
        return max(below, _asks(before, after))


def _asks(before: GraphQLField, after: GraphQLField) -> Readability:
    """Return what becomes of arguments that both fields take, given or left out."""
    pairs = [
        (before.args[name], after.args[name])
        for name in before.args.keys() & after.args.keys()
    ]
    if any(
        is_non_null(type_of(new)) and not is_non_null(type_of(old))
        for old, new in pairs
    ):
        return Readability.FAILS  # for a variable that gives it may be null
    if any(default_of(old) != default_of(new) for old, new in pairs):
        return Readability.CHANGED_MEANING
    return Readability.FINE


def _sent(type_: GraphQLNamedType) -> frozenset[str] | None:
    if isinstance(type_, GraphQLEnumType) or type_.name in TEXTS:
        return frozenset({"string"})
    return _SENDS.get(type_.name)


def _read(type_: GraphQLNamedType) -> frozenset[str]:
    # Generated enums are open: they read any string.
    if isinstance(type_, GraphQLEnumType):
        return frozenset({"string"})
    return _SENDS.get(type_.name, frozenset())
