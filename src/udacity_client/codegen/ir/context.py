"""Everything that is known about one domain while its package is compiled."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from udacity_client.codegen.documents.aliases import rename_fragment, rename_operation
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.selections import Shape
from udacity_client.codegen.ir import Models
from udacity_client.codegen.secret_fields import SECRETS
from udacity_client.schema.documents import operation_name


@dataclass
class Context:
    """One domain's documents, settings and models. Each fact is computed once.

    Attributes:
        domain: The domain, such as `program-progress`.
        analysis: What its documents select and reach.
        secrets: Coordinates whose values never print.
        inferred: Coordinates that no documentation states.
        models: What ariadne-codegen made so far; its plugin adds to them.
    """

    domain: str
    analysis: DocumentAnalysis
    secrets: frozenset[str] = SECRETS
    inferred: frozenset[str] = frozenset()
    models: Models = field(default_factory=Models)

    @cached_property
    def sent_operations(self) -> dict[str, OperationDefinitionNode]:
        """The operations by name, as they are sent."""
        operations = self.analysis.sent.operations
        return {operation_name(node): rename_operation(node) for node in operations}

    @cached_property
    def sent_fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments by name, as they are sent."""
        fragments = self.analysis.sent.fragments.items()
        return {name: rename_fragment(node) for name, node in fragments}

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The classes that the documents give, by name."""
        return {
            shape.name: shape
            for definition in self.analysis.definitions
            for shape in self.analysis.shapes(definition)
        }
