"""Look into parsed JSON of which nothing is certain, without ever failing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeGuard, cast

Json: TypeAlias = dict[str, object]
"""A JSON object."""


def objects(parent: object, key: str) -> list[Json]:
    """Return the objects in the list *key* of *parent*, as many as there are."""
    return objects_in(parent.get(key) if is_object(parent) else None)


def objects_in(value: object) -> list[Json]:
    """Return the objects in *value*, if it is a list."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if is_object(item)]


def is_object(value: object) -> TypeGuard[Json]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def name_of(value: object) -> str:
    """Return the name that *value* gives itself, or nothing."""
    return str(value.get("name") or "") if is_object(value) else ""


def every_object(value: object) -> Iterator[Json]:
    """Yield every object in *value*, however deep, without recursion."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if is_object(value):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(cast("list[object]", value))
