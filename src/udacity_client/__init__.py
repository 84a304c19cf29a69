"""A typed client of the Udacity Public API, sync and async.

`Udacity` and `AsyncUdacity` are where to start. Importing them imports neither httpx
nor pydantic; that happens with the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from udacity_client.async_client import AsyncUdacity
    from udacity_client.auth.credentials import (
        ClientCredentials,
        CredentialsProvider,
        ProvidedCredentials,
        StaticToken,
        UserToken,
    )
    from udacity_client.auth.token_cache import TokenCache
    from udacity_client.client import Udacity
    from udacity_client.errors import (
        ApiConnectionError,
        ApiStatusError,
        ApiTimeoutError,
        ClosedError,
        ConfigurationError,
        CredentialsError,
        ForbiddenError,
        GraphQLError,
        GraphQLErrorItem,
        InputError,
        PageProgress,
        RateLimitError,
        RateLimitStoreError,
        ReadOnlyError,
        ResponseShapeError,
        ServerError,
        SourceError,
        UdacityError,
        UnauthorizedError,
    )
    from udacity_client.limits.file_rate_limit import FileRateLimit
    from udacity_client.limits.redis_rate_limit import RedisRateLimit
    from udacity_client.limits.shared import SharedRateLimit
    from udacity_client.options import RetryPolicy
    from udacity_client.runtime import (
        UNSET,
        DriftEvent,
        Operation,
        RateLimit,
        Result,
        UnknownMember,
        UnsetType,
    )
    from udacity_client.runtime.page import Page
    from udacity_client.runtime.pagination import AsyncPager, Pager
    from udacity_client.runtime.scalars import Duration

    __version__: str
    """The version of this library."""

__all__ = [
    "UNSET",
    "ApiConnectionError",
    "ApiStatusError",
    "ApiTimeoutError",
    "AsyncPager",
    "AsyncUdacity",
    "ClientCredentials",
    "ClosedError",
    "ConfigurationError",
    "CredentialsError",
    "CredentialsProvider",
    "DriftEvent",
    "Duration",
    "FileRateLimit",
    "ForbiddenError",
    "GraphQLError",
    "GraphQLErrorItem",
    "InputError",
    "Operation",
    "Page",
    "PageProgress",
    "Pager",
    "ProvidedCredentials",
    "RateLimit",
    "RateLimitError",
    "RateLimitStoreError",
    "ReadOnlyError",
    "RedisRateLimit",
    "ResponseShapeError",
    "Result",
    "RetryPolicy",
    "ServerError",
    "SharedRateLimit",
    "SourceError",
    "StaticToken",
    "TokenCache",
    "Udacity",
    "UdacityError",
    "UnauthorizedError",
    "UnknownMember",
    "UnsetType",
    "UserToken",
]

_MODULES = {
    "AsyncUdacity": "async_client",
    "Udacity": "client",
    **dict.fromkeys(
        (
            "ClientCredentials",
            "CredentialsProvider",
            "ProvidedCredentials",
            "StaticToken",
            "UserToken",
        ),
        "auth.credentials",
    ),
    "Page": "runtime.page",
    **dict.fromkeys(("AsyncPager", "Pager"), "runtime.pagination"),
    **dict.fromkeys(
        (
            "UNSET",
            "DriftEvent",
            "Operation",
            "RateLimit",
            "Result",
            "UnknownMember",
            "UnsetType",
        ),
        "runtime",
    ),
    "Duration": "runtime.scalars",
    "RetryPolicy": "options",
    "TokenCache": "auth.token_cache",
    "FileRateLimit": "limits.file_rate_limit",
    "RedisRateLimit": "limits.redis_rate_limit",
    "SharedRateLimit": "limits.shared",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        # Not kept: only those who ask pay for reading the metadata.
        return version("udacity-client")
    if name in __all__:
        from importlib import import_module

        # What has no module of its own in the table is an error.
        module = import_module(f"udacity_client.{_MODULES.get(name, 'errors')}")
        value: object = getattr(module, name)
        globals()[name] = value
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    # Not `globals()`: it also holds each internal module that was imported.
    return sorted([*__all__, "__version__"])
