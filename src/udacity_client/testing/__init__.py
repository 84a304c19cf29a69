"""Records and responses for tests of code that calls the API.

The fixtures of pytest are in `plugin`; pytest finds them by itself. Each name is
imported on first use: pytest loads the plugin in projects that never use it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from udacity_client.testing.example_records import example, examples
    from udacity_client.testing.responses import answer, error_answer

__all__ = ["answer", "error_answer", "example", "examples"]

_MODULES = {
    "answer": "responses",
    "error_answer": "responses",
    "example": "example_records",
    "examples": "example_records",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module = import_module(f"{__name__}.{_MODULES[name]}")
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
