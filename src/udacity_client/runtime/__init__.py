"""All that generated code imports from the client.

Each name is imported on first use. `Record`, `Input`, `OneOfInput`, `OpenUnion`,
`Time`, `Secret`, `Scalar`, `Json` and `JsonInput` bring pydantic along, so importing a
generated package imports no pydantic (start-up).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from udacity_client.errors import ConfigurationError
from udacity_client.system.fork_safety import finish_imports_before_fork

if TYPE_CHECKING:
    from typing_extensions import deprecated

    from udacity_client.runtime.argument_names import name_arguments
    from udacity_client.runtime.custom_scalars import Json, JsonInput, Scalar
    from udacity_client.runtime.domain_client import (
        AsyncClientPackage,
        AsyncDomainClient,
        AsyncExecutor,
        ClientPackage,
        DomainClient,
        Executor,
    )
    from udacity_client.runtime.drift_events import DriftEvent, UnknownMember
    from udacity_client.runtime.field_types import Secret, Time
    from udacity_client.runtime.models import Input, OneOfInput, Record
    from udacity_client.runtime.open_enum import OpenEnum
    from udacity_client.runtime.open_union import OpenUnion
    from udacity_client.runtime.operation import Operation, RateLimit, Result, or_null
    from udacity_client.runtime.page import Page
    from udacity_client.runtime.pagination import AsyncPager, Pager
    from udacity_client.runtime.scalars import Duration
    from udacity_client.runtime.unset import UNSET, UnsetType

__all__ = [
    "RUNTIME_API",
    "UNSET",
    "AsyncClientPackage",
    "AsyncDomainClient",
    "AsyncExecutor",
    "AsyncPager",
    "ClientPackage",
    "DomainClient",
    "DriftEvent",
    "Duration",
    "Executor",
    "Input",
    "Json",
    "JsonInput",
    "OneOfInput",
    "OpenEnum",
    "OpenUnion",
    "Operation",
    "Page",
    "Pager",
    "RateLimit",
    "Record",
    "Result",
    "Scalar",
    "Secret",
    "Time",
    "UnknownMember",
    "UnsetType",
    "deprecated",
    "name_arguments",
    "or_null",
    "require_runtime_api",
]

RUNTIME_API = 4
"""Version of the contract between generated code and the runtime.

A change that breaks code generated before increments it.
"""

_SUBMODULES = {
    "argument_names": ("name_arguments",),
    "custom_scalars": ("Json", "JsonInput", "Scalar"),
    "domain_client": (
        "AsyncClientPackage",
        "AsyncDomainClient",
        "AsyncExecutor",
        "ClientPackage",
        "DomainClient",
        "Executor",
    ),
    "drift_events": ("DriftEvent", "UnknownMember"),
    "field_types": ("Secret", "Time"),
    "models": ("Input", "OneOfInput", "Record"),
    "open_enum": ("OpenEnum",),
    "open_union": ("OpenUnion",),
    "operation": ("Operation", "RateLimit", "Result", "or_null"),
    "page": ("Page",),
    "pagination": ("AsyncPager", "Pager"),
    "scalars": ("Duration",),
    "unset": ("UNSET", "UnsetType"),
}
_MODULES = {
    name: f"{__name__}.{module}"
    for module, names in _SUBMODULES.items()
    for name in names
} | {"deprecated": "typing_extensions"}


def require_runtime_api(generated_for: int, *, package: str) -> None:
    """Raise if a generated package needs another version of the runtime.

    What the package imports later, a fork waits for.

    Args:
        generated_for: The `RUNTIME_API` that the package was generated for.
        package: The package's import name, for the message.

    Raises:
        ConfigurationError: The versions differ.
    """
    if generated_for == RUNTIME_API:
        finish_imports_before_fork(package)
        return
    message = (
        f"{package} was generated for runtime API {generated_for}, and the installed "
        f"udacity-client has {RUNTIME_API}. Generate it again with the installed "
        "version: udacity generate"
    )
    raise ConfigurationError(message)


def __getattr__(name: str) -> object:
    if name in _MODULES:
        value: object = getattr(import_module(_MODULES[name]), name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
