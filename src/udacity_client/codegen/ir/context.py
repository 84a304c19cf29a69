"""Everything that is known about one domain while its package is compiled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from graphql import GraphQLInterfaceType, GraphQLObjectType

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.connections import connection_notes
from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.ir.public_names import PublicNames, public_names
from udacity_client.codegen.ir.record_classes import RecordClasses
from udacity_client.errors import Problem
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
    """

    domain: str
    analysis: DocumentAnalysis
    secrets: frozenset[str] = SECRETS
    inferred: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> PublicNames:
        """The public names of its package."""
        return public_names(self.analysis)

    @cached_property
    def classes(self) -> RecordClasses:
        """The classes of its records."""
        return RecordClasses(self.analysis, self.names)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What users should know about the package."""
        selections = self.analysis.normalised.operations.values()
        connections = [
            note
            for selection in selections
            for note in connection_notes(self.analysis.normalised, selection)
        ]
        return (*self.names.notes, *connections, *self._scalar_notes())

    def _scalar_notes(self) -> Iterator[Problem]:
        schema = self.analysis.schema
        for name in sorted(self.analysis.scalars):
            if name not in SCALARS:
                yield Problem(
                    definition_location(schema.type_map[name]),
                    f"The scalar `{name}` has no Python type, so its values are any "
                    "JSON.",
                )

    def is_secret(self, field: MergedField) -> bool:
        """Return whether values of *field* never print.

        A secret may be listed for the type itself, for one of its interfaces, or for
        one of its members.
        """
        owner = field.owner
        names = {owner.name, *(o.parent.name for o in field.occurrences)}
        if isinstance(owner, GraphQLObjectType | GraphQLInterfaceType):
            names.update(interface.name for interface in owner.interfaces)
        if isinstance(owner, GraphQLInterfaceType):
            members = self.analysis.schema.get_possible_types(owner)
            names.update(member.name for member in members)
        return any(f"{name}.{field.name}" in self.secrets for name in names)
