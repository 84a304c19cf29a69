"""A schema and the operations of a client of its API, as far as they are valid."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_client_schema,
    parse,
    validate,
)

from udacity_client.codegen.documents.fragments import fragments_below
from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import display_path, read_documents
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.valid_part import build_valid_part

DOMAIN = "api"


@dataclass(frozen=True)
class ClientSources:
    """A schema, and the queries and mutations that are valid for it.

    Attributes:
        sdl: The schema's text.
        schema: The schema without what is not valid in it.
        operations: The operations, by name.
        fragments: All fragments, by name.
    """

    sdl: str
    schema: GraphQLSchema
    operations: dict[str, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]

    def needed_fragments(self, operation: str) -> set[str]:
        """Return the fragments that *operation* spreads, also through others."""
        return fragments_below(self.operations[operation].selection_set, self.fragments)

    def write(self, folder: Path, operations: Sequence[str]) -> None:
        """Write a project with the schema and *operations* into *folder*.

        Each definition is a file, so the path of a problem tells which one it is in.
        """
        schema = folder / "schema" / f"{DOMAIN}.graphql"
        schema.parent.mkdir(parents=True)
        schema.write_text(self.sdl, encoding="utf-8")
        queries = folder / "queries" / DOMAIN
        queries.mkdir(parents=True)
        needed = {name for one in operations for name in self.needed_fragments(one)}
        for kind, nodes, names in (
            ("operation", self.operations, operations),
            ("fragment", self.fragments, sorted(needed)),
        ):
            for name in names:
                path = queries / f"{kind}-{name}.graphql"
                path.write_text(_text(nodes[name]), encoding="utf-8")


def read_client(schema: Path, documents: Path) -> ClientSources:
    """Return what is valid of the operations in *documents*.

    An operation counts if graphql-core accepts it together with its fragments, and if
    it is a named query or mutation; the generator refuses others on purpose. Of
    definitions with one name the first counts.

    Args:
        schema: A file of SDL (`.graphql`) or of an introspection (`.json`).
        documents: A folder of `.graphql` or `.gql` files.

    Raises:
        SourceError: A file cannot be read, or there is no query type.
    """
    sdl = _sdl(schema)
    part = build_valid_part(parse(sdl))
    built, place = part.schema, Location(display_path(schema))
    if built is None:
        raise SourceError([Problem(place, error.message) for error in part.errors])
    problems: list[Problem] = []
    definitions = read_documents(documents, problems).definitions
    if problems:
        raise SourceError(problems)
    fragments: dict[str, FragmentDefinitionNode] = {}
    operations: dict[str, OperationDefinitionNode] = {}
    for node in definitions:
        if isinstance(node, FragmentDefinitionNode):
            fragments.setdefault(node.name.value, node)
        elif isinstance(node, OperationDefinitionNode) and node.name:
            operations.setdefault(node.name.value, node)
    valid = {
        name: node
        for name, node in operations.items()
        if node.operation is not OperationType.SUBSCRIPTION
        and isinstance(built.get_root_type(node.operation), GraphQLObjectType)
        and _is_valid(built, node, fragments)
    }
    return ClientSources(sdl, built, valid, fragments)


def _is_valid(
    schema: GraphQLSchema,
    node: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> bool:
    needed = sorted(fragments_below(node.selection_set, fragments))
    definitions = (node, *(fragments[name] for name in needed))
    return not validate(schema, DocumentNode(definitions=definitions))


def _sdl(schema: Path) -> str:
    text = schema.read_text(encoding="utf-8")
    if schema.suffix != ".json":
        return text
    introspection = json.loads(text)
    return canonical_sdl(build_client_schema(introspection.get("data", introspection)))


def _text(node: DefinitionNode) -> str:
    """Return the text of *node* as it was written."""
    assert node.loc is not None
    return node.loc.source.body[node.loc.start : node.loc.end] + "\n"
