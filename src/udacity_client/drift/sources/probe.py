"""Validate operations against a server whose introspection is disabled.

They are sent for validation only; none is executed.
"""

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
_UNCHECKED: Final = (
    "the server refuses introspection, so it validated the operations instead; none of "
    "them ran. This does not show new enum values, new types behind interfaces and "
    "unions, new nulls, changed scalars, defaults and descriptions, and changes inside "
    "input objects."
)
_HINT: Final = (
    "Correct the operation. Ask whoever runs the API for its current schema; the "
    "server does not show it."
)
_SUGGESTION: Final = "Did you mean"


def probe(request: DomainRequest, post: Post) -> SchemaSnapshot:
    """Return the operations of a domain that its server refuses.

    All documents are sent as one, with `query DriftProbe { __typename }` before them
    and its name as `operationName`. GraphQL servers validate the whole document and
    execute that one operation: no other runs, neither queries nor mutations. It stands
    first for the sake of servers that ignore the name.

    Args:
        request: The operations.
        post: Sends a body to the domain's endpoint.

    Raises:
        IntrospectionError: The response says nothing about the operations.
    """
    document = _ProbeDocument.of(request.documents)
    body = json.dumps({"query": document.text, "operationName": document.name}).encode()
    answer = parse_response(request.domain, post(request.domain, body))
    refused = (
        () if _was_executed(answer) else _refused(request.domain, document, answer)
    )
    return SchemaSnapshot(
        committed=request.schema,
        other=None,
        notes=(f"{request.domain}: {_UNCHECKED}",),
        refused=refused,
    )


@dataclass(frozen=True)
class _ProbeDocument:
    """All documents as one text, and the line at which each file begins.

    Attributes:
        name: The operation that is executed.
        text: The text that is sent.
        starts: The first line of each file, with the file, in order.
    """

    name: str
    text: str
    starts: tuple[tuple[int, Source], ...]

    @classmethod
    def of(cls, documents: Documents) -> _ProbeDocument:
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
        """Return the location in a file of *place* in the text, if it is in a file."""
        line, column = place.get("line"), place.get("column")
        if not isinstance(line, int) or not isinstance(column, int):
            return None
        for start, source in reversed(self.starts):
            if start <= line < start + len(source.body.split("\n")):
                return Location(source.name, line - start + 1, column)
        return None


def _sources(documents: Documents) -> Iterator[Source]:
    """Yield the files that contain definitions, in order."""
    found = [one.loc.source for one in documents.definitions if one.loc]
    yield from {source.name: source for source in found}.values()


def _was_executed(answer: Json) -> bool:
    data = answer.get("data")
    return is_object(data) and isinstance(data.get("__typename"), str)


def _refused(
    domain: str, document: _ProbeDocument, answer: Json
) -> tuple[Problem, ...]:
    """Return the problems of the documents.

    Raises:
        IntrospectionError: The server refused the request for another reason.
    """
    errors = objects_in(answer.get("errors"))
    problems = [_problem(document, error) for error in errors]
    found = tuple(dict.fromkeys(problem for problem in problems if problem))
    if found:
        return found
    if not errors:
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it has no `data`.")
    messages = [str(error.get("message", "")) for error in errors]
    raise IntrospectionError.of(
        domain,
        "refuses introspection, and also to validate operations: "
        f"{quote_first(messages)}. Ask whoever runs the API to allow either for your "
        "credential.",
    )


def _problem(document: _ProbeDocument, error: Json) -> Problem | None:
    """Return the problem in a document that *error* reports, if it reports one."""
    places = [document.location(place) for place in objects(error, "locations")]
    location = next((place for place in places if place), None)
    extensions = error.get("extensions")
    code = extensions.get("code") if is_object(extensions) else None
    if location is None and code in _INVALID and not places:
        location = _anywhere(document.starts)
    if location is None:
        return None
    message, _, _ = str(error.get("message", "no reason")).partition(_SUGGESTION)
    return Problem(
        location, f"The server refuses this: {printable(message, most=300)}", _HINT
    )


def _anywhere(starts: Sequence[tuple[int, Source]]) -> Location | None:
    return Location(starts[0][1].name) if starts else None
