"""Let generated code reckon with null where the schema allows none."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def or_null(value: T) -> T | None:
    """Return *value*, which is null where an error beside the data says so."""
    return value
