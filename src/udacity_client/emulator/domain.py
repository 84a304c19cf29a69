"""Parse, validate and execute the documents of one domain, without any HTTP."""

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
    parse,
    specified_rules,
    validate,
)
from graphql import (
    execute_sync as graphql_execute,  # pyright: ignore[reportUnknownVariableType] - its hint for middleware is incomplete
)
from graphql.pyutils import Path

from udacity_client.emulator.introspection import rules_of, types_of
from udacity_client.emulator.options import Options
from udacity_client.emulator.schema import Resolver, load_schema
from udacity_client.emulator.state import Call

_DOCUMENTS_KEPT = 256

Stage = Literal["parse", "validation"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be executed, or what is wrong with it."""

    document: DocumentNode | None = None
    errors: tuple[GraphQLError, ...] = ()
    stage: Stage = "validation"


class Domain:
    """One of the five schemas, ready to answer."""

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
        self._older = types_of(options.introspection_year)
        self._rules = [*specified_rules, *rules_of(options)]
        # Clients send the same few documents over and over.
        self.prepare: Callable[[str], Prepared] = lru_cache(maxsize=_DOCUMENTS_KEPT)(
            self._prepare
        )

    def execute(
        self,
        document: DocumentNode,
        *,
        variables: Mapping[str, object] | None,
        operation_name: str | None,
        call: Call,
    ) -> ExecutionResult:
        """Return what a valid document gives for one caller."""
        failures: list[GraphQLError] = []
        result = graphql_execute(
            self._schema,
            document,
            context_value=call,
            variable_values=None if variables is None else dict(variables),
            operation_name=operation_name,
            execution_context_class=_breaking(call.broken, failures, self._older),
        )
        if failures:
            result.errors = [*(result.errors or ()), *failures]
        return result

    def _prepare(self, query: str) -> Prepared:
        try:
            document = parse(query)
            errors = validate(self._schema, document, self._rules)
        except GraphQLError as error:
            return Prepared(errors=(error,), stage="parse")
        except RecursionError:
            return Prepared(errors=(GraphQLError("Document is nested too deeply."),))
        return Prepared(errors=tuple(errors)) if errors else Prepared(document)


def _breaking(
    broken: Mapping[str, str],
    failures: list[GraphQLError],
    older: Mapping[str, GraphQLNamedType],
) -> type[ExecutionContext] | None:
    """Return an execution in which fields fail without taking their parents along.

    That breaks the schema's promises on purpose: the real API is documented to answer
    `pageInfo: null`, and gqlgen answers `__schema: null` where introspection is off.
    Introspection tells of itself what *older* says.
    """
    if not broken and not older:
        return None

    class Breaking(ExecutionContext):
        def execute_field(
            self,
            parent_type: GraphQLObjectType,
            source: object,
            field_nodes: list[FieldNode],
            path: Path,
        ) -> object:
            message = broken.get(field_nodes[0].name.value)
            if message is None:
                if isinstance(source, GraphQLObjectType):
                    source = older.get(source.name, source)
                return super().execute_field(parent_type, source, field_nodes, path)
            failures.append(GraphQLError(message, field_nodes, path=path.as_list()))
            return None

    return Breaking


def sole_operation_name(document: DocumentNode) -> str | None:
    """Return the name of the only operation of *document*, where it has one."""
    operations = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    ]
    if len(operations) != 1 or operations[0].name is None:
        return None
    return operations[0].name.value


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
                # Validation has refused unknown and circular fragments.
                pending.append(fragments[selection.name.value].selection_set)
            elif isinstance(selection, InlineFragmentNode):
                pending.append(selection.selection_set)
    return frozenset(names)
