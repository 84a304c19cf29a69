"""What the documents of one domain select and reach, each fact computed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from graphql import (
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
)

from udacity_client.codegen.documents.connections import (
    Connection,
    find_connection,
    only_root,
)
from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    MergedField,
    NormalisedDocuments,
)
from udacity_client.codegen.documents.null_variables import Receiver, VariablePlaces
from udacity_client.codegen.documents.page_arguments import PageArgument
from udacity_client.codegen.documents.reachable_types import (
    flattened_input,
    reached_enums,
    reached_inputs,
    variable_types,
)
from udacity_client.codegen.documents.sent_documents import add_typenames
from udacity_client.schema.documents import Documents, operation_name
from udacity_client.schema.graphql_types import named_type


@dataclass(frozen=True)
class DocumentAnalysis:
    """The facts about one domain's documents that linting and compiling share.

    The documents must be valid for all but `documents` and `schema`.

    Attributes:
        schema: The domain's schema.
        documents: The documents, as read from the files.
    """

    schema: GraphQLSchema
    documents: Documents

    @cached_property
    def sent(self) -> Documents:
        """The documents as they are sent."""
        definitions = [
            node
            for node in self.documents.definitions
            if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
        ]
        return replace(
            self.documents, definitions=add_typenames(self.schema, definitions)
        )

    @cached_property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        """The fragments as they are sent, by name."""
        return self.sent.fragments

    @cached_property
    def operations(self) -> Mapping[str, OperationDefinitionNode]:
        """The operations as they are sent, by name, sorted."""
        operations = {operation_name(node): node for node in self.sent.operations}
        return dict(sorted(operations.items()))

    @cached_property
    def normalised(self) -> NormalisedDocuments:
        """The documents that models are made from."""
        return NormalisedDocuments(
            self.schema, self.operations.values(), self.fragments
        )

    @cached_property
    def inputs(self) -> Mapping[str, GraphQLInputObjectType]:
        """The input objects that variables reach, by name."""
        return reached_inputs(self.schema, self.operations.values())

    @cached_property
    def enums(self) -> Mapping[str, GraphQLEnumType]:
        """The enums that variables and selections reach, by name."""
        selections = self.normalised.reachable(
            *self.normalised.operations.values(), *self.normalised.fragments.values()
        )
        return reached_enums(
            self.schema,
            self.operations.values(),
            inputs=self.inputs.values(),
            selections=selections,
        )

    @cached_property
    def scalars(self) -> frozenset[str]:
        """The names of the scalars that variables and selections reach."""
        normalised = self.normalised
        roots = [*normalised.operations.values(), *normalised.fragments.values()]
        types = [f.type for one in normalised.reachable(*roots) for f in one.fields]
        types += variable_types(self.schema, self.operations.values())
        for input_type in self.inputs.values():
            types += map(named_type, input_type.fields.values())
        return frozenset(t.name for t in types if isinstance(t, GraphQLScalarType))

    def selection(self, operation: OperationDefinitionNode) -> ClassSelection:
        """Return what the response to *operation* holds."""
        return self.normalised.operations[operation_name(operation)]

    def roots(self, operation: OperationDefinitionNode) -> list[MergedField]:
        """Return the root fields of *operation*."""
        return [*self.normalised.fields(self.selection(operation)).values()]

    def root(self, operation: OperationDefinitionNode) -> MergedField | None:
        """Return the only root field of *operation*, or `None` if it has several."""
        return only_root(self.normalised, self.selection(operation))

    def connection(self, operation: OperationDefinitionNode) -> Connection | None:
        """Return the connection that *operation* results in, or `None`."""
        return self._connections[operation_name(operation)]

    def flattened_input(
        self, operation: OperationDefinitionNode
    ) -> GraphQLInputObjectType | None:
        """Return the input object whose fields are the arguments of *operation*."""
        return flattened_input(self.schema, operation)

    def is_shared(
        self, operation: OperationDefinitionNode, argument: PageArgument
    ) -> bool:
        """Return whether the variable of *argument* stands elsewhere, too."""
        if argument.variable is None:
            return False
        places = self._variable_places.of(operation, argument.variable)
        own = {id(node) for node in argument.nodes}
        return any(id(node) not in own for node in places)

    def never_null(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """Return the nullable variables of *operation* for which null is an error."""
        types = [node.type for node in operation.variable_definitions]
        if all(isinstance(type_, NonNullTypeNode) for type_ in types):
            return frozenset()
        return self._variable_places.never_null(operation)

    def receivers(self, operation: OperationDefinitionNode) -> Iterator[Receiver]:
        """Yield the arguments and input fields that are given variables."""
        return self._variable_places.receivers(operation)

    @cached_property
    def _variable_places(self) -> VariablePlaces:
        definitions = [*self.operations.values(), *self.fragments.values()]
        return VariablePlaces(self.schema, definitions)

    @cached_property
    def _connections(self) -> Mapping[str, Connection | None]:
        return {
            name: find_connection(self.normalised, selection)
            for name, selection in self.normalised.operations.items()
        }
