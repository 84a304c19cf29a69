"""The intermediate representation (IR): a generated package as plain values.

The modules of this package build it; `emit` turns it into text.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from udacity_client.codegen.local_names import LocalNames
from udacity_client.codegen.scalar_types import ScalarType
from udacity_client.errors import Location, Problem


@dataclass(frozen=True)
class Field:
    """A field of a model.

    Attributes:
        name: Its Python name.
        annotation: Its type.
        default: The expression of its default, if it has one.
        doc: Its docstring.
    """

    name: str
    annotation: str
    default: str | None = None
    doc: str | None = None


@dataclass(frozen=True)
class Model:
    """The class of an input object.

    Attributes:
        name: Its name.
        bases: The names of its base classes.
        fields: Its fields.
        doc: Its docstring.
        is_one_of: Whether exactly one of its fields is given.
        keys: The names of its fields in the schema, in the same order.
    """

    name: str
    bases: tuple[str, ...]
    fields: tuple[Field, ...]
    doc: str | None = None
    is_one_of: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """A value of an enum."""

    name: str
    value: str
    doc: str | None = None


@dataclass(frozen=True)
class EnumModel:
    """The class of an enum."""

    name: str
    members: tuple[Member, ...]
    doc: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordField(Field):
    """A field of a record.

    Attributes:
        key: Its response key.
        qualified: Its type as other classes and modules write it.
        classes: The records that its values are.
    """

    key: str
    qualified: str
    classes: tuple[RecordModel, ...] = ()


@dataclass(frozen=True, eq=False)
class RecordModel:
    """The class of a record.

    Attributes:
        name: Its name in the class or module that defines it.
        qualname: Its name in the module, such as `GetUser.Friend`.
        bases: The records that are its base classes.
        fields: The fields that it declares itself.
        nested: The classes that its body defines.
        hoisted: The classes that belong into it, but stand at the top of the module.
        doc: Its docstring.
    """

    name: str
    qualname: str
    bases: tuple[RecordModel, ...]
    fields: tuple[RecordField, ...]
    nested: tuple[RecordModel, ...]
    hoisted: tuple[RecordModel, ...] = ()
    doc: str | None = None

    def find(self, key: str) -> RecordField:
        """Return the field with the response key *key*, own or inherited.

        Raises:
            KeyError: There is no such field.
        """
        for found in self.fields:
            if found.key == key:
                return found
        for base in self.bases:
            with suppress(KeyError):
                return base.find(key)
        message = f"{self.qualname} has no field {key}"
        raise KeyError(message)


@dataclass(frozen=True)
class Models:
    """The models of one domain.

    Attributes:
        enums: The enums, by name.
        inputs: The input objects, by name.
        records: The classes of fragments, by the fragments' names, leaves first.
        results: The classes of responses, by the operations' names.
    """

    enums: Mapping[str, EnumModel]
    inputs: Mapping[str, Model]
    records: Mapping[str, RecordModel]
    results: Mapping[str, RecordModel]

    def module_of(self, record: str) -> str:
        """Return the module of the class *record*: `records` or `results`."""
        return "records" if record.partition(".")[0] in self._tops else "results"

    @cached_property
    def _tops(self) -> frozenset[str]:
        """The classes at the top of `records`."""
        found = list[str]()
        waiting = [*self.records.values()]
        while waiting:
            one = waiting.pop()
            found.append(one.qualname)
            waiting += [*one.nested, *one.hoisted]
        return frozenset(name for name in found if "." not in name)


@dataclass(frozen=True)
class ScalarSpec:
    """The type of a scalar.

    Attributes:
        name: Its name in `scalars.py`.
        type: What it is, and what reads and writes it.
        doc: Its docstring.
    """

    name: str
    type: ScalarType
    doc: str | None = None


@dataclass(frozen=True)
class Argument:
    """An argument of a method: a variable, or a field of the only input object.

    Attributes:
        name: Its Python name.
        wire: Its GraphQL name.
        annotation: Its type, without that of `UNSET`.
        required: Whether it must be given.
        default: The expression of the default that the document declares, if any.
        positional: Whether it may be passed by position.
        field: Its name in the input object, if it is a field of one.
        doc: Its description.
    """

    name: str
    wire: str
    annotation: str
    required: bool
    default: str | None = None
    positional: bool = False
    field: str | None = None
    doc: str | None = None

    def by_keyword(self) -> Argument:
        """Return this argument as keyword-only."""
        return replace(self, positional=False)


@dataclass(frozen=True)
class OperationSpec:
    """An operation: its constant, its variables and its method.

    Attributes:
        name: Its name in the document.
        kind: `query` or `mutation`.
        method: The name of its method.
        iterator: The name of the method that iterates over its pages, if it has one.
        constant: The name of its constant.
        variables_class: The name of the `TypedDict` of its variables.
        variables: Its variables.
        arguments: The arguments of its method.
        page_size: The argument of a page's size that its iterator may set, if any.
        input_class: The input object whose fields are the arguments, if there is one.
        document: The text that is sent.
        authenticated: Whether the call needs a token.
        model: The class of the response's `data`.
        record: The annotation of one record, if the result is a page.
        record_class: Its module and class, such as `records:User`, if there is one.
        returns: The annotation of its result.
        unwrap: The body of the function from `data` to the result.
        edges: The class of the connection's edges, if the result is a page.
        summary: The first paragraph of its description.
        details: The rest of its description.
        deprecated: Why it should not be called any more, if it is deprecated.
    """

    name: str
    kind: Literal["query", "mutation"]
    method: str
    iterator: str | None
    constant: str
    variables_class: str
    variables: tuple[Argument, ...]
    arguments: tuple[Argument, ...]
    page_size: Argument | None
    input_class: str | None
    document: str
    authenticated: bool
    model: str
    record: str | None
    record_class: str | None
    returns: str
    unwrap: str
    edges: str | None
    summary: str
    details: str | None
    deprecated: str | None


@dataclass(frozen=True)
class DomainSpec:
    """One domain's package.

    Attributes:
        domain: The domain, such as `program-progress`.
        header: The comment at the top of every file.
        digest: The sha256 of its sources.
        local: What its modules call the names that they import.
        scalars: The types of scalars, as settings name them.
        untyped_scalars: The scalars that have no Python type, and their places.
        notes: What users should know about it.
    """

    domain: str
    header: str
    digest: str
    enums: tuple[EnumModel, ...]
    inputs: tuple[Model, ...]
    records: tuple[RecordModel, ...]
    results: tuple[RecordModel, ...]
    operations: tuple[OperationSpec, ...]
    local: LocalNames
    scalars: tuple[ScalarSpec, ...]
    untyped_scalars: Mapping[str, Location]
    notes: tuple[Problem, ...] = ()
