"""Parse the parameters of a GraphQL request from HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from udacity_client.emulator.errors import ApiError
from udacity_client.emulator.media_types import JSON, base_media_type


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a well-formed GraphQL request."""

    query: str
    variables: Mapping[str, object] | None = None
    operation_name: str | None = None


def read_post(content_type: str | None, body: bytes) -> Parameters:
    """Return the parameters of a POST.

    Raises:
        ApiError: 415 if the body is not JSON, 400 if it breaks GraphQL over HTTP.
    """
    if base_media_type(content_type) != JSON:
        raise ApiError(
            f"content type {content_type!r} is not supported: send {JSON}",
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        )
    return _parameters(_load(body, "the body"))


def read_get(query_parameters: Mapping[str, str]) -> Parameters:
    """Return the parameters of a GET.

    Raises:
        ApiError: 400 if they break GraphQL over HTTP.
    """
    content: dict[str, object] = dict(query_parameters)
    for name in ("variables", "extensions"):
        if name in query_parameters:
            content[name] = _load(query_parameters[name], name)
    return _parameters(content)


def _load(text: str | bytes, what: str) -> object:
    try:
        loaded: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _malformed(f"{what} could not be decoded as JSON: {error}") from None
    return loaded


def _parameters(content: object) -> Parameters:
    """Check the shape of a request as strictly as the specification demands."""
    if not isinstance(content, dict):
        raise _malformed("the body must be a JSON object with a query")
    members = cast("dict[str, object]", content)
    query, operation_name = members.get("query"), members.get("operationName")
    if not isinstance(query, str):
        raise _malformed("query must be a string with a GraphQL document")
    if not isinstance(operation_name, str | None):
        raise _malformed("operationName must be a string")
    _object(members, "extensions")
    # HTML forms send an empty name if there is none.
    return Parameters(query, _object(members, "variables"), operation_name or None)


def _object(members: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    member = members.get(name)
    if member is None or isinstance(member, dict):
        return cast("dict[str, object] | None", member)
    raise _malformed(f"{name} must be an object")


def _malformed(message: str) -> ApiError:
    return ApiError(message, status=HTTPStatus.BAD_REQUEST)
