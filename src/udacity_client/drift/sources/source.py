"""Look at the schema that committed ones are compared with, without comparing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from graphql import GraphQLSchema

from udacity_client.errors import Problem
from udacity_client.schema.documents import Documents
from udacity_client.schema.sdl import read_schema


@dataclass(frozen=True, kw_only=True)
class DomainRequest:
    """Hold what of one domain is compared.

    Attributes:
        domain: The API domain.
        schema: The committed schema.
        documents: The operations that were written for it.
    """

    domain: str
    schema: GraphQLSchema
    documents: Documents


@dataclass(frozen=True, kw_only=True)
class SchemaSnapshot:
    """Hold what was seen of one domain's other schema.

    Attributes:
        committed: What the committed schema is, as far as the other one can tell.
        other: The other schema; `None` where it could not be seen.
        unseen: Why it could not be seen; nothing where it was.
        notes: What stays unseen in a schema that was seen.
        refused: Why the other side refuses operations, where it told no schema.
        capabilities: What the introspection of the server knows that told the schema;
            `None` where it came from elsewhere.
    """

    committed: GraphQLSchema
    other: GraphQLSchema | None
    unavailable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    capabilities: tuple[str, ...] | None = None


SchemaSource: TypeAlias = Callable[[DomainRequest], SchemaSnapshot]
"""See the other schema of a domain; what cannot be seen is told, not raised."""


def folder_source(folder: Path) -> SchemaSource:
    """Return how to see the schemas that lie in *folder*."""

    def look(asked: DomainRequest) -> SchemaSnapshot:
        unseen = list[Problem]()
        found = read_schema(folder / f"{asked.domain}.graphql", unseen)
        return SchemaSnapshot(
            committed=asked.schema,
            other=found.schema if found else None,
            unavailable=tuple(map(str, unseen)),
        )

    return look
