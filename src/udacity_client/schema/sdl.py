"""Read a schema from its SDL file, and report every problem in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Node,
    Source,
    TypeDefinitionNode,
    build_ast_schema,
    parse,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import (
    display_path,
    location,
    read_text,
    syntax_problem,
    validation_problem,
)
from udacity_client.schema.dropped_defaults import invalid_defaults

_PULL = "Pull it again with: udacity schema pull"
_MOVE = "Operations and fragments belong in the folder of queries."
_TOO_DEEP = "maximum recursion depth"


@dataclass(frozen=True)
class SchemaFile:
    """One domain's schema, and the text that it was read from."""

    text: str
    schema: GraphQLSchema


def read_sdl(path: Path) -> GraphQLSchema:
    """Return the schema that the SDL file at *path* defines.

    Raises:
        SourceError: The file cannot be read, is not SDL, or defines no valid schema.
            It names every problem with its line and column.
    """
    problems: list[Problem] = []
    found = read_schema(path, problems)
    if found is None:
        raise SourceError(problems)
    return found.schema


def read_schema(path: Path, problems: list[Problem]) -> SchemaFile | None:
    """Return the schema in *path*, or add to *problems* why there is none."""
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        document = parse(Source(text, display_path(path)))
    except GraphQLSyntaxError as error:
        found = syntax_problem(error)
        problems.append(Problem(found.location, found.message, _PULL))
        return None
    if misplaced := list(_misplaced(document)):
        problems += misplaced
        return None
    errors = validate_sdl(document)
    schema = None
    if not errors:
        schema, errors = _build(document)
    problems += [_problem(error, path) for error in errors]
    return SchemaFile(text, schema) if schema is not None and not errors else None


def _misplaced(document: DocumentNode) -> Iterator[Problem]:
    for node in document.definitions:
        if isinstance(node, ExecutableDefinitionNode):
            message = "An operation or fragment is among the types."
            yield Problem(location(node), message, _MOVE)


def _build(document: DocumentNode) -> tuple[GraphQLSchema | None, list[GraphQLError]]:
    """Return the schema that *document* defines, and the errors in it."""
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
    except (TypeError, GraphQLError) as error:
        return None, [GraphQLError(_reason(error), _culprit(document, str(error)))]
    return schema, validate_schema(schema) or list(invalid_defaults(schema))


def _reason(error: Exception) -> str:
    text = str(error)
    # graphql-core repeats its message once for every level of the recursion.
    return "A default value contains itself." if _TOO_DEEP in text else text


def _culprit(document: DocumentNode, message: str) -> Node | None:
    """Return the type definition whose name *message* begins with."""
    name = message.partition(" ")[0]
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode) and node.name.value == name:
            return node
    return None


def _problem(error: GraphQLError, path: Path) -> Problem:
    nodes = [node for node in error.nodes or [] if node.loc is not None]
    if not nodes:
        return Problem(Location(display_path(path)), error.message, _PULL)
    found = validation_problem(error)
    return Problem(location(nodes[0]), found.message, found.hint or _PULL)
