"""Read untyped JSON safely: what is missing or has a wrong type yields nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeGuard, cast

Json: TypeAlias = dict[str, object]
"""A JSON object."""


def objects(parent: object, key: str) -> list[Json]:
    """Return the objects in the list *key* of *parent*."""
    return objects_in(parent.get(key) if is_object(parent) else None)


def objects_in(value: object) -> list[Json]:
    """Return the objects in the list *value*."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if is_object(item)]


def is_object(value: object) -> TypeGuard[Json]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def name_of(value: object) -> str:
    """Return the `name` of *value*, or an empty string."""
    return str(value.get("name") or "") if is_object(value) else ""


def every_object(value: object) -> Iterator[Json]:
    """Yield every object in *value*, at any depth.

    No recursion: a server may nest JSON deeper than Python recurses.
    """
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if is_object(value):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(cast("list[object]", value))
