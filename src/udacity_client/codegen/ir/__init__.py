"""Describe a generated domain package as plain values, without writing any of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True)
class Field:
    """Describe a field of a model.

    Attributes:
        name: What it is called in Python.
        annotation: Its type.
        default: The expression of its default, where it has one.
        doc: Its docstring.
    """

    name: str
    annotation: str
    default: str | None = None
    doc: str | None = None


@dataclass(frozen=True)
class Model:
    """Describe a record or an input object."""

    name: str
    bases: tuple[str, ...]
    fields: tuple[Field, ...]
    doc: str | None = None


@dataclass(frozen=True)
class Member:
    """Describe a value of an enum."""

    name: str
    value: str
    doc: str | None = None


@dataclass(frozen=True)
class EnumModel:
    """Describe an enum."""

    name: str
    members: tuple[Member, ...]
    doc: str | None = None


@dataclass
class Models:
    """Hold the models of one domain while ariadne-codegen makes them.

    Attributes:
        enums: The enums, by name.
        inputs: The input objects, by name.
        records: The classes of fragments, by name.
        results: The classes of operations' answers, by name.
    """

    enums: dict[str, EnumModel] = field(default_factory=dict[str, EnumModel])
    inputs: dict[str, Model] = field(default_factory=dict[str, Model])
    records: dict[str, Model] = field(default_factory=dict[str, Model])
    results: dict[str, Model] = field(default_factory=dict[str, Model])

    def find(self, class_name: str, attribute: str) -> Field:
        """Return a field of a record or a result, its bases included."""
        model = self.results.get(class_name) or self.records[class_name]
        for found in model.fields:
            if found.name == attribute:
                return found
        for base in model.bases:
            if base in self.records:
                try:
                    return self.find(base, attribute)
                except KeyError:
                    continue
        message = f"{class_name} has no field {attribute}"
        raise KeyError(message)


@dataclass(frozen=True)
class Argument:
    """Describe an argument of a method, which is a variable or an input's field.

    Attributes:
        name: What it is called in Python.
        wire: What the API calls it.
        annotation: Its type, without `UnsetType`.
        required: Whether it cannot be left out.
        default: The expression of the default that the document declares, if any.
        positional: Whether it may be passed by position.
        doc: What it means.
    """

    name: str
    wire: str
    annotation: str
    required: bool
    default: str | None = None
    positional: bool = False
    doc: str | None = None

    @property
    def full_annotation(self) -> str:
        """Return its type as a method declares it."""
        return self.annotation if self.required else f"{self.annotation} | UnsetType"

    def by_keyword(self) -> Argument:
        """Return the same argument, passed by keyword only."""
        return replace(self, positional=False)


@dataclass(frozen=True)
class OperationSpec:
    """Describe an operation, its constant, its variables and its method.

    Attributes:
        name: Its name in the document.
        kind: `query` or `mutation`.
        method: What its method is called.
        iterator: What the iterator over its pages is called, where it has one.
        constant: What its constant is called.
        variables_class: What the `TypedDict` of its variables is called.
        variables: Its variables.
        arguments: The arguments of its method.
        input_class: The class whose fields the arguments are, where they are.
        document: What is sent.
        authenticated: Whether the call needs a token.
        model: The class of the answer's `data`.
        record: What its pages hold, where it answers with pages.
        returns: The annotation of its result.
        unwrap: The body of the function from `data` to the result.
        edges: The class of the edges that it takes records out of, where it does.
        summary: The first paragraph of its description.
        details: What else there is to say.
        deprecated: Why it should not be called any more, if so.
    """

    name: str
    kind: Literal["query", "mutation"]
    method: str
    iterator: str | None
    constant: str
    variables_class: str
    variables: tuple[Argument, ...]
    arguments: tuple[Argument, ...]
    input_class: str | None
    document: str
    authenticated: bool
    model: str
    record: str | None
    returns: str
    unwrap: str
    edges: str | None
    summary: str
    details: str | None
    deprecated: str | None


@dataclass(frozen=True)
class DomainSpec:
    """Describe all that one domain's package holds.

    Attributes:
        domain: The domain, such as `program-progress`.
        header: The comment at the top of every file.
        digest: The sha256 of all that the package was made from.
    """

    domain: str
    header: str
    digest: str
    enums: tuple[EnumModel, ...]
    inputs: tuple[Model, ...]
    records: tuple[Model, ...]
    results: tuple[Model, ...]
    operations: tuple[OperationSpec, ...]
