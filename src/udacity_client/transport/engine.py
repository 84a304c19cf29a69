"""The library that sends: httpx, or httpx2, its continuation with the same API.

Types are those of httpx. What either library raises is told by the names of its
classes, because a caller's client may be one of the other library.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import httpx


def load(name: str) -> Any:
    """Return the module *name*, `httpx` or `httpx2`; their names are the same."""
    return import_module(name)


def http_errors() -> tuple[type[httpx.HTTPError], ...]:
    """Return what the libraries that are loaded raise when there is no answer."""
    other: Any = sys.modules.get("httpx2")
    return (httpx.HTTPError,) if other is None else (httpx.HTTPError, other.HTTPError)


def is_kind(error: object, *names: str) -> bool:
    """Return whether *error* is of one of the classes *names*, of either library."""
    return any(base.__name__ in names for base in type(error).__mro__)
