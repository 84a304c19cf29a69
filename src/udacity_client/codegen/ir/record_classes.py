"""The classes of records: what they are called and how they are nested.

A class that reads what is selected below a field is nested in the class of that field.
So its name depends on nothing outside of its own operation or fragment.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as data_field
from typing import Final, Literal, TypeAlias

from graphql import GraphQLEnumType, GraphQLSchema

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.normalise import ClassSelection, MergedField
from udacity_client.codegen.ir.public_names import PublicNames
from udacity_client.codegen.naming import class_name, unused_name
from udacity_client.codegen.reserved_names import NESTED_CLASS_NAMES

_MAX_NESTED: Final = 30
"""How deeply classes are nested. Python takes less than a hundred levels."""

Module: TypeAlias = Literal["records", "results"]


@dataclass(eq=False)
class RecordClass:
    """The class of a selection.

    Attributes:
        module: The module that defines it.
        path: The classes that it is nested in, and its own name.
        selection: What it reads.
        below: The classes of each of its own fields, by response key. Each is nested
            in this one, or is that of a fragment.
        bases: The classes of the fragments that are its base classes.
        is_hoisted: Whether it stands at the top of the module though it belongs into
            another class: Python refuses classes that are nested too deeply.
    """

    module: Module
    path: tuple[str, ...]
    selection: ClassSelection
    below: dict[str, tuple[RecordClass, ...]] = data_field(
        default_factory=dict[str, tuple["RecordClass", ...]]
    )
    bases: tuple[RecordClass, ...] = ()
    is_hoisted: bool = False

    @property
    def name(self) -> str:
        """Its name in the class or module that defines it."""
        return self.path[-1]

    @property
    def nested(self) -> list[RecordClass]:
        """The classes that are nested directly in it, in the order of fields."""
        depth = len(self.path)
        found = [one for classes in self.below.values() for one in classes]
        return [one for one in found if one.path[:depth] == self.path]

    @property
    def hoisted(self) -> list[RecordClass]:
        """The classes that would be nested in it, but stand at the top."""
        found = [one for classes in self.below.values() for one in classes]
        return [one for one in found if one.is_hoisted]

    def descendants(self) -> Iterator[RecordClass]:
        """Yield the class and all that belong into it at any depth."""
        waiting: list[RecordClass] = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [*one.nested, *one.hoisted]


class RecordClasses:
    """The classes of one domain's fragments and operations.

    Attributes:
        fragments: The classes of fragments by the fragments' names, leaves first.
        operations: The classes of operations by the operations' names.
    """

    def __init__(self, analysis: DocumentAnalysis, names: PublicNames) -> None:
        self._names = names
        self._models = {one.model for one in names.operations.values()}
        self._reserved = {
            *NESTED_CLASS_NAMES,
            *keyword.kwlist,
            *names.fragments.values(),
            *(names.types[enum] for enum in _enums(analysis.schema)),
        }
        self.fragments: dict[str, RecordClass] = {}
        self.operations: dict[str, RecordClass] = {}
        for name, selection in analysis.normalised.fragments.items():
            path = (names.fragments[name],)
            self.fragments[name] = self._tree(RecordClass("records", path, selection))
        for name, selection in analysis.normalised.operations.items():
            path = (names.operations[name].model,)
            self.operations[name] = self._tree(RecordClass("results", path, selection))

    @property
    def all(self) -> Iterator[RecordClass]:
        """All classes, each before those that are nested in it."""
        for root in (*self.fragments.values(), *self.operations.values()):
            yield from root.descendants()

    def name_for(self, one: RecordClass) -> str:
        """Return how the class in which *one* is nested refers to it.

        An operation may be called like a class that is nested in another one's. Names
        stay as they are then, so a new operation renames nothing.
        """
        is_nested = len(one.path) > 1
        if one.module == "results" and is_nested and one.name in self._models:
            return ".".join(one.path)
        return one.name

    def _tree(self, root: RecordClass) -> RecordClass:
        # Counted for each root, so a new operation renames no class of another.
        self._hoisted = 0
        waiting = [root]
        while waiting:
            one = waiting.pop()
            one.bases = tuple(self.fragments[base] for base in one.selection.bases)
            taken = self._taken_names(one)
            for below in one.selection.fields:
                one.below[below.key] = tuple(
                    self._class_below(one, below, member, taken)
                    for member in below.members
                )
            waiting += [*one.nested, *one.hoisted]
        return root

    def _class_below(
        self,
        outer: RecordClass,
        below: MergedField,
        member: ClassSelection,
        taken: set[str],
    ) -> RecordClass:
        if (same := _only_base(member)) is not None:
            return self.fragments[same]
        wanted = class_name(outer.selection.names[below.key], member.view.label)
        name = unused_name(wanted, taken)
        taken.add(name)
        path = (*outer.path, name)
        if len(path) <= _MAX_NESTED:
            return RecordClass(outer.module, path, member)
        self._hoisted += 1
        top = unused_name(f"{path[0]}_{self._hoisted}", self._reserved)
        return RecordClass(outer.module, (top,), member, is_hoisted=True)

    def _taken_names(self, one: RecordClass) -> set[str]:
        """Return the names that no class nested directly in *one* may have.

        In the annotations of a body, pyright prefers names of the module to those of
        the body, and pydantic prefers the name of the class to both. Mypy does neither.
        So nested classes are called like nothing that the module defines or imports
        from its package. What other operations are called does not count; see
        `name_for`. Imports from elsewhere yield; see `LocalNames`.
        """
        taken = {*self._reserved, *one.path}
        for base in one.bases:
            taken |= self._inherited_names(base)
        return taken

    def _inherited_names(self, base: RecordClass) -> set[str]:
        names = {nested.name for nested in base.nested}
        return names.union(*map(self._inherited_names, base.bases))


def _enums(schema: GraphQLSchema) -> list[str]:
    types = schema.type_map.items()
    return [name for name, type_ in types if isinstance(type_, GraphQLEnumType)]


def _only_base(selection: ClassSelection) -> str | None:
    """Return the fragment that a class of *selection* would only repeat."""
    if not selection.fields and len(selection.bases) == 1:
        return selection.bases[0]
    return None
