"""Read a schema from its SDL file, and report every problem in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    IntrospectionQuery,
    Source,
    Token,
    TokenKind,
    build_client_schema,
    parse,
)
from graphql import Location as AstLocation

from udacity_client.errors import Location, Problem, SourceError
from udacity_client.schema.documents import (
    TOO_DEEP,
    descendants,
    display_path,
    location,
    read_text,
    syntax_problem,
    validation_problem,
)
from udacity_client.schema.dropped_defaults import remove_unreadable_defaults
from udacity_client.schema.federation import may_be_federated, stand_alone
from udacity_client.schema.introspection_errors import (
    BUILD_ERRORS,
    build_failure,
    quote_first,
    whole_characters,
)
from udacity_client.schema.introspection_form import (
    find_malformed_part,
    remove_flaws_of_form,
)
from udacity_client.schema.introspection_response import normalised
from udacity_client.schema.json_objects import Json, is_object, name_of, objects_in
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.shared_definitions import parse_version
from udacity_client.schema.valid_part import (
    MISPLACED,
    NO_QUERY_TYPE,
    build_valid_part,
)

PULL_AGAIN: Final = "Pull it again with: udacity schema pull"
"""What to do about a committed schema that is wrong."""

_ROUTER = (
    "If this is a subgraph of a federation, it may have no queries of its own. Give "
    "the schema that clients see: the router's, by introspection or as SDL."
)
_BEGINS_AS_JSON: Final = re.compile(r'\s*(?:\[|\{\s*["}])')
_BOM: Final = "\ufeff"
_MOVE = "Operations and fragments belong in the folder of queries."


@dataclass(frozen=True)
class SchemaFile:
    """One domain's schema, and the text that it was read from.

    Attributes:
        text: The text.
        schema: The schema. Everything in it can be used.
        invalid: What the text says beyond that, and why it is not valid.
        document: The text as it was parsed.
    """

    text: str
    schema: GraphQLSchema
    invalid: tuple[Problem, ...] = ()
    document: DocumentNode | None = field(default=None, repr=False, compare=False)


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


def read_schema(
    path: Path, problems: list[Problem], *, known: SchemaFile | None = None
) -> SchemaFile | None:
    """Return the schema in *path*, or add to *problems* why there is none.

    A server may describe definitions that are not valid. The schema does without them.

    Args:
        path: A file of SDL, or of the JSON of an introspection's result.
        problems: What is wrong.
        known: Another version, which saves time. It is returned itself if the text is
            the same.
    """
    text = read_text(path, problems)
    if text is None:
        return None
    return parse_schema(text, display_path(path), problems, known=known)


def parse_schema(
    text: str, name: str, problems: list[Problem], *, known: SchemaFile | None = None
) -> SchemaFile | None:
    """Return the schema in *text*, or add to *problems* why there is none.

    Args:
        text: SDL, or the JSON of an introspection's result.
        name: The name of the file that it came from, which locations show.
        problems: What is wrong.
        known: Another version; see `read_schema`.
    """
    if known is not None and known.text == text and not known.invalid:
        return known
    data: Json | None = None
    try:
        data = _introspection_in(text)
        sdl, removed = _sdl_of(data) if data else (text, ())
        if known and not removed and (found := _version(sdl, known)):
            return found
        document = parse(Source(sdl, name))
        if data:
            _forget_places(document, name)
    except GraphQLSyntaxError as error:
        problem = syntax_problem(error)
        is_too_deep = problem.hint == TOO_DEEP[1]
        if data:
            problem = Problem(Location(name), problem.message)
        is_short = is_too_deep or data
        hint = PULL_AGAIN if is_short else f"{problem.hint} {PULL_AGAIN}"
        problems.append(problem._replace(hint=hint))
        return None
    except BUILD_ERRORS as error:
        message = f"This is not the JSON of an introspection: {_lack(error)}"
        problems.append(Problem(Location(name), message, PULL_AGAIN))
        return None
    is_federated = may_be_federated(sdl)
    built = build_valid_part(stand_alone(document) if is_federated else document)
    flaws = [f"{flaw[0].upper()}{flaw[1:]}." for flaw in removed]
    invalid = dict.fromkeys(
        [
            *(Problem(Location(name), flaw, PULL_AGAIN) for flaw in flaws),
            *(_problem(error, name, has_places=data is None) for error in built.errors),
        ]
    )
    if built.schema is None:
        problems += (_of_subgraph(one) for one in invalid) if is_federated else invalid
        return None
    kept = None if is_federated or data else document
    return SchemaFile(sdl, built.schema, tuple(invalid), kept)


def _version(sdl: str, known: SchemaFile) -> SchemaFile | None:
    """Return the schema in *sdl* by way of *known*; `None` if messages need places."""
    if known.invalid or known.document is None or may_be_federated(sdl):
        return None
    document = parse_version(sdl, known.document)
    built = build_valid_part(document) if document else None
    if document is None or built is None or built.schema is None or built.errors:
        return None
    return SchemaFile(sdl, built.schema, document=document)


def _forget_places(document: DocumentNode, name: str) -> None:
    """Put all of *document* at the start of the file *name*, which is JSON.

    Its lines are those of SDL that nobody has.
    """
    start = Token(TokenKind.SOF, 0, 0, 1, 1)
    place = AstLocation(start, start, Source("", name))
    for node in descendants(document):
        node.loc = place


def _lack(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"it has no {error}" if isinstance(error, KeyError) else build_failure(error)


def _of_subgraph(problem: Problem) -> Problem:
    """Return *problem*, with what helps if a subgraph has types and no queries."""
    is_rootless = problem.message == NO_QUERY_TYPE
    return problem._replace(hint=_ROUTER) if is_rootless else problem


def _introspection_in(text: str) -> Json | None:
    """Return the introspection's result in *text*, with or without `data` around it.

    Return `None` if *text* is not JSON.

    Raises:
        ValueError: It is JSON that is broken off, or of something else.
        RecursionError: It is nested too deeply.
    """
    text = text.removeprefix(_BOM)
    if not _BEGINS_AS_JSON.match(text):
        return None
    try:
        content = whole_characters(json.loads(text))
    except ValueError as error:
        place = ""
        if isinstance(error, json.JSONDecodeError):
            place = f" beyond line {error.lineno}, column {error.colno}"
        raise ValueError(f"it is not JSON{place}") from None
    inner = content.get("data") if is_object(content) else None
    data = inner if is_object(inner) else content
    if is_object(data) and "__schema" in data:
        return data
    errors = objects_in(content.get("errors")) if is_object(content) else []
    if not errors:
        raise ValueError("it has no `__schema`")
    messages = [str(error.get("message", "")) for error in errors]
    raise ValueError(f"the server answered with an error, {quote_first(messages)}")


def _sdl_of(data: Json) -> tuple[str, tuple[str, ...]]:
    """Return the SDL of an introspection, and a sentence for each flaw in it.

    Raises:
        ValueError: It is not an object, or it is not known what is in a list of it.
            graphql-core raises the rest of BUILD_ERRORS.
    """
    schema = data["__schema"]
    if not is_object(schema):
        raise ValueError("its `__schema` is not an object")
    if not name_of(schema.get("queryType")):
        raise ValueError("it names no query type")
    description = normalised(schema)
    removed = tuple(_removed_flaws(description))
    introspection = cast("IntrospectionQuery", {"__schema": description})
    return canonical_sdl(build_client_schema(introspection)), removed


def _removed_flaws(description: Json) -> Iterator[str]:
    """Remove from *description* what is not valid; yield a sentence for each.

    Raises:
        ValueError: It is not known what is in a list of it.
    """
    malformed = find_malformed_part(description)
    if malformed:
        raise ValueError(f"it {malformed.rstrip('.')}")
    yield from remove_flaws_of_form(description)
    yield from remove_unreadable_defaults(description)


def _problem(error: GraphQLError, name: str, *, has_places: bool) -> Problem:
    """Return the problem for *error*; SDL that was made of JSON has no places."""
    nodes = [node for node in error.nodes or [] if node.loc is not None]
    if not nodes or not has_places:
        return Problem(Location(name), error.message, PULL_AGAIN)
    found = validation_problem(error)
    hint = found.hint or (_MOVE if error.message == MISPLACED else PULL_AGAIN)
    return Problem(location(nodes[0]), found.message, hint)
