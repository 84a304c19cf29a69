"""How the emulator responds to documents that are invalid.

`spec` keeps graphql-core's messages and the statuses of GraphQL over HTTP. `gqlgen` has
the messages, codes and status that the documentation of the real API suggests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from graphql import GraphQLError

from udacity_client.emulator.domain import Stage
from udacity_client.emulator.media_types import GRAPHQL_RESPONSE
from udacity_client.emulator.options import Dialect

_CODES: dict[Stage, str] = {
    "parse": "GRAPHQL_PARSE_FAILED",
    "validation": "GRAPHQL_VALIDATION_FAILED",
}
_QUOTED = re.compile(r"'([^']*)'")


def invalid_status(dialect: Dialect, media_type: str) -> HTTPStatus:
    """Return the status of the response to an invalid document."""
    if dialect == "gqlgen":
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if media_type == GRAPHQL_RESPONSE:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.OK


def invalid_body(
    dialect: Dialect, stage: Stage, errors: Iterable[GraphQLError]
) -> dict[str, object]:
    """Return the body of the response to an invalid document."""
    formatted = [dict(error.formatted) for error in errors]
    if dialect == "spec":
        return {"errors": formatted}
    for error in formatted:
        error["message"] = _gqlgen_message(stage, str(error["message"]))
        error["extensions"] = {"code": _CODES[stage]}
    return {"errors": formatted, "data": None}


def _gqlgen_message(stage: Stage, message: str) -> str:
    """Return graphql-core's message in the words of gqlgen's parser."""
    message = message.removeprefix("Syntax Error: ").removesuffix(".")
    if stage == "parse":
        return _QUOTED.sub(r"\1", message)
    return _QUOTED.sub(r'"\1"', message)
