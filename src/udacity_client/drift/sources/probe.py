"""Have a server validate operations that tells no schema, without sending any."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graphql import Source

from udacity_client.drift.sources.source import DomainRequest, SchemaSnapshot
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import Documents
from udacity_client.schema.introspection import Post
from udacity_client.schema.introspection_errors import (
    NOT_GRAPHQL,
    IntrospectionError,
    parse_response,
    printable,
    quote_first,
)
from udacity_client.schema.json_objects import Json, is_object, objects, objects_in

_NAME: Final = "DriftProbe"
_INVALID: Final = ("GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")
_BLIND: Final = (
    "the server refuses introspection, and validated the operations instead; none of "
    "them ran. That does not show new enum values and new types behind interfaces and "
    "unions, nulls where there were none, changed scalars, defaults and descriptions, "
    "and what input objects hold."
)
_HINT: Final = (
    "Correct the operation. Ask Udacity for the schema as it is now; the server does "
    "not tell it."
)
_SUGGESTION: Final = "Did you mean"


def probe(asked: DomainRequest, post: Post) -> SchemaSnapshot:
    """Return which operations of a domain its server refuses.

    All documents are sent as one, with `query DriftProbe { __typename }` before them
    and its name as `operationName`. GraphQL servers validate the whole document and
    execute that one operation: no other runs, neither queries nor mutations. It stands
    first for the sake of servers that ignore the name.

    Args:
        asked: The operations.
        post: Sends a body to the domain's endpoint.

    Raises:
        IntrospectionError: The answer tells nothing about the operations.
    """
    page = _Page.of(asked.documents)
    body = json.dumps({"query": page.text, "operationName": page.name}).encode()
    answer = parse_response(asked.domain, post(asked.domain, body))
    refused = () if _was_executed(answer) else _refused(asked.domain, page, answer)
    return SchemaSnapshot(
        committed=asked.schema,
        other=None,
        notes=(f"{asked.domain}: {_BLIND}",),
        refused=refused,
    )


@dataclass(frozen=True)
class _Page:
    """Hold all documents as one text, and where each of them begins in it.

    Attributes:
        name: The operation that is to run.
        text: What is sent.
        starts: The lines on which files begin, with the files, in order.
    """

    name: str
    text: str
    starts: tuple[tuple[int, Source], ...]

    @classmethod
    def of(cls, documents: Documents) -> _Page:
        taken = {one.name.value for one in documents.operations if one.name}
        name = _NAME
        while name in taken:
            name += "_"
        lines = [f"query {name} {{ __typename }}"]
        starts: list[tuple[int, Source]] = []
        for source in _sources(documents):
            starts.append((len(lines) + 1, source))
            lines += source.body.split("\n")
        return cls(name, "\n".join(lines), tuple(starts))

    def location(self, place: Json) -> Location | None:
        """Return where in the files *place* of the text is, if it is in one."""
        line, column = place.get("line"), place.get("column")
        if not isinstance(line, int) or not isinstance(column, int):
            return None
        for start, source in reversed(self.starts):
            if start <= line < start + len(source.body.split("\n")):
                return Location(source.name, line - start + 1, column)
        return None


def _sources(documents: Documents) -> Iterator[Source]:
    """Yield the files that have definitions, in order."""
    found = [one.loc.source for one in documents.definitions if one.loc]
    yield from {source.name: source for source in found}.values()


def _was_executed(answer: Json) -> bool:
    data = answer.get("data")
    return is_object(data) and isinstance(data.get("__typename"), str)


def _refused(domain: str, page: _Page, answer: Json) -> tuple[Problem, ...]:
    """Return what is wrong with the documents.

    Raises:
        IntrospectionError: The server refused the request for another reason.
    """
    errors = objects_in(answer.get("errors"))
    problems = [_problem(page, error) for error in errors]
    found = tuple(dict.fromkeys(problem for problem in problems if problem))
    if found:
        return found
    if not errors:
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it has no `data`.")
    messages = [str(error.get("message", "")) for error in errors]
    raise IntrospectionError.of(
        domain,
        f"refuses introspection, and to validate operations instead: "
        f"{quote_first(messages)}. Ask Udacity to open either to your credential.",
    )


def _problem(page: _Page, error: Json) -> Problem | None:
    """Return what *error* says of a document, if it does."""
    places = [page.location(place) for place in objects(error, "locations")]
    location = next((place for place in places if place), None)
    extensions = error.get("extensions")
    code = extensions.get("code") if is_object(extensions) else None
    if location is None and code in _INVALID and not places:
        location = _anywhere(page.starts)
    if location is None:
        return None
    said, _, _ = str(error.get("message", "no reason")).partition(_SUGGESTION)
    return Problem(
        location, f"The server refuses this: {printable(said, most=300)}", _HINT
    )


def _anywhere(starts: Sequence[tuple[int, Source]]) -> Location | None:
    return Location(starts[0][1].name) if starts else None
