"""The names of a method's arguments, for errors about the input object that they fill.

Imports no pydantic (start-up).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

_NAMES: Final[ContextVar[Mapping[str, str]]] = ContextVar(
    "_NAMES",
    default=MappingProxyType({}),
)


@contextmanager
def name_arguments(names: Mapping[str, str]) -> Generator[None]:
    """Let errors of input objects that are made meanwhile call fields as a method does.

    Args:
        names: The names of arguments, by those of the fields, if they differ.
    """
    entered = _NAMES.set(names)
    try:
        yield
    finally:
        _NAMES.reset(entered)


def current_argument_names() -> Mapping[str, str]:
    """Return the names that `name_arguments` was given."""
    return _NAMES.get()
