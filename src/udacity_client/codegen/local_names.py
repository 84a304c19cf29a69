"""What generated modules call the names that they import from elsewhere.

A type of the schema keeps its name, so an import of the same name gets another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from udacity_client.codegen.reserved_names import RUNTIME_NAMES

MODULE_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(RUNTIME_NAMES, "udacity_client.runtime"),
    "Annotated": "typing",
    "AttributeError": "builtins",
    "Awaitable": "collections.abc",
    "Field": "pydantic",
    "Literal": "typing",
    "NotRequired": "typing",
    "TYPE_CHECKING": "typing",
    "TypeAlias": "typing",
    "TypedDict": "typing",
    "overload": "typing",
}
"""The module of each name that generated modules import."""


@dataclass(frozen=True)
class LocalNames:
    """What the modules of one domain call the names that they import.

    Attributes:
        taken: The names of classes and constants of the domain.
        scalars: What `scalars.py` calls the types of scalars, by the scalars' names.
    """

    taken: frozenset[str] = frozenset()
    scalars: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)

    def __call__(self, name: str) -> str:
        """Return what *name* is called: itself, or with an underscore if it is taken.

        No class and no constant of a domain begins with an underscore.
        """
        return f"_{name}" if name in self.taken else name

    def scalar(self, name: str) -> str | None:
        """Return what the type of a scalar is called, if it has one.

        No field hides it, as none begins with an underscore.
        """
        return f"_{self.scalars[name]}" if name in self.scalars else None

    def import_of(self, name: str) -> str | None:
        """Return the statement that imports what is called *name*, if there is one."""
        original = name.removeprefix("_")
        # Without the underscore it is a class that is called like the scalar.
        if original != name and original in self.scalars.values():
            return f"from .scalars import {original} as {name}"
        module = MODULE_OF.get(original)
        if module is None or self(original) != name:
            return None
        if module == "builtins" and original == name:
            return None
        renamed = "" if name == original else f" as {name}"
        return f"from {module} import {original}{renamed}"

    def imports(self, names: Iterable[str]) -> list[str]:
        """Return the statements that import those of *names* that are imported."""
        found = map(self.import_of, sorted(names))
        return [statement for statement in found if statement is not None]
