"""Tell whether two selections have the same fields, however they are written."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from graphql import is_leaf_type

from udacity_client.codegen.documents.collect_fields import (
    FieldCollector,
    Occurrences,
    SourceKey,
    source_keys,
)
from udacity_client.codegen.documents.type_conditions import (
    CompositeType,
    Source,
    TypeConditions,
    View,
    composite_type,
)
from udacity_client.schema.graphql_types import named_type

_Key: TypeAlias = tuple[str, frozenset[SourceKey]]


class _Selection(NamedTuple):
    """What is selected of all objects of a type."""

    type: CompositeType
    sources: tuple[Source, ...]

    @property
    def key(self) -> _Key:
        return self.type.name, source_keys(self.sources)


class _Field(NamedTuple):
    """A field of a structure, which others must have as well."""

    key: str
    name: str
    is_optional: bool
    below: _Selection | None


_Structure: TypeAlias = list[tuple[View, list[_Field]]]


class Structures:
    """Numbers of selections; those of the same structure share one."""

    def __init__(
        self, type_conditions: TypeConditions, collector: FieldCollector
    ) -> None:
        self._types = type_conditions
        self._collector = collector
        self._numbers: dict[_Key, int] = {}
        self._known: dict[object, int] = {}

    def are_same(self, view: View, one: Occurrences, other: Occurrences) -> bool:
        """Return whether a field of *view* reads the same at both of its selections."""
        if one == other:
            return True
        if is_optional(one) != is_optional(other):
            return False
        first, second = self._below(view, one), self._below(view, other)
        if first is None or second is None or first.key == second.key:
            return True
        return self._number(first) == self._number(second)

    def _below(self, view: View, occurrences: Occurrences) -> _Selection | None:
        definition = self._collector.definition(view, occurrences)
        if is_leaf_type(named_type(definition)):
            return None
        type_ = composite_type(definition)
        return _Selection(type_, self._collector.below(occurrences))

    def _number(self, selection: _Selection) -> int:
        """Return the number of *selection*; those of what is below it come first."""
        stack = [(selection, self._structure(selection))]
        while stack:
            current, structure = stack[-1]
            unknown = [
                field.below
                for _, fields in structure
                for field in fields
                if field.below is not None and field.below.key not in self._numbers
            ]
            if unknown:
                stack += [(below, self._structure(below)) for below in unknown]
                continue
            content = self._content(structure)
            number = self._known.setdefault(content, len(self._known))
            self._numbers[current.key] = number
            stack.pop()
        return self._numbers[selection.key]

    def _structure(self, selection: _Selection) -> _Structure:
        return [
            (view, self._fields(view, selection.sources))
            for view in self._types.views(selection.type, selection.sources)
        ]

    def _fields(self, view: View, sources: tuple[Source, ...]) -> list[_Field]:
        collected = self._collector.collect(view, sources).fields
        return [
            _Field(
                key,
                occurrences[0].node.name.value,
                is_optional(occurrences),
                self._below(view, occurrences),
            )
            for key, occurrences in collected.items()
        ]

    def _content(self, structure: _Structure) -> object:
        return tuple(
            (
                view,
                frozenset(
                    (
                        field.key,
                        field.name,
                        field.is_optional,
                        field.below and self._numbers[field.below.key],
                    )
                    for field in fields
                ),
            )
            for view, fields in structure
        )


def is_optional(occurrences: Occurrences) -> bool:
    """Return whether each way to a field has a condition."""
    return all(occurrence.conditions for occurrence in occurrences)
