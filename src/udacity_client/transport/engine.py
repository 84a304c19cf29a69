"""The library that sends: httpx, or httpx2, its continuation with the same API.

All that differs between the two is here. Types are those of httpx. What either library
raises is told by the names of its classes, because a caller's client may be one of the
other library.

Imports neither (start-up).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Never, Protocol, runtime_checkable

if TYPE_CHECKING:
    import httpx

_LIBRARIES: Final = ("httpx", "httpx2")


class HttpResponse(Protocol):
    """The response that a caller's client gets."""

    @property
    def status_code(self) -> int:
        """The status of the answer."""
        ...


class _HttpClientBase(Protocol):
    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str],
        extensions: Mapping[str, object],
    ) -> object:
        """Return a request with the client's own headers, cookies and parameters."""
        ...


@runtime_checkable
class HttpClient(_HttpClientBase, Protocol):
    """A blocking client of the caller's: the `Client` of either library."""

    def send(
        self,
        request: Never,  # each takes the requests of its own library only
        *,
        stream: bool,
        follow_redirects: bool,
    ) -> HttpResponse:
        """Send a request, and return its response."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


@runtime_checkable
class AsyncHttpClient(_HttpClientBase, Protocol):
    """An asynchronous client of the caller's: the `AsyncClient` of either library."""

    async def send(
        self,
        request: Never,  # each takes the requests of its own library only
        *,
        stream: bool,
        follow_redirects: bool,
    ) -> HttpResponse:
        """Send a request, and return its response."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


def load(name: str) -> Any:
    """Return the module *name*, `httpx` or `httpx2`; their names are the same."""
    return import_module(name)


def http_errors() -> tuple[type[httpx.HTTPError], ...]:
    """Return what the libraries that are loaded raise when there is no answer."""
    # Another thread may be importing one of them.
    found = (getattr(sys.modules.get(name), "HTTPError", None) for name in _LIBRARIES)
    return tuple(error for error in found if error is not None)


def is_kind(error: object, *names: str) -> bool:
    """Return whether *error* is of one of the classes *names*, of either library."""
    return any(base.__name__ in names for base in type(error).__mro__)


def library_of(client: object) -> str | None:
    """Return which library *client* is of; None if it is a class of the caller's."""
    for base in type(client).__mro__:
        name = base.__module__.partition(".")[0]
        if name in _LIBRARIES:
            return name
    return None


def kinds_of(client: object) -> tuple[bool, bool]:
    """Return whether *client* is a blocking one, and whether an asynchronous one."""
    if isinstance(client, type):
        return False, False
    if library_of(client) is None:
        return isinstance(client, HttpClient), isinstance(client, AsyncHttpClient)
    return is_kind(client, "Client"), is_kind(client, "AsyncClient")


@cache
def user_agent(library: str | None) -> str:
    """Return the `User-Agent` of requests that *library* sends."""
    python = ".".join(map(str, sys.version_info[:3]))
    agent = f"udacity-client/{version('udacity-client')} python/{python}"
    if library is None:
        return agent
    return f"{agent} {library}/{load(library).__version__}"
