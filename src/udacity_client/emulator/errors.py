"""The errors that the emulated API responds with.

    ApiError              an error in the GraphQL shape, with an HTTP status
    RateLimitExceeded     over a rate limit; the documented shape is not GraphQL's

A resolver may raise both. `endpoint` finds them behind graphql-core's error.
"""

from __future__ import annotations

from http import HTTPStatus


class ApiError(Exception):
    """An error that the API responds with.

    With status 200 it is an ordinary GraphQL error with a path. With any other status
    it replaces the whole response.
    """

    def __init__(
        self,
        message: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        code: str | None = None,
        allow: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        # graphql-core copies this attribute to the GraphQLError it makes.
        self.extensions: dict[str, object] | None = (
            None if code is None else {"code": code}
        )
        self.allow = allow

    def to_json(self) -> dict[str, object]:
        """Return the error in the shape of the API, without a path."""
        error: dict[str, object] = {"message": self.message}
        if self.extensions is not None:
            error["extensions"] = self.extensions
        return error


class RateLimitExceeded(Exception):  # noqa: N818 - the API's own word for it
    """A rate limit is used up for the next `retry_after` seconds."""

    def __init__(self, *, limit: int, retry_after: int) -> None:
        super().__init__(f"over the limit of {limit} for {retry_after} s")
        self.limit = limit
        self.retry_after = retry_after


def rate_limit_body(retry_after: int) -> dict[str, object]:
    """Return the documented response body of a request over a rate limit."""
    message = f"Rate limit exceeded. Try again in {retry_after} seconds."
    return {"error": {"message": message, "code": "RATE_LIMIT_EXCEEDED"}}


def unauthorized() -> ApiError:
    """Return the documented error for a caller that the API does not accept."""
    return ApiError(
        "not authorized", status=HTTPStatus.UNAUTHORIZED, code="UNAUTHORIZED"
    )


def forbidden(message: str) -> ApiError:
    """Return the error for a valid caller without permission.

    Inferred (tokens.forbidden-code).
    """
    return ApiError(message, status=HTTPStatus.FORBIDDEN, code="FORBIDDEN")


def field_unauthorized() -> ApiError:
    """Return the documented error of one field that the caller may not use."""
    return ApiError("not authorized", code="UNAUTHORIZED")
