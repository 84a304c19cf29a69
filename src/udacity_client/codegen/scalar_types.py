"""Python types for scalars of a schema's own, as a project's settings name them.

`cli/settings.py` reads the settings, and `cli/scalar_imports.py` checks the types.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SCALARS_TABLE: Final = "[tool.udacity-client.scalars]"
"""Where a project's settings name types for scalars."""

JSON_TYPE: Final = "pydantic.JsonValue"
"""The type that scalars without an entry have as well."""


@dataclass(frozen=True)
class ScalarType:
    """The Python type of a scalar, by import paths such as `datetime.date`.

    Attributes:
        type: The type; without a dot, it is one of Python's own, such as `int`.
        parse: The function that makes a value of the JSON in a response.
        serialize: The function that makes JSON of a value.
    """

    type: str
    parse: str | None = None
    serialize: str | None = None

    @property
    def paths(self) -> list[str]:
        """All import paths."""
        paths = (self.type, self.parse, self.serialize)
        return [path for path in paths if path is not None]

    @property
    def is_json(self) -> bool:
        """Whether it is the default: the scalar needs no entry."""
        return self == ScalarType(JSON_TYPE)


def is_import_path(path: str) -> bool:
    """Return whether *path* can stand in an import statement."""
    return all(
        part.isidentifier() and not keyword.iskeyword(part) for part in path.split(".")
    )


def split_path(path: str) -> tuple[str, str]:
    """Return the module of an import path, and the name in it."""
    module, _, name = path.rpartition(".")
    return module or "builtins", name


def digest_lines(scalars: Mapping[str, ScalarType]) -> list[str]:
    """Return *scalars* as text, the same for equal ones."""
    return [f"{name}: {scalars[name]}" for name in sorted(scalars)]
