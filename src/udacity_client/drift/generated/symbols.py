"""Tell what generated code calls the things that findings strike; imports none."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from udacity_client.schema.documents import display_path
from udacity_client.codegen.symbols import Symbol
from udacity_client.errors import Location
from collections.abc import Iterator
from dataclasses import replace
from graphql import GraphQLSchema
from udacity_client.schema.documents import Documents
from udacity_client.codegen.symbols import Symbol, SymbolTable
from udacity_client.drift.impact.impact import Level
from udacity_client.drift.impact.findings import Affected, Finding, FoundSymbol
from udacity_client.drift.impact.assess import AssessedDrift

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

    def place(self, name: Symbol) -> Location | None:
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
    at = display_path(path)
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


def with_symbols(
    drift: AssessedDrift, *, schema: GraphQLSchema, documents: Documents, package: Path
) -> AssessedDrift:
    """Return *drift* with the symbols of generated code that each finding strikes.

    Args:
        drift: What strikes the operations.
        schema: The schema that code was generated from.
        documents: The operations.
        package: The folder of the domain's package; what is not in it has no place.
    """
    if not drift.findings:
        return drift
    namer = _Namer(SymbolTable(schema, documents), package)
    return replace(drift, findings=tuple(map(namer.named, drift.findings)))


class _Namer:
    def __init__(self, origins: SymbolTable, package: Path) -> None:
        self._origins = origins
        self._definitions = Definitions(package)
        self._package = f"{package.parent.name}.{package.name}"

    def named(self, finding: Finding) -> Finding:
        """Return *finding* with its symbols."""
        return replace(
            finding,
            affected=tuple(
                replace(affected, symbols=self._symbols(finding, affected))
                for affected in finding.affected
            ),
        )

    def _symbols(self, finding: Finding, affected: Affected) -> tuple[FoundSymbol, ...]:
        names = {*self._affected_symbols(affected), *self._changed_symbols(finding)}
        symbols = {
            FoundSymbol(name.dotted(self._package), self._definitions.place(name))
            for name in names
        }
        return tuple(sorted(symbols, key=lambda symbol: symbol.name))

    def _affected_symbols(self, affected: Affected) -> Iterator[Symbol]:
        """Yield what the document's places became; what is no field, is a method's."""
        is_named = affected.operation.isidentifier()
        methods = (self._origins.method(affected.operation),) if is_named else ()
        if (affected.level, affected.certainty) == (Level.RUNTIME, "always"):
            yield from methods
        for place in affected.places:
            yield from self._origins.fields.get(place, methods)

    def _changed_symbols(self, finding: Finding) -> Iterator[Symbol]:
        """Yield the input or the enum that changed itself, where one did."""
        owner, _, member = finding.coordinate.partition(".")
        for name in (
            self._origins.input(owner, member or None),
            self._origins.enum(owner, member or None),
        ):
            if name is not None:
                yield name
