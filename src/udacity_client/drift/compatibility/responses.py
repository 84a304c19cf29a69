"""Can code that was generated for the old schema decode the responses of the new one?

The two schemas are walked together, along what an operation selects. At each place the
new schema says what a server may send, and the model of the generated code says what
becomes of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from udacity_client.codegen.custom_scalars import is_any_json, scalar_type
from udacity_client.codegen.documents.collect_fields import (
    FieldCollector,
    Occurrences,
)
from udacity_client.codegen.documents.structure import is_optional
from udacity_client.codegen.documents.type_conditions import (
    Source,
    View,
    members_of,
)
from udacity_client.drift.compatibility.arguments import SentArguments
from udacity_client.drift.compatibility.decoder import (
    DecoderModel,
    collected_nodes,
    field_collector,
    subselections,
)
from udacity_client.drift.compatibility.effects import (
    FAILS,
    Effects,
    ResponseEffect,
    blaming,
    is_never_fine,
    settled,
    uncertain,
)
from udacity_client.drift.compatibility.samples import (
    decodes_leaf,
    decodes_null,
    nullable,
    output_samples,
)
from udacity_client.drift.compatibility.scalars import (
    TEXT_SCALARS,
    is_renamed_scalar,
)
from udacity_client.drift.diff.compare import renamed_roots
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    type_of,
)

_TYPENAME: Final = "__typename"


class ResponseReader:
    """What generated code makes of the new schema's responses.

    Args:
        schemas: The old and the new schema.
        fragments: The fragments that documents may spread, by name.
    """

    def __init__(
        self,
        schemas: tuple[GraphQLSchema, GraphQLSchema],
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.schemas = schemas
        self.fragments = fragments
        self._current = renamed_roots(*schemas)
        self._former = {new: old for old, new in self._current.items()}
        self.decoder: DecoderModel = DecoderModel(schemas[0], fragments)
        self.collector: FieldCollector = field_collector(schemas[1], fragments)

    def effects(self, operation: OperationDefinitionNode) -> Effects:
        """Return the effects of the new schema on responses to *operation*.

        It has to be valid for the old schema.
        """
        roots = [one.get_root_type(operation.operation) for one in self.schemas]
        if roots[0] is None or roots[1] is None:
            return ()
        reading = _OperationReading(self, operation)
        effects = reading.composite(roots[1], roots[0], (operation.selection_set,))
        if roots[0].name != self.former_name(roots[1]):
            effects = blaming(effects, f"schema.{operation.operation.value}")
        return effects

    def former_name(self, new: GraphQLNamedType) -> str:
        """Return the name that *new* had: a renamed root type is the same type."""
        return self._former.get(new.name, new.name)

    def current_name(self, old: str) -> str:
        """Return the name that the type *old* has now."""
        return self._current.get(old, old)

    def has_unknown_members(
        self, selections: SelectionSetNode, type_: GraphQLNamedType
    ) -> bool:
        """Return whether a new member of *type_* decodes as `UnknownMember`.

        It does if each member of today has a record of its own. Otherwise it decodes as
        the record of all members that are not told apart.
        """
        views = self.decoder.views(type_, [selections])
        return views[0].possible_types is not None and not any(
            view.is_rest for view in views
        )


class _OperationReading:
    """The reading of the responses to one operation."""

    def __init__(
        self, reader: ResponseReader, operation: OperationDefinitionNode
    ) -> None:
        self._reader = reader
        self._schemas = reader.schemas
        self._decoder = reader.decoder
        self._known: dict[object, Effects] = {}
        self._sent = SentArguments(operation, self._schemas[0], reader.former_name)

    def value(
        self, new: GraphQLType, old: GraphQLType, nodes: Sequence[FieldNode]
    ) -> Effects:
        """Return the effects on a value whose type was *old* and is *new*."""
        effects = self._present(nullable(new), nullable(old), nodes)
        if is_non_null(new):
            return effects
        if decodes_null(old):
            return uncertain(effects)
        is_certain = is_never_fine(effects)
        null = replace(FAILS, certain=is_certain)
        return (null, *effects)

    def _present(
        self, new: GraphQLType, old: GraphQLType, nodes: Sequence[FieldNode]
    ) -> Effects:
        if is_list(new) and is_list(old):
            return uncertain(self.value(inside(new), inside(old), nodes))
        before, after = get_named_type(old), get_named_type(new)
        if is_list(new) or is_list(old):
            is_certain = not is_any_json(before) and not is_any_json(after)
            fails = replace(FAILS, certain=is_certain)
            return () if is_list(new) and is_any_json(before) else (fails,)
        if not is_composite_type(before) or not is_composite_type(after):
            return self._leaf(after, before)
        effects = self.composite(after, before, tuple(subselections(nodes)))
        return (
            settled(effects)
            if type(before) is type(after)
            and (before.name == self._reader.former_name(after))
            else effects
        )

    def _leaf(self, new: GraphQLNamedType, old: GraphQLNamedType) -> Effects:
        if is_any_json(old) or is_renamed_scalar(self._schemas, old, new):
            return ()
        if old.name == new.name and (
            isinstance(old, GraphQLEnumType) or type(old) is type(new)
        ):
            return ()  # an enum that became a scalar is assumed to keep its values
        fails = replace(FAILS, causes=frozenset({old.name}))
        if is_composite_type(old) or is_composite_type(new):
            return (fails,)
        samples = output_samples(new)
        decoded = [decodes_leaf(old, one, closed=False) for one in samples]
        if all(decoded):
            return ()
        # Text may hold a time, and a type of the project's own may read any JSON.
        may_be = old.name in TEXT_SCALARS and "x" in samples
        may_be |= scalar_type(old) is not None
        return (replace(fails, certain=not any(decoded) and not may_be),)

    def composite(
        self,
        new: GraphQLNamedType,
        old: GraphQLNamedType,
        selected: tuple[SelectionSetNode, ...],
    ) -> Effects:
        """Return the effects on an object whose type was *old* and is *new*."""
        key = new.name, old.name, tuple(map(id, selected))
        if key not in self._known:
            self._known[key] = self._members(new, old, selected)
        return self._known[key]

    def _members(
        self,
        new: GraphQLNamedType,
        old: GraphQLNamedType,
        selected: tuple[SelectionSetNode, ...],
    ) -> Effects:
        before = _possible(self._schemas[0], old)
        after = _possible(self._schemas[1], new)
        kept = {self._reader.former_name(member) for member in after}
        # Requests mean what they meant for the only type there, unless it is gone.
        is_replaced = (
            old.name != self._reader.former_name(new)
            and len(before) == 1
            and before[0].name not in kept
        )
        only = before[0] if is_replaced else None
        found = [self._object(member, old, selected, only) for member in after]
        whole = tuple(one for effects in found for one in effects)
        if type(new) is not type(old):
            whole = blaming(whole, old.name)
        return whole if all(map(is_never_fine, found)) else uncertain(whole)

    def _object(
        self,
        member: GraphQLObjectType,
        old: GraphQLNamedType,
        selected: tuple[SelectionSetNode, ...],
        only: GraphQLObjectType | None,
    ) -> Effects:
        view = self._decoder.view(old, member.name, selected)
        after = self._collected(member, selected)
        if view is None:
            # Unions are open: it decodes as `UnknownMember`, once the server responds.
            unread = self._unread(member, after.values())
            return blaming(unread, member.name)
        sources = [Source(one, view.type) for one in selected]
        before = self._decoder.collector.collect(view, sources).fields
        others = [after[key] for key in after.keys() - before.keys()]
        names = [one.name for one in _possible(self._schemas[0], old)]
        is_new = self._reader.former_name(member) not in names
        effects = tuple(
            effect
            for key, occurrences in before.items()
            for effect in self._key(
                member, view, occurrences, after.get(key, []), is_new=is_new
            )
        )
        if is_new:
            given = [after[key] for key in after.keys() & before.keys()]
            effects += tuple(self._arguments(member, only, view, given))
        effects = blaming(effects, member.name) if is_new else effects
        return (*effects, *blaming(self._unread(member, others), member.name))

    def _collected(
        self, member: GraphQLObjectType, selected: Sequence[SelectionSetNode]
    ) -> dict[str, Occurrences]:
        """Return what a server of the new schema selects of *member*, by key."""
        return collected_nodes(self._reader.collector, member, selected)

    def _unread(
        self, member: GraphQLObjectType, selected: Iterable[Occurrences]
    ) -> Effects:
        """Return the effects on fields that no record has, but the server executes."""
        found = list[ResponseEffect]()
        for occurrences in selected:
            nodes = [occurrence.node for occurrence in occurrences]
            field = member.fields.get(nodes[0].name.value)
            if field is None:
                continue
            found += self._sent.missing(member, nodes[0], field, is_new=True)
            type_ = get_named_type(type_of(field))
            below = subselections(nodes)
            for one in _possible(self._schemas[1], type_):
                inner = self._unread(one, self._collected(one, below).values())
                found += uncertain(inner)
        return tuple(found)

    def _key(
        self,
        member: GraphQLObjectType,
        view: View,
        before: Occurrences,
        after: Occurrences,
        *,
        is_new: bool,
    ) -> Effects:
        name = before[0].node.name.value
        causes = {f"{view.type.name}.{name}", f"{member.name}.{name}"}
        causes |= {f"{one.parent.name}.{name}" for one in before}
        if name == _TYPENAME:
            # The record of an object accepts only that object's name.
            is_own = isinstance(view.type, GraphQLObjectType)
            effects: Effects = (
                (FAILS,) if is_own and view.type.name != member.name else ()
            )
        elif after and name in member.fields:
            effects = tuple(self._field(member, view, before, is_new=is_new))
        elif after and name.startswith("__"):
            return ()
        else:
            fails = () if is_optional(before) else (FAILS,)
            return blaming(fails, member.name, *causes)
        if after and is_optional(after):
            effects = uncertain(effects)
            if not is_optional(before):
                effects += (replace(FAILS, certain=False),)
        return blaming(effects, *causes)

    def _field(
        self,
        member: GraphQLObjectType,
        view: View,
        occurrences: Occurrences,
        *,
        is_new: bool,
    ) -> Iterator[ResponseEffect]:
        nodes = [occurrence.node for occurrence in occurrences]
        name = nodes[0].name.value
        old = self._decoder.collector.definition(view, occurrences)
        new = member.fields[name]
        yield from self._sent.missing(member, nodes[0], new, is_new=is_new)
        # What is not always selected decodes as null, too.
        is_nullable = is_optional(occurrences)
        before = nullable(type_of(old)) if is_nullable else type_of(old)
        yield from self.value(type_of(new), before, nodes)

    def _arguments(
        self,
        member: GraphQLObjectType,
        only: GraphQLObjectType | None,
        view: View,
        selected: Iterable[Occurrences],
    ) -> Iterator[ResponseEffect]:
        """Yield what the arguments of a new *member* mean for the same request."""
        for occurrences in selected:
            node = occurrences[0].node
            new = member.fields.get(node.name.value)
            if new is None:
                continue
            old = self._decoder.collector.definition(view, occurrences)
            yield from self._sent.lost_nulls(node, old, new)
            if only is not None and node.name.value in only.fields:
                yield from self._sent.changed(node, only.fields[node.name.value], new)


def _possible(
    schema: GraphQLSchema, type_: GraphQLNamedType
) -> list[GraphQLObjectType]:
    """Return the types of the objects that *type_* stands for, if it is composite."""
    return (
        [type_] if isinstance(type_, GraphQLObjectType) else members_of(schema, type_)
    )
