"""Turn an answer that refuses the request as such into the error that names it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from pydantic_core import from_json

from udacity_client.errors import (
    ApiStatusError,
    ForbiddenError,
    GraphQLError,
    GraphQLErrorItem,
    RateLimitError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.protocol.http_response import RawResponse

REFUSED_DOCUMENT: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
"""With these a GraphQL server refuses a document that it cannot execute."""


def error_for(reply: RawResponse, items: Sequence[GraphQLErrorItem]) -> UdacityError:
    """Return the error for *reply*, whose status is not success.

    Args:
        reply: The answer.
        items: The GraphQL errors in its body, if there are any.
    """
    said = _said(reply, items)
    status = reply.status
    if status in _NAMED:
        return _NAMED[status](reply, said)
    if any(item.code == "UNAUTHORIZED" for item in items):
        return _unauthorized(reply, said)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _failed(reply, said)
    if items and status in REFUSED_DOCUMENT:
        return GraphQLError(
            f"The API refused the document with HTTP {status}: {said}.",
            errors=items,
            request_id=reply.request_id,
        )
    text = f"The API answered with HTTP {status}{_quote(said)}.{_advice(status)}"
    return _error(ApiStatusError, reply, said, text)


def unauthorized_error(
    reply: RawResponse, items: Sequence[GraphQLErrorItem], *, executed: bool = False
) -> UdacityError:
    """Return the error for *reply*, one of whose errors says `UNAUTHORIZED`.

    Args:
        reply: The answer.
        items: Its errors.
        executed: Whether data came beside them.
    """
    error = _unauthorized(reply, _said(reply, items))
    error.executed = executed
    return error


def _unauthorized(reply: RawResponse, said: str | None) -> UnauthorizedError:
    text = (
        f"The API did not accept the token{_quote(said)}. It may have been revoked, or "
        "belong to another environment."
    )
    return UnauthorizedError(
        text, status=reply.status, reason=said, request_id=reply.request_id
    )


def _forbidden(reply: RawResponse, said: str | None) -> UdacityError:
    text = (
        f"The API refused the call{_quote(said)}. The token lacks the scope for it: "
        "check which companies the credential covers, and company_id."
    )
    error = ForbiddenError(
        text,
        status=reply.status,
        reason=said,
        request_id=reply.request_id,
        retry_after=reply.retry_after,
    )
    named = _SCOPE.search(said or "")
    error.scope = named[1] if named else None
    return error


# The kinds that the documentation names, COMPANY and CATALOG_COMPANY, are in capitals.
# How a refusal words them it does not say, so that only what is plain is taken.
_SCOPE: Final = re.compile(r"\bscope:? [\"'`]?([A-Z][A-Z_]+(?::\w+)?)\b")


def _limited(reply: RawResponse, said: str | None) -> UdacityError:
    wait = reply.retry_after
    when = "" if wait is None else f" It asks to wait {wait:.0f} s."
    return RateLimitError(
        f"The API's rate limit is used up{_quote(said)}.{when}",
        reason=said,
        request_id=reply.request_id,
        retry_after=wait,
        limit=reply.rate_limit.limit,
        remaining=reply.rate_limit.remaining,
    )


def _failed(reply: RawResponse, said: str | None) -> UdacityError:
    text = (
        f"The API failed with HTTP {reply.status}{_quote(said)}. If it lasts, report "
        "it to Udacity."
    )
    return _error(ServerError, reply, said, text)


_NAMED: Final[dict[int, Callable[[RawResponse, str | None], UdacityError]]] = {
    HTTPStatus.UNAUTHORIZED: _unauthorized,
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.TOO_MANY_REQUESTS: _limited,
}


def _error(
    kind: type[ApiStatusError], reply: RawResponse, said: str | None, text: str
) -> UdacityError:
    return kind(
        text,
        status=reply.status,
        reason=said,
        request_id=reply.request_id,
        retry_after=reply.retry_after,
    )


def _advice(status: int) -> str:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return " A token is never sent after a redirect; correct the base URL."
    return " Check the base URL." if status == HTTPStatus.NOT_FOUND else ""


def _quote(said: str | None) -> str:
    return f": {said}" if said else ""


def _said(reply: RawResponse, items: Sequence[GraphQLErrorItem]) -> str | None:
    """Return the server's own words."""
    if items:
        return "; ".join(item.message.rstrip(".") for item in items)
    try:
        body = from_json(reply.content)
    except ValueError:
        return None
    # {"error": {"message": ..., "code": "RATE_LIMIT_EXCEEDED"}}, says the
    # documentation of the rate limit.
    match body:
        case {"error": {"message": str(message)}}:
            return message.rstrip(".")
        case _:
            return None
