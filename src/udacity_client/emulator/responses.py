"""Make HTTP responses of what the emulator decided, without deciding."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import Response

from udacity_client.emulator import faults
from udacity_client.emulator.errors import ApiError, RateLimitExceeded
from udacity_client.emulator.media_types import JSON


def json_response(
    body: object, *, status: int = HTTPStatus.OK, media_type: str = JSON
) -> Response:
    """Return *body* as JSON of this media type."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type=f"{media_type}; charset=utf-8")


def error_response(error: ApiError, media_type: str = JSON) -> Response:
    """Return the answer to a request that is refused as a whole."""
    response = json_response(
        {"errors": [error.to_wire()]}, status=error.status, media_type=media_type
    )
    if error.allow is not None:
        response.headers["Allow"] = error.allow
    return response


def rate_limit_response(exceeded: RateLimitExceeded) -> Response:
    """Return the documented answer to a request over a limit."""
    error = {"message": str(exceeded), "code": "RATE_LIMIT_EXCEEDED"}
    response = json_response({"error": error}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(exceeded.retry_after)
    response.headers["X-RateLimit-Limit"] = str(exceeded.limit)
    response.headers["X-RateLimit-Remaining"] = "0"
    return response


def scripted_response(answer: faults.Answer) -> Response:
    """Return the answer that a fault asks for."""
    return Response(answer.body, answer.status, dict(answer.headers), answer.media_type)


def not_found_response(path: str, endpoints: list[str]) -> Response:
    """Return the answer to a path that is no endpoint, and say which paths are."""
    message = f"{path} is no endpoint of this API. The endpoints are listed here."
    return json_response(
        {"errors": [{"message": message}], "endpoints": endpoints},
        status=HTTPStatus.NOT_FOUND,
    )
