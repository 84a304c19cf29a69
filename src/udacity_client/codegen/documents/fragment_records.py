"""Fragments that are classes, and the classes that they can be bases of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import FragmentDefinitionNode, is_leaf_type

from udacity_client.codegen.documents.collect_fields import (
    CollectedFields,
    FieldCollector,
    Occurrences,
)
from udacity_client.codegen.documents.fragments import leaves_first
from udacity_client.codegen.documents.structure import Structures
from udacity_client.codegen.documents.type_conditions import (
    Source,
    TypeConditions,
    View,
    composite_type,
)
from udacity_client.codegen.naming import class_name, field_names
from udacity_client.schema.graphql_types import named_type


@dataclass(frozen=True)
class FragmentRecord:
    """A fragment that is a class.

    Attributes:
        name: The fragment.
        view: What its class reads.
        fields: All of its fields, by response key.
        names: What they are called in Python.
        bases: The fragments that are its base classes.
        owners: The fragment in whose class each field is declared, by response key.
        stand_in: An empty class with the same bases, to ask Python about their order.
    """

    name: str
    view: View
    fields: Mapping[str, Occurrences]
    names: Mapping[str, str]
    bases: tuple[str, ...]
    owners: Mapping[str, str]
    stand_in: type


class FragmentRecords:
    """The fragments that are classes, and the classes that they are bases of.

    A fragment that tells members of an abstract type apart is not a class.
    """

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        type_conditions: TypeConditions,
        collector: FieldCollector,
    ) -> None:
        self._types = type_conditions
        self._collector = collector
        self._structures = Structures(type_conditions, collector)
        self._by_stand_in: dict[type, str] = {}
        self.records: dict[str, FragmentRecord] = {}
        for name in leaves_first(fragments):
            self._add(name, fragments[name])

    def bases(self, view: View, collected: CollectedFields) -> tuple[str, ...]:
        """Return the fragments that are base classes of the class of *view*.

        All of a base's fields must read here as they read there, under the same names
        in Python.
        """
        names = field_names(collected.fields)
        fitting: list[FragmentRecord] = []
        inherited: set[str] = set()
        for name in collected.fragments:
            record = self.records.get(name)
            if record is None or name in inherited:
                continue
            if self._fits(record, view, collected.fields, names):
                fitting.append(record)
                inherited |= self._ancestors(record)
        return self._in_order(r for r in fitting if r.name not in inherited)

    def _add(self, name: str, fragment: FragmentDefinitionNode) -> None:
        type_ = self._types.type(fragment.type_condition.name.value)
        source, view = Source(fragment.selection_set, type_), View(type_)
        if self._types.refining(type_, [source]):
            return
        collected = self._collector.collect(view, [source])
        bases = self.bases(view, collected)
        owners = dict.fromkeys(collected.fields, name)
        for base in bases:
            owners |= self.records[base].owners
        stand_in = self._stand_in(name, bases)
        self._by_stand_in[stand_in] = name
        self.records[name] = FragmentRecord(
            name,
            view,
            collected.fields,
            field_names(collected.fields),
            bases,
            owners,
            stand_in,
        )

    def _fits(
        self,
        record: FragmentRecord,
        view: View,
        fields: Mapping[str, Occurrences],
        names: Mapping[str, str],
    ) -> bool:
        return record.names.items() <= names.items() and all(
            self._structures.are_same(view, fields[key], occurrences)
            for key, occurrences in record.fields.items()
        )

    def _ancestors(self, record: FragmentRecord) -> set[str]:
        bases = record.stand_in.__mro__[1:-1]
        return {self._by_stand_in[base] for base in bases}

    def _in_order(self, fitting: Iterable[FragmentRecord]) -> tuple[str, ...]:
        """Return those of *fitting* that Python takes as bases of one class."""
        kept: list[str] = []
        owners: dict[str, str] = {}
        for record in sorted(fitting, key=lambda record: record.name):
            own = self._owners_of_objects(record)
            if any(owners.get(name, owner) != owner for name, owner in own.items()):
                continue  # two classes would annotate one field, or have one name
            try:
                self._stand_in("", (*kept, record.name))
            except TypeError:
                continue  # no order of these bases suits Python
            kept.append(record.name)
            owners |= own
        return tuple(kept)

    def _stand_in(self, name: str, bases: tuple[str, ...]) -> type:
        return type(name, tuple(self.records[base].stand_in for base in bases), {})

    def _owners_of_objects(self, record: FragmentRecord) -> dict[str, str]:
        """Return the owners of the fields that have a class of their own.

        They are by the names of these classes, which begin with that of their field.
        """
        return {
            class_name(record.names[key], view.label): record.owners[key]
            for key, occurrences in record.fields.items()
            for view in self._views_below(record, occurrences)
        }

    def _views_below(
        self, record: FragmentRecord, occurrences: Occurrences
    ) -> tuple[View, ...]:
        definition = self._collector.definition(record.view, occurrences)
        if is_leaf_type(named_type(definition)):
            return ()
        below = self._collector.below(occurrences)
        return self._types.views(composite_type(definition), below)
