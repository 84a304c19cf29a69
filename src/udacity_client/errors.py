"""All exceptions, grouped by who caused them.

UdacityError
├── ConfigurationError              you: an option that cannot work
│   └── CredentialsError            you: no usable credential, or one that was refused
├── InputError                      you: a value that an operation does not take
├── ReadOnlyError                   you: an assignment to a record or an input object
├── RateLimitStoreError             you: a shared rate limit's file or Redis
├── ApiConnectionError              the network: no response
│   └── ApiTimeoutError             the network: no response in time
├── ApiStatusError                  the API: a response with an HTTP error status
│   ├── UnauthorizedError           401, or UNAUTHORIZED in a 200
│   ├── ForbiddenError              403: the token lacks a scope
│   ├── RateLimitError              429; or no room before the deadline, nothing sent
│   └── ServerError                 5xx
├── GraphQLError                    the API: `errors`, perhaps next to data
├── ResponseShapeError              the API: a response that contradicts its schema
├── ClosedError                     you: a client used after it was closed
└── SourceError                     you, at development time: a schema or a document

Every error can be pickled. None holds a secret, a header or a body.

This module imports nothing of this library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy, deepcopy
from typing import ClassVar, Final, NamedTuple, Self

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
    "InputError",
    "Location",
    "PageProgress",
    "Problem",
    "RateLimitError",
    "RateLimitStoreError",
    "ReadOnlyError",
    "ResponseShapeError",
    "ServerError",
    "SourceError",
    "UdacityError",
    "UnauthorizedError",
]


_MOST_QUOTED: Final = 1_000


def quoted(text: str) -> str:
    """Return a server's *text* for a message: on one line, printable, not too long.

    It could hold a line that looks like one of a log or a command to a terminal.
    """
    # Cut first, because a server may send megabytes.
    line = " ".join(text[: _MOST_QUOTED + 1].split())
    shown = "".join(one if one.isprintable() else _escaped(one) for one in line)
    is_whole = len(text) <= _MOST_QUOTED and len(shown) <= _MOST_QUOTED
    return shown if is_whole else f"{shown[:_MOST_QUOTED]}…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


# Named tuples, because dataclasses would cost a fifth of the start-up.
class PageProgress(NamedTuple):
    """How far an iteration came before an error ended it.

    Attributes:
        cursor: Where to continue in another process: `iter_…(after=cursor)`. In this
            one, `pager.resume()` does. `None` if the first page failed.
        records_done: How many records the iteration gave out.
    """

    cursor: str | None
    records_done: int


class UdacityError(Exception):
    """The base of every error that this library raises.

    Attributes:
        operation: Name of the GraphQL operation that failed, if one was running.
        domain: The API domain that was called, such as `catalog`.
        attempts: How many times the operation was sent.
        request_id: The server's `X-Request-Id`, for a support case.
        progress: How far the iteration came, if the error ended one.
    """

    _TRANSIENT: ClassVar[bool] = False
    # The call that a token was requested for, as text.
    _needed_for: str | None = None

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.operation: str | None = None
        self.domain: str | None = None
        self.attempts: int = 0
        self.request_id = request_id
        self.progress: PageProgress | None = None

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later without a change."""
        return self._TRANSIENT

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, if the server named them."""
        return None

    def during(self, *, operation: str, domain: str, attempts: int) -> UdacityError:
        """Record which call failed, and return the error itself."""
        self.operation = operation
        self.domain = domain
        self.attempts = attempts
        return self

    def needed_for(self, *, operation: str, domain: str, attempts: int) -> UdacityError:
        """Record which call needed this one and failed too, and return the error."""
        self._needed_for = f"{operation}, {domain}{_tries(attempts)}"
        return self

    def __str__(self) -> str:
        if self.operation is None:
            return self.message
        tries = _tries(self.attempts)
        done = _done(self.progress) if self.progress else ""
        request = f", request {quoted(self.request_id)}" if self.request_id else ""
        call = f"; for {self._needed_for}" if self._needed_for else ""
        where = f"{self.operation}, {self.domain}{tries}{done}{request}{call}"
        return f"{self.message} [{where}]"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own way calls the class with `args`, but some arguments are
        # keyword-only.
        return _rebuild, (type(self), self.args), self.__dict__.copy()


def _done(progress: PageProgress) -> str:
    number = progress.records_done
    return f", after {number} record{'' if number == 1 else 's'}"


def _tries(attempts: int) -> str:
    return f", {attempts} attempts" if attempts > 1 else ""


def _rebuild(kind: type[UdacityError], args: tuple[object, ...]) -> UdacityError:
    return kind.__new__(kind, *args)


class ConfigurationError(UdacityError):
    """An option, or a combination of options, that cannot work."""


class CredentialsError(ConfigurationError):
    """No credential was found, or the API refused the one in use.

    Attributes:
        tried: The places that were looked at, in order, each with what was found there.
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


