"""Name everything that can go wrong, by whose fault it is; imports nothing.

UdacityError
├── ConfigurationError              you: an option that cannot work
│   └── CredentialsError            you: no usable credential, or one that was refused
├── ApiConnectionError              the network: no answer
│   └── ApiTimeoutError             the network: no answer in time
├── ApiStatusError                  the API: an answer with an HTTP error status
│   ├── UnauthorizedError           401, or UNAUTHORIZED in a 200
│   ├── ForbiddenError              403: the token lacks a scope
│   ├── RateLimitError              429, or no room before the deadline
│   └── ServerError                 5xx
├── GraphQLError                    the API: `errors` in the answer, perhaps beside data
├── ResponseShapeError              the API: an answer that is not what its schema says
├── PageError                       an iteration that stopped in the middle
├── ClosedError                     you: a client used after it was closed
└── SourceError                     you, at development time: a schema or a document

Every error can be pickled. None holds a secret, a header or a body.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy, deepcopy
from typing import ClassVar, NamedTuple, Self

__all__ = [
    "ApiConnectionError",
    "ApiStatusError",
    "ApiTimeoutError",
    "ClosedError",
    "ConfigurationError",
    "CredentialsError",
    "ForbiddenError",
    "GraphQLError",
    "GraphQLErrorItem",
    "Location",
    "PageError",
    "Problem",
    "RateLimitError",
    "ResponseShapeError",
    "ServerError",
    "SourceError",
    "UdacityError",
    "UnauthorizedError",
]


class UdacityError(Exception):
    """Be the base of every error that this library raises.

    Attributes:
        operation: Name of the GraphQL operation, where one was under way.
        domain: The API domain that was called, such as `catalog`.
        attempts: How many times the operation was sent.
        request_id: The server's `X-Request-Id`, for a support case.
    """

    _TRANSIENT: ClassVar[bool] = False

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.operation: str | None = None
        self.domain: str | None = None
        self.attempts: int = 0
        self.request_id = request_id

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later without a change."""
        return self._TRANSIENT

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, where the server named them."""
        return None

    def during(self, *, operation: str, domain: str, attempts: int) -> UdacityError:
        """Note which call failed, and return the error itself."""
        self.operation = operation
        self.domain = domain
        self.attempts = attempts
        return self

    def __str__(self) -> str:
        if self.operation is None:
            return self.message
        tries = f", {self.attempts} attempts" if self.attempts > 1 else ""
        request = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} [{self.operation}, {self.domain}{tries}{request}]"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own recipe calls the class with `args`, which keyword-only
        # arguments refuse.
        return _rebuild, (type(self), self.args), self.__dict__.copy()


def _rebuild(kind: type[UdacityError], args: tuple[object, ...]) -> UdacityError:
    return kind.__new__(kind, *args)


class ConfigurationError(UdacityError):
    """Refuse an option, or a combination of options, that cannot work."""


class CredentialsError(ConfigurationError):
    """Say that no credential was found, or that the API refused the one in use.

    Attributes:
        tried: What was looked at, in order, each with what was found there.
    """

    def __init__(
        self,
        message: str,
        *,
        tried: Sequence[str] = (),
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.tried: tuple[str, ...] = tuple(tried)


class ApiConnectionError(UdacityError):
    """Say that the API could not be reached, or hung up.

    Attributes:
        sent: Whether the server may have seen the request.
    """

    _TRANSIENT = True

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class ApiTimeoutError(ApiConnectionError):
    """Say that the API did not answer in time."""


class ApiStatusError(UdacityError):
    """Report an HTTP status that is not success.

    Attributes:
        status: The HTTP status.
        reason: What the server said.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        reason: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.status = status
        self.reason = reason
        self._retry_after = retry_after

    @property
    def is_transient(self) -> bool:
        """Whether the status is one that passes: 408, 429 or 5xx."""
        return self.status in _PASSING or self.status >= _FIRST_SERVER_ERROR

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, where the server named them."""
        return self._retry_after

    def with_retry_after(self, retry_after: float) -> Self:
        """Return the same error for who hears of it later: *retry_after* is left."""
        twin = copy(self)
        twin._retry_after = retry_after  # noqa: SLF001 - its own class
        return twin


_PASSING = frozenset({408, 429})
_FIRST_SERVER_ERROR = 500


class UnauthorizedError(ApiStatusError):
    """Report that the API did not accept the token.

    Attributes:
        executed: Whether a part of the operation ran all the same.
    """

    executed: bool = False

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later: not with this token."""
        return False


