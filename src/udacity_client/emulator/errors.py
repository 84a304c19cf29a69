"""The ways in which the emulated API says no, without deciding when it does.

    ApiError               an error in the GraphQL shape, with an HTTP status
    RateLimitExceeded     over a limit, in the documented shape that is not GraphQL's

Both may be raised inside a resolver: `answers` finds them behind the GraphQL error.
"""

from __future__ import annotations

from http import HTTPStatus


class ApiError(Exception):
    """Something was asked that the API refuses.

    With status 200 it is an ordinary GraphQL error that has a path; with any other it
    replaces the whole answer.
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
        # graphql-core copies this attribute to the error that it makes of an exception.
        self.extensions: dict[str, object] | None = (
            None if code is None else {"code": code}
        )
        self.allow = allow

    def to_wire(self) -> dict[str, object]:
        """Return the error as the API writes it, without a path."""
        error: dict[str, object] = {"message": self.message}
        if self.extensions is not None:
            error["extensions"] = self.extensions
        return error


class RateLimitExceeded(Exception):  # noqa: N818 - the API's own word for it
    """A limit is used up until `retry_after` seconds have passed."""

    def __init__(self, *, limit: int, retry_after: int) -> None:
        super().__init__(f"Rate limit exceeded. Try again in {retry_after} seconds.")
        self.limit = limit
        self.retry_after = retry_after

    def to_json(self) -> dict[str, object]:
        """Return the response body, in the documented shape that is not GraphQL's."""
        return {"error": {"message": str(self), "code": "RATE_LIMIT_EXCEEDED"}}


def unauthorized() -> ApiError:
    """Return the documented answer to a caller whom the API does not accept."""
    return ApiError(
        "not authorized", status=HTTPStatus.UNAUTHORIZED, code="UNAUTHORIZED"
    )


def forbidden(message: str) -> ApiError:
    """Return the answer to a valid caller without the right; the code is inferred."""
    return ApiError(message, status=HTTPStatus.FORBIDDEN, code="FORBIDDEN")


def field_unauthorized() -> ApiError:
    """Return the documented error of one field that the caller may not use."""
    return ApiError("not authorized", code="UNAUTHORIZED")
