"""Parse, validate and execute the GraphQL documents of one domain. No HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from graphql import (
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql import (
    execute_sync as graphql_execute,  # pyright: ignore[reportUnknownVariableType] - its hint for middleware is incomplete
)
from graphql.pyutils import Path

from udacity_client.emulator.introspection import (
    introspection_rules,
    older_introspection_types,
)
from udacity_client.emulator.options import Options
from udacity_client.emulator.schema import Resolver, load_schema
from udacity_client.emulator.state import RequestContext

_DOCUMENT_CACHE_SIZE = 256

# gqlgen's own limit. Without one, a document could keep the emulator busy for minutes.
_MAX_TOKENS = 15_000

Stage = Literal["parse", "validation"]


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document that may be executed, or its errors and the stage that found them."""

    document: DocumentNode | None = None
    errors: tuple[GraphQLError, ...] = ()
    stage: Stage = "validation"


class Domain:
    """The executable schema of one domain."""

    def __init__(
        self,
        name: str,
        sdl: str,
        resolvers: Mapping[str, Resolver],
        *,
        options: Options,
    ) -> None:
        self.name = name
        self.sdl = sdl
        self._schema = load_schema(sdl, resolvers)
        self._introspection_types = older_introspection_types(
            options.introspection_year
        )
        self._rules = [*specified_rules, *introspection_rules(options)]
        # Clients send the same few documents again and again.
        self.prepare: Callable[[str], PreparedDocument] = lru_cache(
            maxsize=_DOCUMENT_CACHE_SIZE
        )(self._prepare)

    def execute(
        self,
        document: DocumentNode,
        *,
        variables: Mapping[str, object] | None,
        operation_name: str | None,
        context: RequestContext,
    ) -> ExecutionResult:
        """Execute a valid document for one caller."""
        errors: list[GraphQLError] = []
        result = graphql_execute(
            self._schema,
            document,
            context_value=context,
            variable_values=None if variables is None else dict(variables),
            operation_name=operation_name,
            execution_context_class=_execution_context(
                context.failing_fields, errors, self._introspection_types
            ),
        )
        if errors:
            result.errors = [*(result.errors or ()), *errors]
        return result

    def _prepare(self, query: str) -> PreparedDocument:
        try:
            document = parse(query, max_tokens=_MAX_TOKENS)
            errors = validate(self._schema, document, self._rules)
        except GraphQLError as error:
            return PreparedDocument(errors=(error,), stage="parse")
        except RecursionError:
            return PreparedDocument(
                errors=(GraphQLError("Document is nested too deeply."),)
            )
        return (
            PreparedDocument(errors=tuple(errors))
            if errors
            else PreparedDocument(document)
        )


def _execution_context(
    failing_fields: Mapping[str, str],
    errors: list[GraphQLError],
    introspection_types: Mapping[str, GraphQLNamedType],
) -> type[ExecutionContext] | None:
    """Return an execution context in which fields fail but their parents do not.

    The null of a failing field does not propagate to its parent, even if its type is
    non-null. This breaks the schema on purpose: the documentation of the real API shows
    `pageInfo: null`, and gqlgen responds `__schema: null` if introspection is disabled.
    *introspection_types* replace the types that introspection reports on itself.
    """
    if not failing_fields and not introspection_types:
        return None

    class Breaking(ExecutionContext):
        def execute_field(
            self,
            parent_type: GraphQLObjectType,
            source: object,
            field_nodes: list[FieldNode],
            path: Path,
        ) -> object:
            message = failing_fields.get(field_nodes[0].name.value)
            if message is None:
                if isinstance(source, GraphQLObjectType):
                    source = introspection_types.get(source.name, source)
                return super().execute_field(parent_type, source, field_nodes, path)
            errors.append(GraphQLError(message, field_nodes, path=path.as_list()))
            return None

    return Breaking


def sole_operation_name(document: DocumentNode) -> str | None:
    """Return the name of the operation if *document* has just one; None if unnamed."""
    operation = get_operation_ast(document)
    return None if operation is None or operation.name is None else operation.name.value


def root_fields(
    document: DocumentNode, operation: OperationDefinitionNode
) -> frozenset[str]:
    """Return the names of the root fields that *operation* selects."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    names: set[str] = set()
    pending: list[SelectionSetNode] = [operation.selection_set]
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FieldNode):
                names.add(selection.name.value)
            elif isinstance(selection, FragmentSpreadNode):
                # Validation rejected unknown and circular fragments.
                pending.append(fragments[selection.name.value].selection_set)
            elif isinstance(selection, InlineFragmentNode):
                pending.append(selection.selection_set)
    return frozenset(names)
