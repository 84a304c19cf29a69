"""How the emulator responds to documents that are invalid.

Both dialects have the messages that the documentation of the real API shows. `spec`
keeps the statuses of GraphQL over HTTP. `gqlgen` has the codes and the status that the
messages suggest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from graphql import GraphQLError

from udacity_client.emulator.domain import Stage
from udacity_client.emulator.media_types import GRAPHQL_RESPONSE
from udacity_client.emulator.options import Dialect, Options

_CODES: dict[Stage, str] = {
    "parse": "GRAPHQL_PARSE_FAILED",
    "validation": "GRAPHQL_VALIDATION_FAILED",
}
# Not the apostrophe of "doesn't".
_QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)")


def invalid_status(dialect: Dialect, media_type: str) -> HTTPStatus:
    """Return the status of the response to an invalid document."""
    if dialect == "gqlgen":
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if media_type == GRAPHQL_RESPONSE:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.OK


def invalid_body(
    options: Options, stage: Stage, errors: Iterable[GraphQLError]
) -> dict[str, object]:
    """Return the body of the response to an invalid document."""
    formatted = [dict(error.formatted) for error in errors]
    if options.dialect == "gqlgen" or not _has_another_librarys_words(options):
        for error in formatted:
            error["message"] = _documented_message(stage, str(error["message"]))
    if options.dialect == "spec":
        return {"errors": formatted}
    for error in formatted:
        error["extensions"] = {"code": _CODES[stage]}
    return {"errors": formatted, "data": None}


def _has_another_librarys_words(options: Options) -> bool:
    return not options.introspection and options.introspection_words != "gqlgen"


def _documented_message(stage: Stage, message: str) -> str:
    """Return graphql-core's message in the documented words, those of gqlgen."""
    message = message.removeprefix("Syntax Error: ").removesuffix(".")
    if stage == "parse":
        return _QUOTED.sub(r"\1", message)
    return _QUOTED.sub(r'"\1"', message)
