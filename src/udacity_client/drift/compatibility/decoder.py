"""A model of the responses that generated code can decode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, TypeAlias, cast

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

from udacity_client.codegen.documents.collect_fields import (
    FieldCollector,
    Occurrences,
)
from udacity_client.codegen.documents.structure import is_optional
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    Source,
    TypeConditions,
    View,
)
from udacity_client.drift.compatibility.samples import (
    decodes_leaf,
    decodes_null,
    nullable,
)
from udacity_client.schema.graphql_types import inside, is_list, type_of

_TYPENAME: Final = "__typename"

FieldNodes: TypeAlias = Sequence[FieldNode]
"""The field nodes that select one key of a response."""


@dataclass(frozen=True)
class DecoderModel:
    """What code generated for a schema can decode.

    Attributes:
        schema: The schema.
        fragments: The fragments of the operations, by name.
        closed: Whether enum values and members that the schema lacks count as failing.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    closed: bool = False

    def decodes_response(
        self, data: Mapping[str, object], operation: OperationDefinitionNode
    ) -> bool:
        """Return whether *data* can be decoded as the response to *operation*."""
        root = self.schema.get_root_type(operation.operation)
        return root is not None and self.decodes_object(
            data, root, [operation.selection_set]
        )

    def decodes(self, value: object, type_: GraphQLType, nodes: FieldNodes) -> bool:
        """Return whether *value* can be decoded for *type_*, as *nodes* select it."""
        if value is None:
            return decodes_null(type_)
        present = nullable(type_)
        if is_list(present):
            item = inside(present)
            return isinstance(value, list) and all(
                self.decodes(one, item, nodes) for one in cast("list[object]", value)
            )
        named = get_named_type(present)
        if not is_composite_type(named):
            return decodes_leaf(named, value, closed=self.closed)
        return isinstance(value, dict) and self.decodes_object(
            cast("dict[str, object]", value), named, subselections(nodes)
        )

    def decodes_object(
        self,
        value: Mapping[str, object],
        type_: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> bool:
        """Return whether *value*, an object of *type_*, can be decoded."""
        return not self.failing_keys(value, type_, selected)

    def failing_keys(
        self,
        value: Mapping[str, object],
        type_: GraphQLNamedType,
        selected: Sequence[SelectionSetNode],
    ) -> set[str]:
        """Return the keys of *value* that keep it from being decoded."""
        views, typename = self.views(type_, selected), value.get(_TYPENAME)
        if views[0].possible_types is not None and not isinstance(typename, str):
            return {_TYPENAME}
        view = self.view(type_, str(typename), selected)
        if view is None:
            return {_TYPENAME} if self.closed else set()
        fields = self.collector.collect(view, _sources(view.type, selected)).fields
        return {
            key
            for key, occurrences in fields.items()
            if not (value.get(key) is None and is_optional(occurrences))
            and (
                key not in value
                or not self._decodes_field(value[key], view, occurrences)
            )
        }

    def view(
        self,
        type_: GraphQLNamedType,
        member: str,
        selected: Sequence[SelectionSetNode],
    ) -> View | None:
        """Return the view whose record *member* of *type_* becomes, if there is one."""
        views = self.views(type_, selected)
        if views[0].possible_types is None:
            return views[0]
        own = (view for view in views if member in (view.possible_types or ()))
        rest = (view for view in views if view.is_rest)
        return next(chain(own, rest), None)

    def types(
        self,
        type_: GraphQLNamedType,
        member: str,
        selected: Sequence[SelectionSetNode],
    ) -> dict[str, GraphQLType]:
        """Return the type of each key of *member* of *type_*, as its record has it."""
        view = self.view(type_, member, selected)
        if view is None:
            return {}
        fields = self.collector.collect(view, _sources(view.type, selected)).fields
        return {
            key: type_of(self.collector.definition(view, occurrences))
            for key, occurrences in fields.items()
        }

    @cached_property
    def collector(self) -> FieldCollector:
        """Collects what is selected, by the rules of generated code."""
        return FieldCollector(self.schema, self.fragments, self._types)

    @cached_property
    def _types(self) -> TypeConditions:
        return TypeConditions(self.schema, self.fragments)

    def views(
        self, type_: GraphQLNamedType, selected: Sequence[SelectionSetNode]
    ) -> tuple[View, ...]:
        """Return the views that read objects of *type_*."""
        composite = cast("CompositeType", type_)
        return self._types.views(composite, _sources(composite, selected))

    def _decodes_field(
        self, value: object, view: View, occurrences: Occurrences
    ) -> bool:
        nodes = [occurrence.node for occurrence in occurrences]
        if nodes[0].name.value == _TYPENAME:
            is_object = isinstance(view.type, GraphQLObjectType)
            return value == view.type.name if is_object else isinstance(value, str)
        definition = self.collector.definition(view, occurrences)
        return self.decodes(value, type_of(definition), nodes)


def _sources(
    type_: CompositeType, selected: Sequence[SelectionSetNode]
) -> tuple[Source, ...]:
    return tuple(Source(selections, type_) for selections in selected)


def collected_nodes(
    collector: FieldCollector,
    member: GraphQLObjectType,
    selected: Sequence[SelectionSetNode],
) -> dict[str, Occurrences]:
    """Return what selects each key of an object of type *member*, in order."""
    return collector.collect(View(member), _sources(member, selected)).fields


def field_collector(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
) -> FieldCollector:
    """Return the collector of what a server of *schema* selects.

    It has read all *fragments*, so make one for all operations.
    """
    return FieldCollector(schema, fragments, TypeConditions(schema, fragments))


def subselections(nodes: FieldNodes) -> list[SelectionSetNode]:
    """Return what *nodes* select of their field."""
    found: list[SelectionSetNode | None] = [node.selection_set for node in nodes]
    return [one for one in found if one is not None]
