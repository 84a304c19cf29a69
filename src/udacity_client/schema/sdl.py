"""Read a schema from its SDL file, and report every problem in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphql import (
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Source,
    parse,
)

from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import (
    display_path,
    location,
    read_text,
    syntax_problem,
    validation_problem,
)
from udacity_client.schema.valid_part import MISPLACED, build_valid_part

_PULL = "Pull it again with: udacity schema pull"
_MOVE = "Operations and fragments belong in the folder of queries."


@dataclass(frozen=True)
class SchemaFile:
    """One domain's schema, and the text that it was read from.

    Attributes:
        text: The text.
        schema: The schema. Everything in it can be used.
        invalid: What the text says beyond that, and why it is not valid.
    """

    text: str
    schema: GraphQLSchema
    invalid: tuple[Problem, ...] = ()


def read_sdl(path: Path) -> GraphQLSchema:
    """Return the schema that the SDL file at *path* defines.

    Raises:
        SourceError: The file cannot be read, is not SDL, or a definition in it is not
            valid. It names every problem with its line and column.
    """
    problems: list[Problem] = []
    found = read_schema(path, problems)
    if found is None or found.invalid:
        raise SourceError(problems or (found.invalid if found else ()))
    return found.schema


def read_schema(path: Path, problems: list[Problem]) -> SchemaFile | None:
    """Return the schema in *path*, or add to *problems* why there is none.

    A server may describe definitions that are not valid. The schema does without them.
    """
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        document = parse(Source(text, display_path(path)))
    except GraphQLSyntaxError as error:
        found = syntax_problem(error)
        problems.append(found._replace(hint=_PULL))
        return None
    built = build_valid_part(document)
    invalid = dict.fromkeys(_problem(error, path) for error in built.errors)
    if built.schema is None:
        problems += invalid
        return None
    return SchemaFile(text, built.schema, tuple(invalid))


def _problem(error: GraphQLError, path: Path) -> Problem:
    nodes = [node for node in error.nodes or [] if node.loc is not None]
    if not nodes:
        return Problem(Location(display_path(path)), error.message, _PULL)
    found = validation_problem(error)
    hint = found.hint or (_MOVE if error.message == MISPLACED else _PULL)
    return Problem(location(nodes[0]), found.message, hint)