class ForbiddenError(ApiStatusError):
    """Report that the token is valid and lacks the scope that the call needs.

    Attributes:
        scope: The scope that is missing, such as `COMPANY:4821`, where the server's
            words name one.
    """

    scope: str | None = None


class RateLimitError(ApiStatusError):
    """Report that the rate limit leaves no room for the call before its deadline.

    Attributes:
        limit: Requests allowed in a minute, where known.
        remaining: Requests left in the minute, where known.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 429,
        reason: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        limit: int | None = None,
        remaining: int | None = None,
    ) -> None:
        super().__init__(
            message,
            status=status,
            reason=reason,
            request_id=request_id,
            retry_after=retry_after,
        )
        self.limit = limit
        self.remaining = remaining


class ServerError(ApiStatusError):
    """Report a fault on the API's side."""


# Named tuples, because dataclasses cost a third of the start-up.
class GraphQLErrorItem(NamedTuple):
    """Hold one entry of an answer's `errors`.

    Attributes:
        message: The server's text.
        path: Where in the answer the error arose, in wire names.
        code: `extensions.code`, such as `UNAUTHORIZED`.
    """

    message: str
    path: tuple[str | int, ...] = ()
    code: str | None = None

    def __str__(self) -> str:
        where = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path
        )
        text = f"{self.message} (at {where.lstrip('.')})" if where else self.message
        return f"{text} [{self.code}]" if self.code else text


class GraphQLError(UdacityError):
    """Report the `errors` of an answer that the API executed or refused.

    Attributes:
        errors: Every error that the API named.
        data: What the API answered beside the errors, typed as the operation's own
            result; `None` where it sent nothing that fits the schema. It is left out
            when the error is pickled, because it may hold a secret.
    """

    def __init__(
        self,
        message: str,
        *,
        errors: Sequence[GraphQLErrorItem],
        data: object = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.errors: tuple[GraphQLErrorItem, ...] = tuple(errors)
        self.data = data

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args), {**self.__dict__, "data": None}

    def __copy__(self) -> Self:
        twin = type(self).__new__(type(self), *self.args)
        twin.__dict__.update(self.__dict__)
        return twin

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        twin = copy(self)
        twin.data = deepcopy(self.data, memo)
        return twin


class ResponseShapeError(UdacityError):
    """Report an answer that contradicts the schema, or is no GraphQL answer at all.

    Attributes:
        problems: What was found, each with its path; never the values themselves.
    """

    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[str] = (),
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.problems: tuple[str, ...] = tuple(problems)


class PageError(UdacityError):
    """Report an iteration that stopped in the middle, and where to go on.

    Attributes:
        cursor: Start from here to go on: `iter_…(after=error.cursor)`. `None` where
            the first page failed.
        records_done: How many records the iteration had given out.
    """

    def __init__(self, message: str, *, cursor: str | None, records_done: int) -> None:
        super().__init__(message)
        self.cursor = cursor
        self.records_done = records_done
        self._transient = False
        self._retry_after: float | None = None

    @classmethod
    def after(
        cls, cause: UdacityError, *, cursor: str | None, records_done: int
    ) -> PageError:
        """Return the error that tells of *cause* and of the progress before it."""
        error = cls(
            f"Stopped after {records_done} records: {cause.message}",
            cursor=cursor,
            records_done=records_done,
        )
        error.operation, error.domain = cause.operation, cause.domain
        error.attempts, error.request_id = cause.attempts, cause.request_id
        error._transient, error._retry_after = cause.is_transient, cause.retry_after
        return error

    @property
    def is_transient(self) -> bool:
        """Whether the page that failed may succeed later."""
        return self._transient

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before going on, where the server named them."""
        return self._retry_after


class ClosedError(UdacityError):
    """Refuse a call on a client that was closed."""


class Location(NamedTuple):
    """Point to a place in a source file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """Say what is wrong at one place of a source file, and how to mend it."""

    location: Location
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        text = f"{self.location}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class SourceError(UdacityError):
    """Refuse schema files or `.graphql` documents, naming every problem at once.

    Attributes:
        problems: All that was found, in the order of files and lines.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: tuple[Problem, ...] = tuple(problems)