class InputError(UdacityError, ValueError):
    """A value that an operation or an input object does not take; nothing was sent."""


class ReadOnlyError(UdacityError, AttributeError):
    """An assignment to a record or an input object; neither can be changed."""


class RateLimitStoreError(UdacityError):
    """The file or the Redis of a shared rate limit could not be used in time.

    It was locked or not reachable.

    Attributes:
        sent: Always `False`: the request did not leave.
    """

    _TRANSIENT = True
    sent: Final = False


class ApiConnectionError(UdacityError):
    """The API could not be reached, or closed the connection.

    Attributes:
        sent: Whether the server may have seen the request.
    """

    _TRANSIENT = True

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class ApiTimeoutError(ApiConnectionError):
    """The API did not respond in time."""


class ApiStatusError(UdacityError):
    """An HTTP status other than success.

    Attributes:
        status: The HTTP status; `None` in a `RateLimitError` of the client's own limit.
        reason: What the server said.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None,
        reason: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, request_id=request_id)
        self.status: int | None = status
        self.reason = reason
        self._retry_after = retry_after

    @property
    def is_transient(self) -> bool:
        """Whether the status is a transient one: 408, 429 or 5xx."""
        status = self.status
        if status is None:
            return False
        return status in _TRANSIENT_STATUSES or status >= _FIRST_SERVER_ERROR

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, if the server named them."""
        return self._retry_after

    def with_retry_after(self, retry_after: float) -> Self:
        """Return a copy of this error with another *retry_after*."""
        twin = copy(self)
        twin._retry_after = retry_after  # noqa: SLF001 - its own class
        return twin


_TRANSIENT_STATUSES = frozenset({408, 429})
_FIRST_SERVER_ERROR = 500


class UnauthorizedError(ApiStatusError):
    """The API did not accept the token.

    Attributes:
        executed: Whether a part of the operation ran nevertheless.
    """

    executed: bool = False

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later: not with this token."""
        return False


class ForbiddenError(ApiStatusError):
    """The token is valid, but lacks the scope that the call needs.

    Attributes:
        scope: The missing scope, such as `COMPANY:4821`, if the server's message names
            one.
    """

    scope: str | None = None


class RateLimitError(ApiStatusError):
    """The rate limit leaves no room for the call before its deadline.

    Either the API said so, with status 429, or the client's own limit did: then nothing
    was sent, and there is no status.

    Attributes:
        limit: Requests allowed in a minute, if known.
        remaining: Requests left in the minute, if known.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
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

    @property
    def sent(self) -> bool:
        """Whether the API refused the request; else it was not sent."""
        return self.status is not None

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later: always."""
        return True


class ServerError(ApiStatusError):
    """A failure of the API itself."""


class GraphQLErrorItem(NamedTuple):
    """One entry of a response's `errors`.

    Attributes:
        message: The server's text.
        path: Where in the response the error arose, in the server's names.
        code: `extensions.code`, such as `UNAUTHORIZED`.
        symbol: The record's field at *path*, in Python, such as
            `Course.student_count`, if known.
    """

    message: str
    path: tuple[str | int, ...] = ()
    code: str | None = None
    symbol: str | None = None

    def __str__(self) -> str:
        symbol = f", in Python {self.symbol}" if self.symbol else ""
        place = f" (at {path_text(self.path)}{symbol})" if self.path else ""
        text = f"{self.message}{place}"
        return quoted(f"{text} [{self.code}]" if self.code else text)


def path_text(path: Iterable[str | int]) -> str:
    """Return a path in a response as text, such as `courses[0].studentCount`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


class GraphQLError(UdacityError):
    """The `errors` of an operation that the API executed or refused.

    Attributes:
        errors: All entries of `errors`.
        data: The data next to the errors, typed as the operation's own result; `None`
            if the API sent nothing that fits the schema. A pickle leaves it out,
            because it may hold a secret.
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
    """A response that contradicts the schema, or is not a GraphQL response at all.

    Attributes:
        problems: What was found, each with its path; never the values.
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


class ClosedError(UdacityError):
    """A call on a client that was closed."""


class Location(NamedTuple):
    """A place in a source file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """An error at one place of a source file, and perhaps how to fix it."""

    location: Location
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        text = f"{self.location}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class SourceError(UdacityError):
    """Invalid schema files or `.graphql` documents, with every problem at once.

    Attributes:
        problems: All problems, those of schemas first, in the order of files and lines.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems: tuple[Problem, ...] = tuple(problems)
