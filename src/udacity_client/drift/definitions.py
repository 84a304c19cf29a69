"""Find the lines on which generated code defines its names, without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from udacity_client.codegen.documents import shown
from udacity_client.codegen.origins import GeneratedName
from udacity_client.errors import Location


@dataclass(frozen=True)
class Definitions:
    """Know the lines of one domain's package.

    Attributes:
        folder: The folder of the package.
    """

    folder: Path
    _read: dict[str, Mapping[tuple[str, ...], Location]] = field(
        default_factory=dict[str, Mapping[tuple[str, ...], Location]], repr=False
    )

    def place(self, name: GeneratedName) -> Location | None:
        """Return where *name* is defined; `None` where the code has no such name."""
        if name.module not in self._read:
            path = self.folder / f"{name.module}.py"
            self._read[name.module] = dict(_places(path))
        return self._read[name.module].get(name.path)


def _places(path: Path) -> Iterator[tuple[tuple[str, ...], Location]]:
    try:
        module = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    at = shown(path)
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield (node.name,), Location(at, node.lineno, node.col_offset + 1)
            for part in node.body:
                if name := _defined(part):
                    place = Location(at, part.lineno, part.col_offset + 1)
                    yield (node.name, name), place


def _defined(node: ast.stmt) -> str | None:
    """Return the field, the enum member or the method that *node* defines."""
    match node:
        case ast.FunctionDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return None
