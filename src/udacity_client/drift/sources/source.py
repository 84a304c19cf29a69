"""A source of schemas to compare with; the sources that read files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from graphql import GraphQLSchema

from udacity_client.errors import Problem
from udacity_client.schema.documents import Documents
from udacity_client.schema.sdl import PULL_AGAIN, SchemaFile, read_schema


@dataclass(frozen=True, kw_only=True)
class DomainRequest:
    """One domain's committed schema and operations.

    Attributes:
        domain: The API domain.
        schema: The committed schema.
        documents: The operations that were written for it.
        schema_file: The file of the committed schema, if it was read from one.
    """

    domain: str
    schema: GraphQLSchema
    documents: Documents
    schema_file: SchemaFile | None = None


@dataclass(frozen=True, kw_only=True)
class SchemaSnapshot:
    """The schema of one domain, as a source loaded it.

    Attributes:
        committed: The committed schema to compare with.
        other: The loaded schema; `None` if it could not be loaded.
        unavailable: Why it could not be loaded; else empty.
        notes: What the loaded schema does not show.
        refused: The operations that the server refuses, if it does not show its schema.
        capabilities: The introspection features of the server; `None` if the schema is
            not from a server.
    """

    committed: GraphQLSchema
    other: GraphQLSchema | None
    unavailable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    capabilities: tuple[str, ...] | None = None


SchemaSource: TypeAlias = Callable[[DomainRequest], SchemaSnapshot]
"""Load the schema to compare with. A failure is in the snapshot; nothing is raised."""


ReadSchema: TypeAlias = Callable[[DomainRequest, list[Problem]], SchemaFile | None]
"""Read the schema of a domain, or add to the problems why there is none. If its text is
that of the committed schema, it is the same object."""


def folder_source(folder: Path) -> SchemaSource:
    """Return a source that reads `<domain>.graphql` or `<domain>.json` in *folder*."""

    def read(request: DomainRequest, problems: list[Problem]) -> SchemaFile | None:
        path = folder / f"{request.domain}.json"
        file = path if path.is_file() else path.with_suffix(".graphql")
        return read_schema(file, problems, known=request.schema_file)

    return source_of(read)


def file_source(file: Path) -> SchemaSource:
    """Return a source that reads *file*, for whichever domain."""
    return source_of(
        lambda request, problems: read_schema(file, problems, known=request.schema_file)
    )


def source_of(read: ReadSchema) -> SchemaSource:
    """Return a source that gets each domain's schema from *read*."""

    def load(request: DomainRequest) -> SchemaSnapshot:
        problems = list[Problem]()
        found = read(request, problems)
        return SchemaSnapshot(
            committed=request.schema,
            other=found.schema if found else None,
            unavailable=tuple(map(_told, problems)),
            notes=tuple(map(_told, found.invalid)) if found else (),
        )

    return load


def _told(problem: Problem) -> str:
    """Return *problem* without the advice for a committed schema.

    A pull would replace the committed schema before anything was compared.
    """
    hint = (problem.hint or "").removesuffix(PULL_AGAIN).rstrip()
    return str(problem._replace(hint=hint or None))
