"""The public names of a domain's package: which class or method something becomes.

Names are claimed in this order, and a later claim yields to an earlier one: enums and
inputs of the schema, fragments, operations, and what an operation adds. Within one
kind, whoever has the name already in its Python spelling comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.naming import (
    definition_class_name,
    iterator_name,
    method_name,
    type_class_name,
    unused_name,
)
from udacity_client.codegen.reserved_names import MODULE_NAMES, PACKAGE_NAMES
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import definition_location, location


@dataclass(frozen=True)
class OperationNames:
    """The names that one operation gets."""

    model: str
    variables: str
    constant: str
    method: str
    iterator: str


@dataclass
class PublicNames:
    """The public names of one domain's package.

    Attributes:
        types: The classes of enums and inputs, by the type's name.
        fragments: The classes of fragments, by the fragment's name.
        operations: The names of operations, by the operation's name.
        notes: The names that yielded to others.
    """

    types: dict[str, str] = field(default_factory=dict[str, str])
    fragments: dict[str, str] = field(default_factory=dict[str, str])
    operations: dict[str, OperationNames] = field(
        default_factory=dict[str, OperationNames]
    )
    notes: list[Problem] = field(default_factory=list[Problem])

    @property
    def of_documents(self) -> Iterator[str]:
        """The names that fragments and operations get in modules."""
        yield from self.fragments.values()
        for one in self.operations.values():
            yield from (one.model, one.variables, one.constant)


def public_names(analysis: DocumentAnalysis) -> PublicNames:
    """Return the public names for the schema and the documents of *analysis*."""
    return _Claims(analysis).names


class _Claims:
    def __init__(self, analysis: DocumentAnalysis) -> None:
        self._analysis = analysis
        self._classes = {*PACKAGE_NAMES}
        self._methods = {*MODULE_NAMES}
        self.names = PublicNames()
        self._claim_types(analysis.schema)
        self._claim_fragments()
        self._claim_operations()

    def _claim_types(self, schema: GraphQLSchema) -> None:
        types = {
            name: type_
            for name, type_ in schema.type_map.items()
            if isinstance(type_, GraphQLEnumType | GraphQLInputObjectType)
        }
        reached = self._analysis.enums.keys() | self._analysis.inputs.keys()
        for name in _own_spelling_first(types, type_class_name):
            place = definition_location(types[name]) if name in reached else None
            self.names.types[name] = self._claim(type_class_name(name), "", place)

    def _claim_fragments(self) -> None:
        for name in _own_spelling_first(
            self._analysis.normalised.fragments, definition_class_name
        ):
            place = location(self._analysis.fragments[name].name)
            self.names.fragments[name] = self._claim(
                definition_class_name(name), "Record", place
            )

    def _claim_operations(self) -> None:
        operations = self._analysis.operations
        in_order = [*_own_spelling_first(operations, definition_class_name)]
        places = {name: location(operations[name]) for name in in_order}
        models = {name: self._claim_model(name, places[name]) for name in in_order}
        methods = {
            name: self._claim_method(method_name(name), places[name])
            for name in _own_spelling_first(operations, method_name)
        }
        for name in in_order:
            place, method = places[name], methods[name]
            iterator = iterator_name(method)
            if self._analysis.connection(operations[name]) is not None:
                iterator = self._claim_method(iterator, place)
            wanted = f"{definition_class_name(name)}Variables"
            self.names.operations[name] = OperationNames(
                model=models[name],
                variables=self._claim(wanted, "", place),
                constant=self._claim(method.upper(), "", place),
                method=method,
                iterator=iterator,
            )

    def _claim_model(self, name: str, place: Location) -> str:
        wanted = definition_class_name(name)
        # `GetUserVariables` is what the variables of `GetUser` are called.
        if wanted.endswith("Variables"):
            wanted = f"{wanted}Result"
        return self._claim(wanted, "Result", place)

    def _claim_method(self, wanted: str, place: Location) -> str:
        name = unused_name(wanted, self._methods)
        return self._note(wanted, name, place, self._methods)

    def _claim(self, wanted: str, suffix: str, place: Location | None) -> str:
        name = wanted if wanted not in self._classes else f"{wanted}{suffix}"
        return self._note(
            wanted, unused_name(name, self._classes), place, self._classes
        )

    def _note(
        self, wanted: str, name: str, place: Location | None, taken: set[str]
    ) -> str:
        taken.add(name)
        if name != wanted and place is not None:
            message = f"`{wanted}` is taken, so this is called `{name}` in Python."
            self.names.notes.append(Problem(place, message))
        return name


def _own_spelling_first(
    names: Iterable[str], python_name: Callable[[str], str]
) -> Iterator[str]:
    return iter(sorted(names, key=lambda name: (python_name(name) != name, name)))
