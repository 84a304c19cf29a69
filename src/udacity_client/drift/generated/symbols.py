"""The names and lines of generated code that a finding affects. Imports none of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from udacity_client.codegen.symbols import Symbol, SymbolTable
from udacity_client.drift.impact.assess import AssessedDrift
from udacity_client.drift.impact.findings import (
    AffectedOperation,
    Finding,
    GeneratedSymbol,
)
from udacity_client.drift.impact.impact import Level
from udacity_client.errors import Location
from udacity_client.schema.documents import display_path


@dataclass(frozen=True)
class DefinitionIndex:
    """Where the classes and attributes of one domain's package are defined.

    Attributes:
        folder: The folder of the package.
    """

    folder: Path
    _read: dict[str, Mapping[tuple[str, ...], Location]] = field(
        default_factory=dict[str, Mapping[tuple[str, ...], Location]], repr=False
    )

    def find(self, name: Symbol) -> Location | None:
        """Return where *name* is defined; `None` if it is not."""
        if name.module not in self._read:
            path = self.folder / f"{name.module}.py"
            self._read[name.module] = dict(_definitions(path))
        return self._read[name.module].get(name.path)


def _definitions(path: Path) -> Iterator[tuple[tuple[str, ...], Location]]:
    try:
        module = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    at = display_path(path)
    waiting: list[tuple[tuple[str, ...], ast.stmt]] = [((), n) for n in module.body]
    while waiting:
        outer, node = waiting.pop()
        if (outer or isinstance(node, ast.ClassDef)) and (name := _defined(node)):
            yield (*outer, name), Location(at, node.lineno, node.col_offset + 1)
            if isinstance(node, ast.ClassDef):
                waiting += (((*outer, name), part) for part in node.body)


def _defined(node: ast.stmt) -> str | None:
    """Return the name of the class, field, member or method that *node* defines."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return None


def with_symbols(
    drift: AssessedDrift, table: SymbolTable, *, package: Path
) -> AssessedDrift:
    """Return *drift* with the generated symbols that each finding affects.

    Args:
        drift: The findings.
        table: The symbols of the operations.
        package: The folder of the domain's package. Symbols that it lacks get no line.
    """
    if not drift.findings:
        return drift
    finder = _SymbolFinder(table, package)
    return replace(drift, findings=tuple(map(finder.add_symbols, drift.findings)))


class _SymbolFinder:
    def __init__(self, table: SymbolTable, package: Path) -> None:
        self._table = table
        self._definitions = DefinitionIndex(package)
        self._package = f"{package.parent.name}.{package.name}"

    def add_symbols(self, finding: Finding) -> Finding:
        """Return *finding* with its symbols."""
        return replace(
            finding,
            affected=tuple(
                replace(affected, symbols=self._symbols(finding, affected))
                for affected in finding.affected
            ),
        )

    def _symbols(
        self, finding: Finding, affected: AffectedOperation
    ) -> tuple[GeneratedSymbol, ...]:
        names = {*self._affected_symbols(affected), *self._changed_symbols(finding)}
        symbols = {
            GeneratedSymbol(name.dotted(self._package), self._definitions.find(name))
            for name in names
        }
        return tuple(sorted(symbols, key=lambda symbol: symbol.name))

    def _affected_symbols(self, affected: AffectedOperation) -> Iterator[Symbol]:
        """Yield the symbols of the places in the documents: fields, else the method."""
        method = self._table.method(affected.operation)
        methods = (method,) if method is not None else ()
        if (affected.level, affected.certainty) == (Level.RUNTIME, "always"):
            yield from methods
        for place in affected.places:
            yield from self._table.fields.get(place, methods)

    def _changed_symbols(self, finding: Finding) -> Iterator[Symbol]:
        """Yield the symbols of the input or the enum that itself changed, if any."""
        owner, _, member = finding.coordinate.partition(".")
        for name in (
            self._table.input(owner, member or None),
            self._table.enum(owner, member or None),
        ):
            if name is not None:
                yield name
