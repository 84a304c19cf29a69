"""Hold what is known of one domain before its models are made; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from udacity_client.codegen.aliases import rename_fragment
from udacity_client.codegen.documents import Documents
from udacity_client.codegen.ir import Models
from udacity_client.codegen.secret_coordinates import SECRETS
from udacity_client.codegen.selections import Selections, Shape


@dataclass
class Context:
    """Hold one domain's schema and documents, and the models made of them.

    Attributes:
        domain: The domain, such as `program-progress`.
        schema: Its schema.
        documents: Its documents, as they were written.
        secrets: Coordinates whose values never print.
        inferred: Coordinates that no documentation states.
        models: What ariadne-codegen made so far.
    """

    domain: str
    schema: GraphQLSchema
    documents: Documents
    secrets: frozenset[str] = SECRETS
    inferred: frozenset[str] = frozenset()
    models: Models = field(default_factory=Models)

    @cached_property
    def selections(self) -> Selections:
        """Return what the documents select."""
        return Selections(self.schema, self.documents.fragments)

    @cached_property
    def renamed_fragments(self) -> dict[str, FragmentDefinitionNode]:
        """Return the fragments by name, as they are sent."""
        fragments = self.documents.fragments.items()
        return {name: rename_fragment(node) for name, node in fragments}

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Return the classes that the documents give, by name."""
        return {
            shape.name: shape
            for definition in self.documents.definitions
            if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode))
            for shape in self.selections.shapes(definition)
        }
