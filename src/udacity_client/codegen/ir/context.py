"""Hold what is known of one domain before its models are made; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    FragmentDefinitionNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)

from udacity_client.codegen.documents.aliases import rename_fragment, rename_operation
from udacity_client.codegen.documents.reachable_types import reached_inputs
from udacity_client.codegen.documents.selections import Selections, Shape
from udacity_client.codegen.ir import Models
from udacity_client.codegen.secret_fields import SECRETS
from udacity_client.schema.documents import Documents, named


@dataclass
class Context:
    """Hold one domain's schema and documents, and the models made of them.

    Attributes:
        domain: The domain, such as `program-progress`.
        schema: Its schema.
        sent: Its documents as they are sent, but for the names of Python.
        documents: The same, written out for each member of unions and interfaces.
        secrets: Coordinates whose values never print.
        inferred: Coordinates that no documentation states.
        models: What ariadne-codegen made so far.
    """

    domain: str
    schema: GraphQLSchema
    sent: Documents
    documents: Documents
    secrets: frozenset[str] = SECRETS
    inferred: frozenset[str] = frozenset()
    models: Models = field(default_factory=Models)

    @cached_property
    def selections(self) -> Selections:
        """Return what the documents select."""
        return Selections(self.schema, self.documents.fragments)

    @cached_property
    def inputs(self) -> dict[str, GraphQLInputObjectType]:
        """Return the input objects that the documents reach, by name."""
        return reached_inputs(self.schema, self.documents)

    @cached_property
    def sent_operations(self) -> dict[str, OperationDefinitionNode]:
        """Return the operations by name, as they are sent."""
        operations = self.sent.operations
        return {named(node): rename_operation(node) for node in operations}

    @cached_property
    def sent_fragments(self) -> dict[str, FragmentDefinitionNode]:
        """Return the fragments by name, as they are sent."""
        fragments = self.sent.fragments.items()
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
