"""Everything that is known about one domain while its package is compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
)

from udacity_client.codegen.annotations import SCALARS, PythonTypes
from udacity_client.codegen.docstrings import paragraphs
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.connections import connection_notes
from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.documents.page_notes import page_notes
from udacity_client.codegen.ir import ScalarSpec
from udacity_client.codegen.ir.public_names import PublicNames, public_names
from udacity_client.codegen.ir.record_classes import RecordClasses
from udacity_client.codegen.local_names import LocalNames
from udacity_client.codegen.naming import scalar_names
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import definition_location
from udacity_client.schema.shipped import SECRETS


@dataclass(frozen=True)
class Context:
    """One domain's documents and settings. Each fact is computed once.

    Attributes:
        domain: The domain, such as `program-progress`.
        analysis: What its documents select and reach.
        secrets: Coordinates whose values never print.
        inferred: Coordinates that no documentation states.
        scalar_types: The Python types of scalars, as settings say.
    """

    domain: str
    analysis: DocumentAnalysis
    secrets: frozenset[str] = SECRETS
    inferred: frozenset[str] = frozenset()
    scalar_types: Mapping[str, ScalarType] = field(
        default_factory=dict[str, ScalarType]
    )

    @cached_property
    def names(self) -> PublicNames:
        """The public names of its package."""
        return public_names(self.analysis)

    @cached_property
    def classes(self) -> RecordClasses:
        """The classes of its records."""
        return RecordClasses(self.analysis, self.names)

    @cached_property
    def types(self) -> PythonTypes:
        """The Python types of its GraphQL types."""
        return PythonTypes(self.names.types, self.local)

    @cached_property
    def local(self) -> LocalNames:
        """What its modules call the names that they import."""
        reached = self.analysis.enums.keys() | self.analysis.inputs.keys()
        types = (self.names.types[name] for name in reached)
        nested = (one.name for one in self.classes.all)
        taken = frozenset({*types, *nested, *self.names.of_documents})
        return LocalNames(taken, scalar_names(self.scalars))

    @cached_property
    def scalars(self) -> Mapping[str, ScalarType]:
        """The Python types of the scalars that its documents reach."""
        return {
            name: self.scalar_types[name]
            for name in sorted(self.analysis.scalars & self.scalar_types.keys())
            if not self.scalar_types[name].is_json
        }

    def scalar_spec(self, name: str) -> ScalarSpec:
        """Return the type of the scalar *name*, which settings name."""
        doc = self.analysis.schema.type_map[name].description
        return ScalarSpec(self.local.scalars[name], self.scalars[name], paragraphs(doc))

    @property
    def untyped_scalars(self) -> Mapping[str, Location]:
        """The scalars that have no Python type, and their places."""
        known = SCALARS.keys() | self.scalar_types.keys()
        types = self.analysis.schema.type_map
        return {
            name: definition_location(types[name])
            for name in sorted(self.analysis.scalars - known)
        }

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What users should know about the package."""
        selections = self.analysis.normalised.operations.values()
        connections = [
            note
            for selection in selections
            for note in connection_notes(self.analysis.normalised, selection)
        ]
        pages = [
            note
            for operation in self.analysis.operations.values()
            for note in page_notes(self.analysis, operation)
        ]
        return (*self.names.notes, *connections, *pages)

    def is_secret(self, field: MergedField) -> bool:
        """Return whether values of *field* never print."""
        owners = (field.owner, *(o.parent for o in field.occurrences))
        return any(self._is_secret(owner, field.name) for owner in owners)

    def secret_variables(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """Return the variables of *operation* whose values never print.

        One place of a variable that is secret is enough.
        """
        if not operation.variable_definitions:
            return frozenset()
        return frozenset(
            variable
            for variable, owner, element in self.analysis.receivers(operation)
            if self._is_secret(owner, element)
        )

    def _is_secret(self, owner: GraphQLNamedType, element: str) -> bool:
        """Return whether *element* of *owner* is listed.

        A secret may be listed for the type itself, for one of its interfaces, or for
        one of its members.
        """
        names = {owner.name}
        if isinstance(owner, GraphQLObjectType | GraphQLInterfaceType):
            names.update(interface.name for interface in owner.interfaces)
        if isinstance(owner, GraphQLInterfaceType):
            members = self.analysis.schema.get_possible_types(owner)
            names.update(member.name for member in members)
        return any(f"{name}.{element}" in self.secrets for name in names)
