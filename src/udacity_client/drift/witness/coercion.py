"""Coerce variables and arguments with graphql-core, as a server does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_argument_values,
    get_variable_values,
    visit,
)

_HasArguments: TypeAlias = FieldNode | DirectiveNode


def coercion_error(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    document: DocumentNode,
    variables: Mapping[str, object],
) -> str | None:
    """Return why a server with *schema* rejects *variables*; `None` if it accepts them.

    Args:
        schema: The server's schema.
        operation: The operation.
        document: The operation and its fragments.
        variables: The variables that are sent.
    """
    coerced = get_variable_values(
        schema, operation.variable_definitions, dict(variables)
    )
    if isinstance(coerced, list):
        return coerced[0].message
    visitor = _ArgumentCoercion(schema, coerced)
    visit(document, TypeInfoVisitor(visitor.types, visitor))
    return next(iter(visitor.errors), None)


class _ArgumentCoercion(Visitor):
    """Coerces every argument of a document, as a server does before it runs it."""

    def __init__(self, schema: GraphQLSchema, variables: dict[str, object]) -> None:
        super().__init__()
        self.types = TypeInfo(schema)
        self.errors: list[str] = []
        self._variables = variables

    def enter_field(self, node: FieldNode, *_: object) -> None:
        definition = self.types.get_field_def()
        if definition is not None:
            self._check(definition, node)

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        definition = self.types.get_directive()
        if definition is not None:
            self._check(definition, node)

    def _check(
        self, definition: GraphQLField | GraphQLDirective, node: _HasArguments
    ) -> None:
        try:
            get_argument_values(definition, node, self._variables)
        except GraphQLError as error:
            self.errors.append(error.message)
