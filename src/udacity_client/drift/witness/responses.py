"""Make up the smallest answers that one schema allows and another one does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from udacity_client.codegen.documents.inline_fragments import members_of
from udacity_client.codegen.documents.selections import field_of
from udacity_client.drift.witness.decoder import Decoder, FieldNodes, below, collected
from udacity_client.drift.witness.samples import answered_leaves
from udacity_client.drift.witness.targets import WitnessTarget, comes
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of


@dataclass(frozen=True)
class Answers:
    """Make answers of a new schema, as code made for an old one meets them.

    Attributes:
        new: The schema that answers.
        decoder: The code that reads.
        fragments: The fragments of the operations, by name.
        odd: Where the one value stands that is not read.
    """

    new: GraphQLSchema
    decoder: Decoder
    fragments: Mapping[str, FragmentDefinitionNode]
    odd: WitnessTarget

    def of(self, operation: OperationDefinitionNode) -> Iterator[dict[str, object]]:
        """Yield answers to *operation* that are read but for one value."""
        before, after = (
            schema.get_root_type(operation.operation)
            for schema in (self.decoder.schema, self.new)
        )
        if before is None or after is None:
            return
        selected = [operation.selection_set]
        if id(operation) in self.odd.targets:
            yield from self._odd_objects(after, before, selected)
        yield from self._bent_object(after, before, selected)

    # What is read

    def _fit(self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes) -> object:
        """Return the smallest value that is read, or the smallest where none is."""
        unread = list[object]()
        for value in self._values(new, old, nodes):
            if self.decoder.reads(value, old, nodes):
                return value
            unread.append(value)
        return unread[0] if unread else None

    def _values(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        if not is_non_null(new):
            yield None
        after, before = _present(new), _present(old)
        named = get_named_type(after)
        if is_list(after):
            yield list[object]()
        elif is_composite_type(named):
            for member in self._members(named):
                yield self._object(member, get_named_type(before), below(nodes))
        else:
            yield from answered_leaves(named)

    def _object(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> dict[str, object]:
        return {
            key: self._fit(*types, nodes) if types else member.name
            for key, nodes, types in self._fields(member, old, selected)
        }

    def _fields(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> Iterator[tuple[str, list[FieldNode], tuple[GraphQLType, GraphQLType] | None]]:
        """Yield keys that come, with their new and old types; `__typename` has none.

        A field that the old schema lacks counts as what it is in the new one.
        """
        parent = self.decoder.read_as(old, member.name, selected)
        asked = collected(self.new, self.fragments, member, selected)
        for key, every in asked.items():
            nodes = [node for node in every if comes(node, self.odd.flags)]
            if not nodes:
                continue
            name = nodes[0].name.value
            after, before = field_of(member, name), field_of(parent, name)
            if name == "__typename":
                yield key, nodes, None
            elif after is not None:
                yield key, nodes, (type_of(after), type_of(before or after))

    def _members(self, type_: GraphQLNamedType) -> list[GraphQLObjectType]:
        """Return what an answer of *type_* may be, first what has to be odd."""
        if isinstance(type_, GraphQLObjectType):
            return [type_]
        members = members_of(self.new, type_)
        return sorted(members, key=lambda one: one.name != self.odd.member)

    # What is not

    def _bent(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        """Yield values that are not read, for a reason at one of the targets."""
        if any(id(node) in self.odd.targets for node in nodes):
            yield from self._odd(new, old, nodes)
        after, before = _present(new), _present(old)
        if is_list(after) and is_list(before):
            for item in self._bent(inside(after), inside(before), nodes):
                yield [item]
        elif not is_list(after) and not is_list(before):
            named = get_named_type(after), get_named_type(before)
            if is_composite_type(named[0]):
                yield from self._bent_object(*named, below(nodes))

    def _bent_object(
        self,
        new: GraphQLNamedType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> Iterator[dict[str, object]]:
        for member in self._members(new):
            whole = self._object(member, old, selected)
            fields = list(self._fields(member, old, selected))
            leading = {
                key
                for key, nodes, _ in fields
                if any(id(node) in self.odd.nodes for node in nodes)
            }
            # Where another key is not read either, that one would be to blame.
            if self.decoder.unread(whole, old, selected) - leading:
                continue
            for key, nodes, types in fields:
                if types is None or key not in leading:
                    continue
                for value in self._bent(*types, nodes):
                    bent = {**whole, key: value}
                    if not self.decoder.reads_object(bent, old, selected):
                        yield bent

    def _odd(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        """Yield values of *new* that are not read as *old*, for a reason right here."""
        if not is_non_null(new) and is_non_null(old) and self.odd.member is None:
            yield None
        after, before = _present(new), _present(old)
        if is_list(after) and is_list(before):
            for item in self._odd(inside(after), inside(before), nodes):
                yield [item]
            return
        named = get_named_type(after), get_named_type(before)
        if is_list(after) or is_list(before):
            values = self._values(new, new, nodes)
            yield next(value for value in values if value is not None)
        elif is_composite_type(named[0]):
            yield from self._odd_objects(*named, below(nodes))
        else:
            for value in answered_leaves(named[0]):
                is_meant = self.odd.member in {None, value}
                if is_meant and not self.decoder.reads(value, before, nodes):
                    yield value

    def _odd_objects(
        self,
        new: GraphQLNamedType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> Iterator[dict[str, object]]:
        for member in self._members(new):
            if self.odd.member not in {None, member.name}:
                continue
            whole = self._object(member, old, selected)
            if not self.decoder.reads_object(whole, old, selected):
                yield whole
            elif new.name != old.name:
                yield from self._odd_fields(member, old, selected, whole)

    def _odd_fields(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
        whole: Mapping[str, object],
    ) -> Iterator[dict[str, object]]:
        """Yield *whole* with one field odd, because the object is of another type."""
        for key, nodes, types in self._fields(member, old, selected):
            for value in self._odd(*types, nodes) if types else ():
                yield {**whole, key: value}


def _present(type_: GraphQLType) -> GraphQLType:
    return inside(type_) if is_non_null(type_) else type_
