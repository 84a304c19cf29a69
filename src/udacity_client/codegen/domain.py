"""Read one domain's schema and documents, naming every problem, compiling nothing."""

from __future__ import annotations

from dataclasses import dataclass

from udacity_client.codegen.documents import Documents, read_documents
from udacity_client.codegen.lint import lint
from udacity_client.codegen.sdl import SchemaFile, read_schema
from udacity_client.codegen.sources import Sources
from udacity_client.errors import Problem


@dataclass(frozen=True)
class Domain:
    """Hold what was read of one domain.

    Attributes:
        name: The domain's name, such as `catalog`.
        schema_file: Its schema; `None` where there is none to be read.
        documents: Its operations and fragments.
        problems: What is wrong with any of it; it cannot be compiled then.
    """

    name: str
    schema_file: SchemaFile | None
    documents: Documents
    problems: tuple[Problem, ...]


def read_domain(sources: Sources, name: str) -> Domain:
    """Return what *sources* hold of the domain *name*."""
    problems: list[Problem] = []
    schema_file = read_schema(sources.schema_file(name), problems)
    documents = read_documents(sources.queries / name, problems)
    if schema_file is not None:
        problems += lint(schema_file.schema, documents)
    return Domain(name, schema_file, documents, tuple(dict.fromkeys(problems)))
