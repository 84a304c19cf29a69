"""Can code that was generated for one output type decode the responses of another?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Final, cast

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

from udacity_client.codegen.custom_scalars import is_any_json
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    Source,
    TypeConditions,
    condition_of,
    is_always_met,
)
from udacity_client.drift.diff.compare_fields import default_of, fields_of
from udacity_client.drift.impact.scalars import TEXT_SCALARS, is_renamed_scalar
from udacity_client.drift.usage.operation_usage import Fragments
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

_JSON_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "Boolean": frozenset({"boolean"}),
    "Float": frozenset({"integer", "fraction"}),
    "ID": frozenset({"string"}),
    "Int": frozenset({"integer"}),
    "String": frozenset({"string"}),
}
"""The JSON kinds of a scalar in responses. Code generated for it decodes the same."""


class Readability(IntEnum):
    """What becomes of responses, the worst last."""

    FINE = 0
    CHANGED_MEANING = 1
    """Responses still decode, but a changed argument default means they answer a
    different request."""
    FAILS = 2


class OutputDecoder:
    """What code generated for the old schema decodes of the new one's responses.

    Types of the same name count as equal: a change inside one is a change of its own.

    Args:
        schemas: The old and the new schema.
        fragments: The fragments that documents may spread, by name.
    """

    def __init__(
        self, schemas: tuple[GraphQLSchema, GraphQLSchema], fragments: Fragments
    ) -> None:
        self._schemas = schemas
        self._fragments = fragments
        self._types = TypeConditions(schemas[0], fragments)

    def has_unknown_members(
        self, selections: SelectionSetNode, type_: GraphQLNamedType
    ) -> bool:
        """Return whether a new member of *type_* decodes as `UnknownMember`.

        It does if each member of today has a record of its own. Otherwise it decodes as
        the record of all members that are not told apart.
        """
        if not self._types.tells_apart(type_, selections):
            return False
        composite = cast("CompositeType", type_)
        views = self._types.views(composite, [Source(selections, composite)])
        return not any(view.is_rest for view in views)

    def can_decode(
        self,
        old: GraphQLType,
        new: GraphQLType,
        selected: tuple[SelectionSetNode | None, ...],
    ) -> Readability:
        """Return whether code generated for *old* decodes responses of *new*.

        Args:
            old: The old type of a field, lists and nullability included.
            new: The new type.
            selected: What is selected of the field, at each of its places.
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
        return self.can_decode_named(before, after, selected)

    def can_decode_named(
        self,
        before: GraphQLNamedType,
        after: GraphQLNamedType,
        selected: tuple[SelectionSetNode | None, ...],
    ) -> Readability:
        """Return the same for types without lists and nullability.

        Args:
            before: The old type of a field.
            after: The new type. It may have the same name.
            selected: What is selected of the field, at each of its places.
        """
        if is_composite_type(before) and is_composite_type(after):
            found = (
                self._decode_selected(before, after, part)
                if part
                else Readability.FAILS
                for part in selected
            )
            return max(found, default=Readability.FINE)
        return (
            Readability.FINE
            if self._can_decode_leaf(before, after)
            else Readability.FAILS
        )

    def _can_decode_leaf(
        self, before: GraphQLNamedType, after: GraphQLNamedType
    ) -> bool:
        if is_any_json(before):
            return True
        if before.name == after.name:
            # An enum that became a scalar is assumed to keep its values.
            return isinstance(before, GraphQLEnumType)
        sent = _kinds_sent(after)
        return is_renamed_scalar(self._schemas, before, after) or (
            sent is not None and sent <= _kinds_decoded(before)
        )

    def _decode_selected(
        self, old: GraphQLNamedType, new: GraphQLNamedType, selected: SelectionSetNode
    ) -> Readability:
        if self._types.tells_apart(old, selected):
            # Unions are open: a new member decodes as `UnknownMember`, or as the record
            # of all members that are not told apart.
            return Readability.FINE
        found = (
            self._decode_object(old, member, selected)
            for member in self._members_of_new(new)
        )
        return max(found, default=Readability.FINE)

    def _members_of_new(self, type_: GraphQLNamedType) -> list[GraphQLNamedType]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return [*self._schemas[1].get_possible_types(type_)]
        return [type_]

    def _decode_object(
        self,
        old: GraphQLNamedType,
        member: GraphQLNamedType,
        selected: SelectionSetNode,
    ) -> Readability:
        if old.name == member.name:
            return Readability.FINE
        found = (
            self._decode_field(old, member, node) if node else Readability.FAILS
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
            elif self._is_met(0, found[0], old):
                if not self._is_met(1, found[0], member):
                    yield None
                yield from self._fields_in(found[1].selections, old, member)

    def _is_met(
        self, schema: int, condition: str | None, type_: GraphQLNamedType
    ) -> bool:
        return condition is None or is_always_met(
            self._schemas[schema], condition, type_
        )

    def _fragment(
        self, node: SelectionNode
    ) -> tuple[str | None, SelectionSetNode] | None:
        if isinstance(node, InlineFragmentNode):
            return condition_of(node), node.selection_set
        if not isinstance(node, FragmentSpreadNode):
            return None
        fragment = self._fragments[node.name.value]
        return fragment.type_condition.name.value, fragment.selection_set

    def _decode_field(
        self, old: GraphQLNamedType, new: GraphQLNamedType, node: FieldNode
    ) -> Readability:
        if node.name.value == "__typename":
            # The record of an object accepts only that object's name.
            return Readability.FINE if is_abstract_type(old) else Readability.FAILS
        before, after = (fields_of(type_).get(node.name.value) for type_ in (old, new))
        if before is None or after is None:
            return Readability.FAILS
        below = self.can_decode(type_of(before), type_of(after), (node.selection_set,))
        return max(below, _compare_arguments(before, after))


def _compare_arguments(before: GraphQLField, after: GraphQLField) -> Readability:
    """Return what becomes of responses if arguments of a field changed."""
    pairs = [
        (before.args[name], after.args[name])
        for name in before.args.keys() & after.args.keys()
    ]
    if any(
        is_non_null(type_of(new)) and not is_non_null(type_of(old))
        for old, new in pairs
    ):
        return Readability.FAILS  # a variable that is given for it may be null
    if any(default_of(old) != default_of(new) for old, new in pairs):
        return Readability.CHANGED_MEANING
    return Readability.FINE


def _kinds_sent(type_: GraphQLNamedType) -> frozenset[str] | None:
    if isinstance(type_, GraphQLEnumType) or type_.name in TEXT_SCALARS:
        return frozenset({"string"})
    return _JSON_KINDS.get(type_.name)


def _kinds_decoded(type_: GraphQLNamedType) -> frozenset[str]:
    # Generated enums are open: they decode any string.
    if isinstance(type_, GraphQLEnumType):
        return frozenset({"string"})
    return _JSON_KINDS.get(type_.name, frozenset())
