"""Tell what generated code calls the things that findings strike; imports none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from graphql import GraphQLSchema

from udacity_client.codegen.documents import Documents
from udacity_client.codegen.origins import GeneratedName, Origins
from udacity_client.drift.definitions import Definitions
from udacity_client.drift.effects import Level
from udacity_client.drift.findings import Affected, Finding, Symbol
from udacity_client.drift.judge import Drift


def with_symbols(
    drift: Drift, *, schema: GraphQLSchema, documents: Documents, package: Path
) -> Drift:
    """Return *drift* with the symbols of generated code that each finding strikes.

    Args:
        drift: What strikes the operations.
        schema: The schema that code was generated from.
        documents: The operations.
        package: The folder of the domain's package; what is not in it has no place.
    """
    if not drift.findings:
        return drift
    namer = _Namer(Origins(schema, documents), package)
    return replace(drift, findings=tuple(map(namer.named, drift.findings)))


class _Namer:
    def __init__(self, origins: Origins, package: Path) -> None:
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

    def _symbols(self, finding: Finding, affected: Affected) -> tuple[Symbol, ...]:
        names = {*self._struck(affected), *self._changed(finding)}
        symbols = {
            Symbol(name.dotted(self._package), self._definitions.place(name))
            for name in names
        }
        return tuple(sorted(symbols, key=lambda symbol: symbol.name))

    def _struck(self, affected: Affected) -> Iterator[GeneratedName]:
        """Yield what the document's places became; what is no field, is a method's."""
        is_named = affected.operation.isidentifier()
        methods = (self._origins.method(affected.operation),) if is_named else ()
        if (affected.level, affected.certainty) == (Level.RUNTIME, "always"):
            yield from methods
        for place in affected.places:
            yield from self._origins.fields.get(place, methods)

    def _changed(self, finding: Finding) -> Iterator[GeneratedName]:
        """Yield the input or the enum that changed itself, where one did."""
        owner, _, member = finding.coordinate.partition(".")
        for name in (
            self._origins.input(owner, member or None),
            self._origins.enum(owner, member or None),
        ):
            if name is not None:
                yield name
