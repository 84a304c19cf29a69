"""Documents as models see them: one selection for each class, its fields merged.

The rules are those of GraphQL: CollectFields, and the merging of selection sets. The
result is a graph of plain values. Nothing in it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_leaf_type,
)

from udacity_client.codegen.documents.collect_fields import (
    FieldCollector,
    Occurrence,
    Occurrences,
    SourceKey,
    source_keys,
)
from udacity_client.codegen.documents.fragment_records import FragmentRecords
from udacity_client.codegen.documents.structure import is_optional
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    Source,
    TypeConditions,
    View,
    composite_type,
)
from udacity_client.codegen.naming import field_names
from udacity_client.schema.graphql_types import named_type


@dataclass(frozen=True, eq=False)
class MergedField:
    """A field of a class.

    Attributes:
        key: Its response key.
        view: The objects that it is a field of.
        definition: Its definition in the schema.
        is_optional: Whether an answer may lack it.
        occurrences: All places where it is selected.
        members: What is selected below it, one selection for each class.
    """

    key: str
    view: View
    definition: GraphQLField
    is_optional: bool
    occurrences: tuple[Occurrence, ...]
    members: tuple[ClassSelection, ...]

    @property
    def name(self) -> str:
        """The field's name in the schema."""
        return self.occurrences[0].node.name.value

    @property
    def owner(self) -> CompositeType:
        """The type that defines it: that of its view, or the one it is written for."""
        has_it = self.name in getattr(self.view.type, "fields", ())
        return self.view.type if has_it else self.occurrences[0].parent

    @property
    def coordinate(self) -> str:
        """Its schema coordinate."""
        return f"{self.owner.name}.{self.name}"

    @property
    def type(self) -> GraphQLNamedType:
        """Its type without lists and nullability."""
        return named_type(self.definition)

    @property
    def is_told_apart(self) -> bool:
        """Whether it has several classes, or one that does not read all members."""
        return any(m.view.possible_types is not None for m in self.members)


@dataclass(eq=False)
class ClassSelection:
    """What one class reads.

    Attributes:
        view: The objects that it reads.
        names: The Python names of all its fields, by response key.
        bases: The fragments that are its base classes.
        fields: The fields that it declares itself.
    """

    view: View
    names: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    bases: tuple[str, ...] = ()
    fields: tuple[MergedField, ...] = field(default=(), repr=False)


_Key: TypeAlias = tuple[View, frozenset[SourceKey]]


class NormalisedDocuments:
    """The operations and fragments of a domain; they must be valid.

    Equal selections are one object, so what is below them is worked out once.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operations: Iterable[OperationDefinitionNode],
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._operations = tuple(operations)
        self._fragments = fragments
        self._types = TypeConditions(schema, fragments)
        self._collector = FieldCollector(schema, fragments, self._types)
        self._records = FragmentRecords(fragments, self._types, self._collector)
        self._made: dict[_Key, ClassSelection] = {}
        self._unfinished: list[tuple[ClassSelection, tuple[Source, ...]]] = []

    @cached_property
    def operations(self) -> dict[str, ClassSelection]:
        """What the answers to the operations hold, by the operations' names."""
        found: dict[str, ClassSelection] = {}
        for node in self._operations:
            root = self._schema.get_root_type(node.operation)
            if root is not None and node.name is not None:
                source = Source(node.selection_set, root)
                found[node.name.value] = self._selection(View(root), (source,))
        return found

    @cached_property
    def fragments(self) -> dict[str, ClassSelection]:
        """What the fragments hold that are classes, by their names."""
        return {
            name: self._fragment(self._fragments[name], record.view)
            for name, record in self._records.records.items()
        }

    def fields(self, selection: ClassSelection) -> dict[str, MergedField]:
        """Return all fields of a class by response key, those of its bases included."""
        fields: dict[str, MergedField] = {}
        for base in selection.bases:
            fields |= self.fields(self.fragments[base])
        return fields | {field.key: field for field in selection.fields}

    def reachable(self, *roots: ClassSelection) -> Iterator[ClassSelection]:
        """Yield *roots* and all selections that they hold or inherit, once each."""
        waiting, entered = [*reversed(roots)], set[int]()
        while waiting:
            selection = waiting.pop()
            if id(selection) in entered:
                continue
            entered.add(id(selection))
            yield selection
            below = [m for field in selection.fields for m in field.members]
            inherited = [self.fragments[base] for base in selection.bases]
            waiting += reversed([*below, *inherited])

    def _fragment(self, node: FragmentDefinitionNode, view: View) -> ClassSelection:
        return self._selection(view, (Source(node.selection_set, view.type),))

    def _selection(self, view: View, sources: tuple[Source, ...]) -> ClassSelection:
        """Return what *sources* select of *view*, with all that is below it."""
        selection = self._start(view, sources)
        while self._unfinished:
            self._finish(*self._unfinished.pop())
        return selection

    def _start(self, view: View, sources: tuple[Source, ...]) -> ClassSelection:
        """Return the selection of a class, which is to be finished later.

        Selections can be nested more deeply than Python's stack is.
        """
        key = (view, source_keys(sources))
        if key not in self._made:
            self._made[key] = ClassSelection(view)
            self._unfinished.append((self._made[key], sources))
        return self._made[key]

    def _finish(self, selection: ClassSelection, sources: tuple[Source, ...]) -> None:
        collected = self._collector.collect(selection.view, sources)
        selection.names = field_names(collected.fields)
        selection.bases = self._records.bases(selection.view, collected)
        inherited: set[str] = set()
        for base in selection.bases:
            inherited |= self._records.records[base].fields.keys()
        selection.fields = tuple(
            self._field(selection.view, key, occurrences)
            for key, occurrences in collected.fields.items()
            if key not in inherited
        )

    def _field(self, view: View, key: str, occurrences: Occurrences) -> MergedField:
        definition = self._collector.definition(view, occurrences)
        return MergedField(
            key=key,
            view=view,
            definition=definition,
            is_optional=is_optional(occurrences)
            or self._collector.is_lacking(view, occurrences),
            occurrences=tuple(occurrences),
            members=self._members(definition, occurrences),
        )

    def _members(
        self, definition: GraphQLField, occurrences: Occurrences
    ) -> tuple[ClassSelection, ...]:
        if is_leaf_type(named_type(definition)):
            return ()
        type_, sources = composite_type(definition), self._collector.below(occurrences)
        views = self._types.views(type_, sources)
        return tuple(self._start(view, sources) for view in views)
