"""Generate small responses that the new schema allows and old code cannot decode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from udacity_client.codegen.documents.collect_fields import FieldCollector
from udacity_client.codegen.documents.type_conditions import members_of
from udacity_client.drift.compatibility.decoder import (
    DecoderModel,
    FieldNodes,
    collected_nodes,
    subselections,
)
from udacity_client.drift.compatibility.samples import nullable, output_samples
from udacity_client.drift.witness.targets import WitnessTarget, is_included
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of


@dataclass(frozen=True)
class ResponseGenerator:
    """A generator of responses that code for an old schema fails to decode.

    Attributes:
        new: The schema of the responses.
        decoder: What the generated code can decode.
        collector: Collects what a server of the new schema selects.
        target: Where the one value that fails has to be.
    """

    new: GraphQLSchema
    decoder: DecoderModel
    collector: FieldCollector
    target: WitnessTarget

    def failing(
        self, operation: OperationDefinitionNode
    ) -> Iterator[dict[str, object]]:
        """Yield responses to *operation* that decode except for one value."""
        before, after = (
            schema.get_root_type(operation.operation)
            for schema in (self.decoder.schema, self.new)
        )
        if before is None or after is None:
            return
        selected = [operation.selection_set]
        if id(operation) in self.target.targets:
            yield from self._broken_objects_here(after, before, selected)
        yield from self._broken_object(after, before, selected)

    # Values that decode

    def _valid(self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes) -> object:
        """Return the smallest value that decodes; if none does, the smallest."""
        failing = list[object]()
        for value in self._values(new, old, nodes):
            if self.decoder.decodes(value, old, nodes):
                return value
            failing.append(value)
        return failing[0] if failing else None

    def _values(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        if not is_non_null(new):
            yield None
        after, before = nullable(new), nullable(old)
        named = get_named_type(after)
        if is_list(after):
            yield list[object]()
        elif is_composite_type(named):
            for member in self._members(named):
                yield self._object(member, get_named_type(before), subselections(nodes))
        else:
            yield from output_samples(named)

    def _object(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> dict[str, object]:
        return {
            key: self._valid(*types, nodes) if types else member.name
            for key, nodes, types in self._fields(member, old, selected)
        }

    def _fields(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> Iterator[tuple[str, list[FieldNode], tuple[GraphQLType, GraphQLType] | None]]:
        """Yield an object's keys with their new and old types; `__typename` has none.

        A field that the old schema lacks counts as unchanged.
        """
        before = self.decoder.types(old, member.name, selected)
        collected = collected_nodes(self.collector, member, selected)
        for key, occurrences in collected.items():
            nodes = [
                occurrence.node
                for occurrence in occurrences
                if is_included(occurrence.conditions, self.target.flags)
            ]
            if not nodes:
                continue
            name = nodes[0].name.value
            if name == "__typename":
                yield key, nodes, None
            elif name in member.fields:
                after = type_of(member.fields[name])
                yield key, nodes, (after, before.get(key, after))

    def _members(self, type_: GraphQLNamedType) -> list[GraphQLObjectType]:
        """Return the possible types of *type_*, the target's first."""
        if isinstance(type_, GraphQLObjectType):
            return [type_]
        members = members_of(self.new, type_)
        return sorted(members, key=lambda one: one.name != self.target.member)

    # Values that fail to decode

    def _broken(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        """Yield values that fail to decode because of one of the targets."""
        if any(id(node) in self.target.targets for node in nodes):
            yield from self._broken_here(new, old, nodes)
        after, before = nullable(new), nullable(old)
        if is_list(after) and is_list(before):
            for item in self._broken(inside(after), inside(before), nodes):
                yield [item]
        elif not is_list(after) and not is_list(before):
            named = get_named_type(after), get_named_type(before)
            if is_composite_type(named[0]):
                yield from self._broken_object(*named, subselections(nodes))

    def _broken_object(
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
                if any(id(node) in self.target.nodes for node in nodes)
            }
            # If another key fails as well, it would be the cause.
            if self.decoder.failing_keys(whole, old, selected) - leading:
                continue
            for key, nodes, types in fields:
                if types is None or key not in leading:
                    continue
                for value in self._broken(*types, nodes):
                    broken = {**whole, key: value}
                    if not self.decoder.decodes_object(broken, old, selected):
                        yield broken

    def _broken_here(
        self, new: GraphQLType, old: GraphQLType, nodes: FieldNodes
    ) -> Iterator[object]:
        """Yield values of *new* that fail to decode as *old* by themselves."""
        if not is_non_null(new) and is_non_null(old) and self.target.member is None:
            yield None
        after, before = nullable(new), nullable(old)
        if is_list(after) and is_list(before):
            for item in self._broken_here(inside(after), inside(before), nodes):
                yield [item]
            return
        named = get_named_type(after), get_named_type(before)
        if is_list(after) or is_list(before):
            values = self._values(new, new, nodes)
            yield next(value for value in values if value is not None)
        elif is_composite_type(named[0]):
            yield from self._broken_objects_here(*named, subselections(nodes))
        else:
            for value in output_samples(named[0]):
                is_meant = self.target.member in {None, value}
                if is_meant and not self.decoder.decodes(value, before, nodes):
                    yield value

    def _broken_objects_here(
        self,
        new: GraphQLNamedType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> Iterator[dict[str, object]]:
        for member in self._members(new):
            if self.target.member not in {None, member.name}:
                continue
            whole = self._object(member, old, selected)
            if not self.decoder.decodes_object(whole, old, selected):
                yield whole
            elif new.name != old.name:
                yield from self._broken_fields(member, old, selected, whole)

    def _broken_fields(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
        whole: Mapping[str, object],
    ) -> Iterator[dict[str, object]]:
        """Yield *whole* with one field replaced: the object has another type."""
        for key, nodes, types in self._fields(member, old, selected):
            for value in self._broken_here(*types, nodes) if types else ():
                yield {**whole, key: value}
