"""Build the emulator's HTTP responses."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import Response

from udacity_client.emulator.errors import ApiError, RateLimitExceeded, rate_limit_body
from udacity_client.emulator.faults import Answer
from udacity_client.emulator.media_types import JSON


def json_response(
    body: object, *, status: int = HTTPStatus.OK, media_type: str = JSON
) -> Response:
    """Return *body* as JSON with this media type."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    # It may repeat half of a character, which a request can hold and UTF-8 cannot.
    content = text.encode("utf-8", "backslashreplace")
    return Response(content, status, media_type=f"{media_type}; charset=utf-8")


def error_response(error: ApiError, media_type: str = JSON) -> Response:
    """Return a response that is an error and nothing else."""
    response = json_response(
        {"errors": [error.to_json()]}, status=error.status, media_type=media_type
    )
    if error.allow is not None:
        response.headers["Allow"] = error.allow
    return response


def rate_limit_response(exceeded: RateLimitExceeded) -> Response:
    """Return the documented response to a request over a rate limit."""
    response = json_response(
        rate_limit_body(exceeded.retry_after), status=HTTPStatus.TOO_MANY_REQUESTS
    )
    response.headers["Retry-After"] = str(exceeded.retry_after)
    response.headers["X-RateLimit-Limit"] = str(exceeded.limit)
    response.headers["X-RateLimit-Remaining"] = "0"
    return response


def scripted_response(fault: Answer) -> Response:
    """Return the response that a fault scripts."""
    return Response(fault.body, fault.status, dict(fault.headers), fault.media_type)


def not_found_response(path: str, endpoints: list[str]) -> Response:
    """Return the response to a path outside the API; it lists the endpoints."""
    message = f"{path} is not an endpoint of this API; {endpoints[0]} is one."
    return json_response(
        {"errors": [{"message": message}], "endpoints": endpoints},
        status=HTTPStatus.NOT_FOUND,
    )
