"""`Operation`, one compiled GraphQL operation, and `Result`, what came of it.

Imports no pydantic (start-up).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from udacity_client.endpoints import OPERATOR
from udacity_client.errors import GraphQLError, GraphQLErrorItem, ResponseShapeError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from udacity_client.runtime.drift_events import DriftEvent

T = TypeVar("T")


def or_null(value: T) -> T | None:
    """Return *value*, typed as optional.

    The API may send null for a non-null field next to an error. Generated code calls
    this to handle that null and still type-check.
    """
    return value


VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")

_MOST_LISTED = 10
"""How many errors of a response its exception's message has; the exception has all."""

Kind: TypeAlias = Literal["query", "mutation"]
"""The kind of an operation. Only a query is safe to send twice."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[VariablesT, ResultT]):
    """All that is needed to send one operation and to decode its response.

    Generated packages have one constant for each operation. Pass it to `execute`.

    Attributes:
        domain: The domain that serves it.
        name: The operation's name in the document.
        kind: `query` or `mutation`.
        document: The GraphQL text that is sent.
        model: The pydantic model of the response's `data`, as `module:Class`. It is
            imported when the first response arrives.
        unwrap: Converts that model to the operation's result.
        authenticated: Whether the call needs a token.
        edges: The name of the edge class, if `unwrap` iterates the list of edges, and
            keeps only their nodes. A decoder may then give it one object for all edges,
            with the attributes of each in turn.
        variables: The `TypedDict` of its variables. Without it, they are not checked.
        arguments: What the arguments of its method are called, by the names of the
            variables, if they differ.
    """

    domain: str
    name: str
    kind: Kind
    document: str = field(repr=False)
    model: str = field(repr=False)
    unwrap: Callable[[Any], ResultT] = field(repr=False)
    authenticated: bool = field(default=True, repr=False)
    edges: str | None = field(default=None, repr=False)
    variables: type[VariablesT] | None = field(default=None, repr=False)
    arguments: Mapping[str, str] = field(
        default_factory=dict[str, str], repr=False, hash=False
    )

    def load_model(self) -> type[BaseModel]:
        """Import and return the model of the response's `data`."""
        return _load(self.model)


@lru_cache(maxsize=512)
def _load(model: str) -> type[BaseModel]:
    module, _, name = model.partition(":")
    return cast("type[BaseModel]", getattr(importlib.import_module(module), name))


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The rate limit as stated by a response's headers.

    Attributes:
        limit: Requests allowed in the server's window.
        remaining: Requests left in it.
    """

    limit: int | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[ResultT]):
    """A whole response: typed data and the errors next to it.

    Attributes:
        operation: The operation that was sent.
        data: The operation's result, or `None` if the API sent no data that fits.
        has_data: Whether the API did. If so, a `None` in `data` is the result.
        errors: The GraphQL errors in the response.
        extensions: The `extensions` of the response.
        rate_limit: The rate limit as stated by the response's headers.
        request_id: The server's `X-Request-Id`.
        attempts: How many times the operation was sent.
        drift: Values in the response that the schema did not list.
    """

    operation: Operation[Any, ResultT]
    data: ResultT | None
    has_data: bool = True
    errors: tuple[GraphQLErrorItem, ...] = ()
    extensions: Mapping[str, object] = field(default_factory=dict[str, object])
    rate_limit: RateLimit = RateLimit()
    request_id: str | None = None
    attempts: int = 1
    drift: tuple[DriftEvent, ...] = ()

    def after(self, attempts: int) -> Result[ResultT]:
        """Return the result with the number of *attempts* that it took."""
        if attempts == self.attempts:
            return self
        return replace(self, attempts=attempts)

    def require(self) -> ResultT:
        """Return the data, or raise if there are errors.

        Raises:
            GraphQLError: The response has errors; its `.data` keeps partial data.
            ResponseShapeError: The response has neither data nor errors.
        """
        if self.has_data and not self.errors:
            return cast("ResultT", self.data)
        error = self._error()
        error.during(
            operation=self.operation.name,
            domain=self.operation.domain,
            attempts=self.attempts,
        )
        raise error

    def _error(self) -> GraphQLError | ResponseShapeError:
        if not self.errors:
            return ResponseShapeError(
                "The API answered with neither data nor errors. If it lasts, report "
                f"it to {OPERATOR}.",
                request_id=self.request_id,
            )
        listed = "; ".join(str(item) for item in self.errors[:_MOST_LISTED])
        if (more := len(self.errors) - _MOST_LISTED) > 0:
            listed += f"; and {more:,} more"
        partial = " Partial data is in `.data`." if self.has_data else ""
        return GraphQLError(
            f"The API answered with errors: {listed}.{partial}",
            errors=self.errors,
            data=self.data,
            request_id=self.request_id,
        )
