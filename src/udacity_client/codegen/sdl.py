"""Read a domain's schema file, without a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphql import (
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Source,
    build_ast_schema,
    parse,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from udacity_client.codegen.documents import (
    location,
    read_text,
    shown,
    syntax_problem,
    validation_problem,
)
from udacity_client.errors import Location, Problem

_PULL = "Pull it again with: udacity schema pull"


@dataclass(frozen=True)
class SchemaFile:
    """Hold one domain's schema beside the text that it was read from."""

    text: str
    schema: GraphQLSchema


def read_schema(path: Path, problems: list[Problem]) -> SchemaFile | None:
    """Return the schema in *path*, noting in *problems* why there is none."""
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        document = parse(Source(text, shown(path)))
    except GraphQLSyntaxError as error:
        found = syntax_problem(error)
        problems.append(Problem(found.location, found.message, _PULL))
        return None
    errors = validate_sdl(document)
    if not errors:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = validate_schema(schema)
        if not errors:
            return SchemaFile(text, schema)
    problems += [_problem(error, path) for error in errors]
    return None


def _problem(error: GraphQLError, path: Path) -> Problem:
    nodes = [node for node in error.nodes or [] if node.loc is not None]
    if not nodes:
        return Problem(Location(shown(path)), error.message, _PULL)
    found = validation_problem(error)
    return Problem(location(nodes[0]), found.message, found.hint or _PULL)
