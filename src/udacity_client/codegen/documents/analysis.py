"""What the documents of one domain select and reach, each fact computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from graphql import (
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)

from udacity_client.codegen.documents.connections import (
    Connection,
    find_connection,
    find_root,
)
from udacity_client.codegen.documents.inline_fragments import expand_abstract_selections
from udacity_client.codegen.documents.reachable_types import (
    flattened_input,
    reached_enums,
    reached_inputs,
)
from udacity_client.codegen.documents.selections import Selected, Selections, Shape
from udacity_client.codegen.documents.typenames import add_typenames
from udacity_client.schema.documents import Documents

Executable: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode
"""A definition that selects fields."""


@dataclass(frozen=True)
class DocumentAnalysis:
    """The facts about one domain's documents that linting and compiling share.

    The documents may be invalid: the linter looks for problems with these facts.
    Facts about one definition are kept by the `id` of its node. graphql-core compares
    and hashes nodes by content, which walks the whole tree under them, and a document
    may hold two definitions that are equal. No id is used again, because `expanded`
    keeps its nodes alive.

    Attributes:
        schema: The domain's schema.
        documents: The documents, as read from the files.
    """

    schema: GraphQLSchema
    documents: Documents

    @cached_property
    def sent(self) -> Documents:
        """The documents that are sent, before fields get their Python names."""
        return add_typenames(self.schema, self.documents)

    @cached_property
    def expanded(self) -> Documents:
        """The documents that models are made from: one selection per concrete type."""
        return expand_abstract_selections(self.schema, self.sent)

    @cached_property
    def definitions(self) -> tuple[Executable, ...]:
        """The operations and fragments of `expanded`, in order."""
        return tuple(
            node for node in self.expanded.definitions if isinstance(node, Executable)
        )

    @cached_property
    def selections(self) -> Selections:
        """Walks the selections of `expanded`."""
        return Selections(self.schema, self.expanded.fragments)

    @cached_property
    def inputs(self) -> Mapping[str, GraphQLInputObjectType]:
        """The input objects that variables reach, by name."""
        return reached_inputs(self.schema, self.expanded.operations)

    @cached_property
    def enums(self) -> Mapping[str, GraphQLEnumType]:
        """The enums that variables and selections reach, by name."""
        return reached_enums(
            self.schema,
            self.expanded.operations,
            inputs=self.inputs.values(),
            shapes=chain.from_iterable(self._shapes.values()),
        )

    def shapes(self, definition: Executable) -> tuple[Shape, ...]:
        """Return the classes for *definition*, which is one of `definitions`."""
        return self._shapes[id(definition)]

    def root(self, operation: OperationDefinitionNode) -> Selected | None:
        """Return the only root field of *operation*, one of `definitions`."""
        return self._roots[id(operation)]

    def connection(self, operation: OperationDefinitionNode) -> Connection | None:
        """Return the connection that *operation*, one of `definitions`, returns."""
        return self._connections[id(operation)]

    def flattened_input(
        self, operation: OperationDefinitionNode
    ) -> GraphQLInputObjectType | None:
        """Return the input object whose fields are the arguments of *operation*."""
        return self._flattened_inputs[id(operation)]

    @cached_property
    def _shapes(self) -> Mapping[int, tuple[Shape, ...]]:
        return {
            id(node): tuple(self.selections.shapes(node)) for node in self.definitions
        }

    @cached_property
    def _roots(self) -> Mapping[int, Selected | None]:
        return {
            id(node): find_root(self.selections, node)
            for node in self.expanded.operations
        }

    @cached_property
    def _flattened_inputs(self) -> Mapping[int, GraphQLInputObjectType | None]:
        return {
            id(node): flattened_input(self.schema, node)
            for node in self.expanded.operations
        }

    @cached_property
    def _connections(self) -> Mapping[int, Connection | None]:
        return {
            key: find_connection(self.selections, root) if root else None
            for key, root in self._roots.items()
        }
