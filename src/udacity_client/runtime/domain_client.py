"""Be the base of generated domain clients, which only say what to execute."""

from __future__ import annotations

from typing import Protocol, TypeVar

from udacity_client.runtime.operation import Operation, Result
from udacity_client.runtime.page_size import PageSize
from udacity_client.runtime.unset import UNSET, UnsetType

VariablesT = TypeVar("VariablesT")
ResultT = TypeVar("ResultT")
ClientT_co = TypeVar("ClientT_co", bound="DomainClient", covariant=True)
AsyncClientT_co = TypeVar("AsyncClientT_co", bound="AsyncDomainClient", covariant=True)


class Executor(Protocol):
    """Execute operations; `Udacity` is one."""

    def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Return the answer to *operation*."""
        ...


class AsyncExecutor(Protocol):
    """Execute operations without blocking; `AsyncUdacity` is one."""

    async def execute(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        *,
        deadline: float | UnsetType = UNSET,
    ) -> Result[ResultT]:
        """Return the answer to *operation*."""
        ...


class ClientPackage(Protocol[ClientT_co]):
    """Be a generated package, whose `Client` runs over an executor."""

    @property
    def Client(self) -> type[ClientT_co]:  # noqa: N802 - a class in a module
        """The package's client class."""
        ...


class AsyncClientPackage(Protocol[AsyncClientT_co]):
    """Be a generated package, whose `AsyncClient` runs over an async executor."""

    @property
    def AsyncClient(self) -> type[AsyncClientT_co]:  # noqa: N802 - a class in a module
        """The package's async client class."""
        ...


class DomainClient:
    """Run one domain's operations over an executor."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._page_size = PageSize()

    def _run(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        deadline: float | UnsetType,
    ) -> ResultT:
        result = self._executor.execute(operation, variables, deadline=deadline)
        return result.require()


class AsyncDomainClient:
    """Run one domain's operations over an async executor."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor
        self._page_size = PageSize()

    async def _run(
        self,
        operation: Operation[VariablesT, ResultT],
        variables: VariablesT,
        deadline: float | UnsetType,
    ) -> ResultT:
        result = await self._executor.execute(operation, variables, deadline=deadline)
        return result.require()
