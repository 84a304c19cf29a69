"""One difference between two schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphql import GraphQLType

from udacity_client.schema.elements import InputValue

Element: TypeAlias = Literal[
    "argument",
    "directive",
    "directive-argument",
    "enum-value",
    "field",
    "implementation",
    "input-field",
    "root",
    "schema",
    "type",
    "union-member",
]
"""The kind of schema element that changed."""

ChangeKind: TypeAlias = Literal[
    "added",
    "became-one-of",
    "default-changed",
    "deprecated",
    "deprecation-reason-changed",
    "description-changed",
    "kind-changed",
    "location-added",
    "location-removed",
    "no-longer-one-of",
    "removed",
    "renamed",
    "repeatable-added",
    "repeatable-removed",
    "required-added",
    "specified-by-changed",
    "type-changed",
    "undeprecated",
]
"""How it changed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two schemas.

    Attributes:
        element: The kind of schema element that changed.
        kind: How it changed.
        coordinate: Its schema coordinate. The specification has no form for
            `Film implements Node`, `Found | Film` and `@cost on FIELD`.
        owner: The type, directive or root operation that it is or belongs to.
        member: The field, value, argument, member type or interface; else empty.
        old: The old SDL; `None` if it was added.
        new: The new SDL; `None` if it was removed.
        types: The old and the new type of a field, an argument or an input field.
        inputs: The argument or input field, before and after, if it is in both schemas.
        makes_required: Whether it was optional, and is required now.
        was_required: Whether it was required, and is removed now.
    """

    element: Element
    kind: ChangeKind
    coordinate: str
    owner: str
    member: str = ""
    old: str | None = None
    new: str | None = None
    types: tuple[GraphQLType, GraphQLType] | None = None
    inputs: tuple[InputValue, InputValue] | None = None
    makes_required: bool = False
    was_required: bool = False

    @property
    def rule(self) -> str:
        """Return the stable name of the rule, such as `field-removed`."""
        return f"{self.element}-{self.kind}"

    @property
    def field(self) -> str:
        """Return the coordinate of the field that the argument belongs to."""
        return self.coordinate.partition("(")[0]


@dataclass(frozen=True, kw_only=True)
class SchemaElement:
    """A schema element, before it is known how it changed."""

    element: Element
    coordinate: str
    owner: str
    member: str = ""

    def change(
        self, kind: ChangeKind, old: object = None, new: object = None
    ) -> Change:
        """Return the change of this element from *old* to *new*."""
        return Change(
            element=self.element,
            kind=kind,
            coordinate=self.coordinate,
            owner=self.owner,
            member=self.member,
            old=None if old is None else str(old),
            new=None if new is None else str(new),
        )
