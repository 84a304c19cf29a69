"""Look into generated packages that a test has imported."""

from __future__ import annotations

from typing import Any


def find_operation(package: Any, name: str) -> Any:
    return next(
        value
        for public in package.__all__
        if getattr(value := getattr(package, public), "name", None) == name
    )
