"""Describe one compiled GraphQL operation, without parsing, sending or pydantic."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from udacity_client.errors import GraphQLError, GraphQLErrorItem, ResponseShapeError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from udacity_client.runtime.drift_events import DriftEvent

T = TypeVar("T")


def or_null(value: T) -> T | None:
    """Return *value*, which is null where an error beside the data says so."""
    return value


VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")

Kind: TypeAlias = Literal["query", "mutation"]
"""What an operation does; only a query may be sent twice without asking."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[VariablesT, ResultT]):
    """Hold what it takes to send one operation and to type its answer.

    Generated packages hold one constant for each operation; pass it to
    `Udacity.execute`.

    Attributes:
        domain: Which endpoint serves it, such as `program-progress`.
        name: The operation's name in the document.
        kind: `query` or `mutation`.
        document: The GraphQL text that goes over the wire.
        model: Where the pydantic model of the answer's `data` is: `module:Class`.
            It is imported when the first answer arrives.
        unwrap: From that model to the operation's result.
        authenticated: Whether the call needs a token; `generateToken` does not.
        edges: The class of the edges that `unwrap` only takes nodes out of, so that
            they need not be records.
    """

    domain: str
    name: str
    kind: Kind
    document: str = field(repr=False)
    model: str = field(repr=False)
    unwrap: Callable[[Any], ResultT] = field(repr=False)
    authenticated: bool = field(default=True, repr=False)
    edges: str | None = field(default=None, repr=False)

    def load_model(self) -> type[BaseModel]:
        """Import and return the model of the answer's `data`."""
        return _load(self.model)


@lru_cache(maxsize=512)
def _load(model: str) -> type[BaseModel]:
    module, _, name = model.partition(":")
    return cast("type[BaseModel]", getattr(importlib.import_module(module), name))


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Hold what an answer's headers said of the rate limit.

    Attributes:
        limit: Requests allowed in a minute.
        remaining: Requests left in the minute.
    """

    limit: int | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[ResultT]):
    """Hold an answer whole: typed data beside errors.

    Attributes:
        operation: Which operation was answered.
        data: The operation's result; `None` where the API sent no data that fits.
        has_data: Whether it did; where it did, a `None` in `data` is the result.
        errors: The errors that the API named, most often none.
        extensions: What the API sent beside data and errors.
        rate_limit: What the answer's headers said of the rate limit.
        request_id: The server's `X-Request-Id`.
        attempts: How many times the operation was sent.
        drift: What the answer holds that the schema did not know.
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
        """Return the result with a note that it took *attempts*."""
        if attempts == self.attempts:
            return self
        return replace(self, attempts=attempts)

    def require(self) -> ResultT:
        """Return the data of an answer without errors.

        Raises:
            GraphQLError: The API named errors; `.data` keeps what came beside them.
            ResponseShapeError: The API sent neither data nor errors.
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
                "it to Udacity.",
                request_id=self.request_id,
            )
        listed = "; ".join(str(item) for item in self.errors)
        beside = " Partial data is in `.data`." if self.has_data else ""
        return GraphQLError(
            f"The API answered with errors: {listed}.{beside}",
            errors=self.errors,
            data=self.data,
            request_id=self.request_id,
        )
