"""The symbol table of a generated package: which class or field something becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

from graphql import GraphQLSchema

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.ir.public_names import PublicNames, public_names
from udacity_client.codegen.ir.record_classes import RecordClasses
from udacity_client.codegen.lint.valid_part import valid_part
from udacity_client.codegen.naming import field_names, member_names
from udacity_client.errors import Location
from udacity_client.schema.documents import Documents, location

Module: TypeAlias = Literal["client", "enums", "inputs", "records", "results"]

_PUBLIC: Final = frozenset({"client", "enums", "inputs", "records"})
"""Modules whose names are all public in their package."""


@dataclass(frozen=True)
class Symbol:
    """A class of a generated package, or a member of one.

    Attributes:
        module: The module that defines it.
        path: The name of a class, of those nested in it, and of a member.
    """

    module: Module
    path: tuple[str, ...]

    def dotted(self, package: str) -> str:
        """Return its dotted path below the domain's *package*, as users import it."""
        inner = () if self.module in _PUBLIC else (self.module,)
        return ".".join((package, *inner, *self.path))


@dataclass(frozen=True)
class SymbolTable:
    """The symbols that one domain's documents become.

    Attributes:
        schema: The domain's schema.
        documents: Its documents. Definitions that are not valid have no symbols.
        analysis: What is known of them already, if all are valid.
    """

    schema: GraphQLSchema
    documents: Documents
    analysis: DocumentAnalysis | None = None

    @cached_property
    def fields(self) -> Mapping[Location, tuple[Symbol, ...]]:
        """The record fields that a selected field becomes, by its place in a file.

        A field selected on a union or an interface becomes one for each member.
        """
        found: dict[Location, dict[Symbol, None]] = {}
        for one in self._classes.all:
            for field in one.selection.fields:
                name = one.selection.names[field.key]
                symbol = Symbol(one.module, (*one.path, name))
                for occurrence in field.occurrences:
                    found.setdefault(location(occurrence.node), {})[symbol] = None
        return {place: tuple(names) for place, names in found.items()}

    def input(self, type_name: str, field: str | None) -> Symbol | None:
        """Return the class of an input object, or its *field* if it has that one."""
        type_ = self._analysis.inputs.get(type_name)
        if type_ is None:
            return None
        return self._part("inputs", type_name, field_names(type_.fields), field)

    def enum(self, type_name: str, value: str | None) -> Symbol | None:
        """Return the class of an enum, or the member for *value* if it has that one."""
        type_ = self._analysis.enums.get(type_name)
        if type_ is None:
            return None
        return self._part("enums", type_name, member_names(type_.values), value)

    def _part(
        self, module: Module, type_name: str, names: Mapping[str, str], part: str | None
    ) -> Symbol:
        """Return the class of a type, or its *part* if it is in *names*."""
        inner = (names[part],) if part and part in names else ()
        return Symbol(module, (self._names.types[type_name], *inner))

    def method(self, operation: str) -> Symbol | None:
        """Return the client method that runs *operation*, if it is valid."""
        names = self._names.operations.get(operation)
        return Symbol("client", ("Client", names.method)) if names else None

    @cached_property
    def _analysis(self) -> DocumentAnalysis:
        if self.analysis is not None:
            return self.analysis
        return DocumentAnalysis(self.schema, valid_part(self.schema, self.documents))

    @cached_property
    def _names(self) -> PublicNames:
        return public_names(self._analysis)

    @cached_property
    def _classes(self) -> RecordClasses:
        return RecordClasses(self._analysis, self._names)
