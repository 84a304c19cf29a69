"""Base classes of generated clients, and the protocols of what executes their calls."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from udacity_client.errors import InputError
from udacity_client.runtime.operation import Operation, Result
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.unset import UNSET, UnsetType

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")
ClientT_co = TypeVar("ClientT_co", bound="DomainClient", covariant=True)
AsyncClientT_co = TypeVar("AsyncClientT_co", bound="AsyncDomainClient", covariant=True)


class Executor(Protocol):
    """Anything that executes operations, such as the blocking client."""

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Send *operation* and return its result.

        Args:
            operation: What to send.
            variables: Its variables.
            deadline: Seconds for the whole call; if left out, the client's own.
        """
        ...


class AsyncExecutor(Protocol):
    """Anything that executes operations in an event loop, such as the async client."""

    async def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Send *operation* and return its result; see `Executor.execute`."""
        ...


class ClientPackage(Protocol[ClientT_co]):
    """A generated package with a `Client`."""

    @property
    def Client(self) -> type[ClientT_co]:  # noqa: N802 - a class in a module
        """The package's client class."""
        ...


class AsyncClientPackage(Protocol[AsyncClientT_co]):
    """A generated package with an `AsyncClient`."""

    @property
    def AsyncClient(self) -> type[AsyncClientT_co]:  # noqa: N802 - a class in a module
        """The package's async client class."""
        ...


class DomainClient:
    """Base class of generated clients: one domain's operations over an executor."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._page_size = PageSize()

    def _run(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        deadline: float | UnsetType,
    ) -> ResultT:
        try:
            result = self._executor.execute(operation, variables, deadline=deadline)
        except InputError as error:
            failure = error
        else:
            return result.require()
        # Outside the handler: as a context, the first error would print as well.
        _check_arguments(operation, variables)
        raise failure


class AsyncDomainClient:
    """Base class of generated async clients: one domain's operations."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor
        self._page_size = PageSize()

    async def _run(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        deadline: float | UnsetType,
    ) -> ResultT:
        try:
            result = await self._executor.execute(
                operation, variables, deadline=deadline
            )
        except InputError as error:
            failure = error
        else:
            return result.require()
        # Outside the handler: as a context, the first error would print as well.
        _check_arguments(operation, variables)
        raise failure


def _check_arguments(operation: Operation[Any, Any], variables: object) -> None:
    """Raise the error for *variables* that calls them as the arguments of the method.

    `execute` calls them by their names in GraphQL.
    """
    from udacity_client.runtime.variables import (  # noqa: PLC0415 - start-up
        check_variables,
    )

    check_variables(operation, variables, operation.arguments)
