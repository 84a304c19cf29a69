"""Map a response that rejects the whole request to its exception. No I/O.

What follows a 401 is in `transport/unauthorized.py`, a 429 in `transport/retry.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from pydantic_core import from_json

from udacity_client.endpoints import (
    OPERATOR,
    SCOPE_ADVICE,
    UNAUTHORIZED_ADVICE,
    UNAUTHORIZED_CODE,
)
from udacity_client.errors import (
    ApiStatusError,
    ForbiddenError,
    GraphQLError,
    GraphQLErrorItem,
    RateLimitError,
    ServerError,
    UdacityError,
    UnauthorizedError,
    quoted,
)
from udacity_client.protocol.http_response import RawResponse

REFUSED_DOCUMENT: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
"""With these a GraphQL server refuses a document that it cannot execute."""


def error_for(response: RawResponse, items: Sequence[GraphQLErrorItem]) -> UdacityError:
    """Return the error for a response whose status is not success.

    Args:
        response: The response.
        items: The GraphQL errors in its body, if any.
    """
    reason = server_message(response, items)
    status = response.status
    if status in _BY_STATUS:
        return _BY_STATUS[status](response, reason)
    if is_unauthorized(items):
        return _unauthorized(response, reason)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _server_error(response, reason)
    if items and status in REFUSED_DOCUMENT:
        return GraphQLError(
            f"The API refused the document with HTTP {status}{_quote(reason)}.",
            errors=items,
            request_id=response.request_id,
        )
    text = f"The API answered with HTTP {status}{_quote(reason)}.{_advice(response)}"
    return _status_error(ApiStatusError, response, reason, text)


def is_unauthorized(items: Sequence[GraphQLErrorItem]) -> bool:
    """Whether one of the errors rejects the token, whatever the status is."""
    return any(item.code == UNAUTHORIZED_CODE for item in items)


def unauthorized_error(
    response: RawResponse, items: Sequence[GraphQLErrorItem], *, executed: bool = False
) -> UdacityError:
    """Return the error for a response whose GraphQL errors reject the token.

    Args:
        response: The response.
        items: Its GraphQL errors.
        executed: Whether there was data next to them, so the operation was executed.
    """
    error = _unauthorized(response, server_message(response, items))
    error.executed = executed
    return error


def _unauthorized(response: RawResponse, reason: str | None) -> UnauthorizedError:
    text = (
        f"The API did not accept the token{_quote(reason)}. It may have expired or "
        f"been revoked, or belong to another environment. {UNAUTHORIZED_ADVICE}."
    )
    return UnauthorizedError(
        text, status=response.status, reason=reason, request_id=response.request_id
    )


def _forbidden(response: RawResponse, reason: str | None) -> UdacityError:
    text = (
        f"The API refused the call{_quote(reason)}. The token lacks the scope for it: "
        f"{SCOPE_ADVICE}."
    )
    error = ForbiddenError(
        text,
        status=response.status,
        reason=reason,
        request_id=response.request_id,
        retry_after=response.retry_after,
    )
    mention = _SCOPE.search(reason or "")
    error.scope = mention[1] if mention else None
    return error


# Scopes are documented in capitals, perhaps with an id after a colon. How a refusal
# words them is not documented, so only an unmistakable mention counts.
_SCOPE: Final = re.compile(r"\bscope:? [\"'`]?([A-Z][A-Z_]+(?::\w+)?)\b")


def _rate_limited(response: RawResponse, reason: str | None) -> UdacityError:
    wait = response.retry_after
    advice = "" if wait is None else f" It asks to wait {wait:.0f} s."
    return RateLimitError(
        f"The API's rate limit is used up{_quote(reason)}.{advice}",
        status=response.status,
        reason=reason,
        request_id=response.request_id,
        retry_after=wait,
        limit=response.rate_limit.limit,
        remaining=response.rate_limit.remaining,
    )


def _server_error(response: RawResponse, reason: str | None) -> UdacityError:
    text = (
        f"The API failed with HTTP {response.status}{_quote(reason)}. If it lasts, "
        f"report it to {OPERATOR}."
    )
    return _status_error(ServerError, response, reason, text)


_BY_STATUS: Final[dict[int, Callable[[RawResponse, str | None], UdacityError]]] = {
    HTTPStatus.UNAUTHORIZED: _unauthorized,
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.TOO_MANY_REQUESTS: _rate_limited,
}


def _status_error(
    kind: type[ApiStatusError], response: RawResponse, reason: str | None, text: str
) -> UdacityError:
    return kind(
        text,
        status=response.status,
        reason=reason,
        request_id=response.request_id,
        retry_after=response.retry_after,
    )


def _advice(response: RawResponse) -> str:
    status = response.status
    base_url = ", ".join(filter(None, ["the base URL", response.base_url]))
    if status == HTTPStatus.NOT_MODIFIED:
        return (
            " Only a cache asks for that, and this client is not one. A proxy in "
            "between may be at fault."
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f" A token is never sent after a redirect; correct {base_url}."
    return f" Check {base_url}." if status == HTTPStatus.NOT_FOUND else ""


def _quote(reason: str | None) -> str:
    return f": {quoted(reason)}" if reason else ""


def server_message(
    response: RawResponse, items: Sequence[GraphQLErrorItem]
) -> str | None:
    """Return the server's own words, from GraphQL errors or another JSON error."""
    if items:
        return "; ".join(item.message.rstrip(".") for item in items)
    try:
        body = from_json(response.content)
    except ValueError:
        return None
    # A gateway in front of a GraphQL server answers in its own format. An exceeded rate
    # limit is documented as {"error": {"message": ..., "code": ...}}.
    match body:
        case {"error": {"message": str(message)}}:
            return message.rstrip(".")
        case _:
            return None
