"""Give generated code all that it needs from the client, through one door.

Generated packages import from here and from pydantic, and nothing else. Each name is
imported when it is first asked for, so that what needs pydantic (`Record`, `Input`,
`OpenUnion`, `Time`, `Secret`, `UnknownMember`) costs nothing before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import deprecated

    from udacity_client.runtime.domain_client import (
        AsyncClientPackage,
        AsyncDomainClient,
        AsyncExecutor,
        ClientPackage,
        DomainClient,
        Executor,
    )
    from udacity_client.runtime.drift_events import DriftEvent, UnknownMember
    from udacity_client.runtime.models import Input, Record, Secret, Time
    from udacity_client.runtime.open_enum import OpenEnum
    from udacity_client.runtime.open_union import OpenUnion
    from udacity_client.runtime.operation import Operation, RateLimit, Result, or_null
    from udacity_client.runtime.pagination import AsyncPager, Page, Pager
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
    "OpenEnum",
    "OpenUnion",
    "Operation",
    "Page",
    "Pager",
    "RateLimit",
    "Record",
    "Result",
    "Secret",
    "Time",
    "UnknownMember",
    "UnsetType",
    "deprecated",
    "or_null",
    "require_runtime_api",
]

RUNTIME_API = 2
"""The contract between generated code and this package; it grows by one when broken."""

_MODULES = {
    **dict.fromkeys(
        ("AsyncPager", "Page", "Pager"), "udacity_client.runtime.pagination"
    ),
    **dict.fromkeys(
        (
            "AsyncClientPackage",
            "AsyncDomainClient",
            "AsyncExecutor",
            "ClientPackage",
            "DomainClient",
            "Executor",
        ),
        "udacity_client.runtime.domain_client",
    ),
    **dict.fromkeys(
        ("Input", "Record", "Secret", "Time"), "udacity_client.runtime.models"
    ),
    "DriftEvent": "udacity_client.runtime.drift_events",
    "OpenEnum": "udacity_client.runtime.open_enum",
    "OpenUnion": "udacity_client.runtime.open_union",
    "UnknownMember": "udacity_client.runtime.drift_events",
    **dict.fromkeys(
        ("Operation", "RateLimit", "Result"), "udacity_client.runtime.operation"
    ),
    **dict.fromkeys(("UNSET", "UnsetType"), "udacity_client.runtime.unset"),
    "Duration": "udacity_client.runtime.scalars",
    "deprecated": "typing_extensions",
    "or_null": "udacity_client.runtime.operation",
}


def require_runtime_api(generated_for: int, *, package: str) -> None:
    """Refuse a generated package that was made for another runtime.

    Raises:
        ConfigurationError: *package* and this version of udacity-client do not fit.
    """
    if generated_for == RUNTIME_API:
        return
    from udacity_client.errors import ConfigurationError

    message = (
        f"{package} was generated for runtime API {generated_for}, and the installed "
        f"udacity-client has {RUNTIME_API}. Generate it again with the installed "
        "version: udacity generate"
    )
    raise ConfigurationError(message)


def __getattr__(name: str) -> object:
    if name in _MODULES:
        from importlib import import_module

        value: object = getattr(import_module(_MODULES[name]), name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
