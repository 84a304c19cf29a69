"""Hold one difference of two schemas, without saying whom it strikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphql import GraphQLType

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
"""What kind of thing in a schema changed."""

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
    """Tell of one difference between two schemas.

    Attributes:
        element: What kind of thing changed.
        manner: How it changed.
        coordinate: Where, as a schema coordinate; `Film implements Node`, `Found |
            Film` and `@cost on FIELD` where the specification has no form.
        owner: The type, directive or root operation that it is or belongs to.
        member: The field, value, argument, member type or interface; else nothing.
        old: What was there, as SDL; `None` where nothing was.
        new: What is there, as SDL; `None` where nothing is.
        types: The old type and the new one, of a field, an argument or an input field.
        makes_required: Whether callers could leave it out before, and cannot now.
        was_required: Whether callers had to give it, and cannot now.
    """

    element: Element
    kind: ChangeKind
    coordinate: str
    owner: str
    member: str = ""
    old: str | None = None
    new: str | None = None
    types: tuple[GraphQLType, GraphQLType] | None = None
    makes_required: bool = False
    was_required: bool = False

    @property
    def rule(self) -> str:
        """Return the stable name of what happened, such as `field-removed`."""
        return f"{self.element}-{self.kind}"

    @property
    def field(self) -> str:
        """Return the coordinate of the field whose argument this is."""
        return self.coordinate.partition("(")[0]


@dataclass(frozen=True, kw_only=True)
class SchemaElement:
    """Name an element of a schema, before it is known what became of it."""

    element: Element
    coordinate: str
    owner: str
    member: str = ""

    def change(
        self, kind: ChangeKind, old: object = None, new: object = None
    ) -> Change:
        """Return that this changed in *manner*, from *old* to *new*."""
        return Change(
            element=self.element,
            kind=kind,
            coordinate=self.coordinate,
            owner=self.owner,
            member=self.member,
            old=None if old is None else str(old),
            new=None if new is None else str(new),
        )
