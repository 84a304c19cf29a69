"""A server of the new schema that tries to answer with the JSON of a witness."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    parse,
    print_ast,
)

from udacity_client.drift.impact.findings import Witness
from udacity_client.drift.witness.variables import VariablesGenerator


@dataclass(frozen=True)
class WitnessServer:
    """A server whose clients were generated from another schema.

    Attributes:
        clients: The schema that the clients know.
        schema: The server's schema.
        documents: The document that is sent for each operation, by its name.
    """

    clients: GraphQLSchema
    schema: GraphQLSchema
    documents: dict[str, str]

    def can_answer(self, witness: Witness) -> bool:
        """Return whether any flags and types make it answer with *witness*."""
        answer = json.loads(witness.content)
        operation = parse(self.documents[witness.operation]).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        names = [
            type_.name
            for type_ in self.schema.type_map.values()
            if isinstance(type_, GraphQLObjectType)
        ]
        return any(
            self._given(witness.operation, answer["data"], variables, name) == answer
            for variables in self._variables(operation)
            for name in names
        )

    def _variables(
        self, operation: OperationDefinitionNode
    ) -> Iterator[dict[str, Any]]:
        least = VariablesGenerator(self.clients, self.schema).minimal(operation)
        flags = [
            node.variable.name.value
            for node in operation.variable_definitions
            if print_ast(node.type).startswith("Boolean")
        ]
        for values in product((False, True), repeat=len(flags)):
            yield {**least, **dict(zip(flags, values, strict=True))}

    def _given(
        self, operation: str, data: object, variables: dict[str, Any], member: str
    ) -> object:
        """Return the answer with *data*; objects without a type name are a *member*."""

        def value(
            source: dict[str, Any], info: GraphQLResolveInfo, **_: object
        ) -> object:
            return source[str(info.path.key)]

        def typename(source: dict[str, Any], *_: object) -> str:
            return str(source.get("__typename", member))

        return execute_sync(
            self.schema,
            parse(self.documents[operation]),
            data,
            variable_values=variables,
            operation_name=operation,
            field_resolver=value,
            type_resolver=typename,
        ).formatted


def documents_of(package: Path) -> dict[str, str]:
    """Return the document of each operation in the generated *package*."""
    manifest = json.loads((package / "operations.json").read_text(encoding="utf-8"))
    return {one["name"]: one["document"] for one in manifest["operations"]}
