"""Where variables stand; and those that may be left out, but not be null.

A nullable variable may stand at a place that takes no null if one of them has a default
(GraphQL, 5.8.5). Null itself is an error of the server then.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    ValidationContext,
    VariableNode,
    is_non_null_type,
)


class VariablePlaces:
    """The places of variables in documents.

    Args:
        schema: The schema.
        definitions: The operations and the fragments.
    """

    def __init__(
        self, schema: GraphQLSchema, definitions: Sequence[ExecutableDefinitionNode]
    ) -> None:
        document = DocumentNode(definitions=tuple(definitions))
        # It keeps the places in each fragment, which many operations may use.
        self._context = ValidationContext(
            schema, document, TypeInfo(schema), on_error=lambda _: None
        )

    def of(
        self, operation: OperationDefinitionNode, variable: str
    ) -> Sequence[VariableNode]:
        """Return the places of *variable* in *operation*."""
        usages = self._context.get_recursive_variable_usages(operation)
        return [one.node for one in usages if one.node.name.value == variable]

    def never_null(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """Return the variables of *operation* for which null is an error."""
        return frozenset(
            usage.node.name.value
            for usage in self._context.get_recursive_variable_usages(operation)
            if is_non_null_type(usage.type)  # pyright: ignore[reportUnknownMemberType] - graphql-core's generics
        )
