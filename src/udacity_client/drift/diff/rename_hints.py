"""Guess the new name of something that was removed, by comparing both schemas.

The server's own "Did you mean" suggestions are not used: they tell the schema to
anyone who probes for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
)

from udacity_client.drift.diff.change import Change, Element
from udacity_client.drift.diff.compare import renamed_roots
from udacity_client.drift.diff.compare_fields import fields_of, fields_of_input
from udacity_client.schema.elements import own_types
from udacity_client.schema.graphql_types import Typed, type_of

_MIN_SIMILARITY: Final = 0.5
"""How similar two names must be, if there are several candidates; 1 is equal."""

_REASONS: Final[Mapping[Element, str]] = {
    "argument": "same field, same type",
    "enum-value": "same enum",
    "field": "same parent, same type",
    "input-field": "same input object, same type",
    "type": "same kind, same members",
}


def rename_hint(change: Change, old: GraphQLSchema, new: GraphQLSchema) -> str | None:
    """Return a hint at what may have replaced what *change* removed, if there is one.

    A candidate was added at the same place with the same type. If there are several,
    the one with the most similar name is chosen, unless it is as similar to another
    removed element.
    """
    if change.kind != "removed" or change.element not in _REASONS:
        return None
    owner = renamed_roots(old, new).get(change.owner, change.owner)
    before, after = _siblings(change, old, change.owner), _siblings(change, new, owner)
    name = change.member or change.owner
    removed = {key: type_ for key, type_ in before.items() if key not in after}
    added = {key: type_ for key, type_ in after.items() if key not in before}
    match = _best_match(name, removed, added)
    if match is None:
        return None
    return f"may now be called `{match}` (a guess: {_REASONS[change.element]})"


def _best_match(
    name: str, removed: Mapping[str, object], added: Mapping[str, object]
) -> str | None:
    type_ = removed.get(name)
    rivals = [key for key, other in removed.items() if other == type_]
    candidates = [key for key, other in added.items() if other == type_]
    if len(rivals) == len(candidates) == 1:
        return candidates[0]
    match = _most_similar(name, candidates)
    if match is None or _most_similar(match, rivals) != name:
        return None
    return match


def _most_similar(name: str, candidates: list[str]) -> str | None:
    """Return the candidate whose name is most similar to *name*; `None` on a tie."""
    scored = sorted(((_similarity(name, one), one) for one in candidates), reverse=True)
    if not scored or scored[0][0] < _MIN_SIMILARITY:
        return None
    is_tied = len(scored) > 1 and scored[0][0] == scored[1][0]
    return None if is_tied else scored[0][1]


def _similarity(one: str, other: str) -> float:
    # `ratio` depends on the order of its arguments.
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(a=first, b=second).ratio()


def _siblings(
    change: Change, schema: GraphQLSchema, owner: str
) -> Mapping[str, object]:
    """Return what *schema* has next to the removed element of *change*, with types."""
    if change.element == "type":
        return {type_.name: _members(type_) for type_ in own_types(schema)}
    type_ = schema.type_map.get(owner)
    if isinstance(type_, GraphQLEnumType):
        return dict.fromkeys(type_.values, "value")
    if change.element == "input-field":
        return _typed(fields_of_input(type_))
    fields = fields_of(type_) if type_ is not None else dict[str, GraphQLField]()
    if change.element == "field":
        return _typed(fields)
    field = fields.get(change.field.partition(".")[2])
    return _typed(field.args) if field is not None else {}


def _typed(elements: Mapping[str, Typed]) -> dict[str, object]:
    return {name: str(type_of(element)) for name, element in elements.items()}


def _members(type_: GraphQLNamedType) -> tuple[str, frozenset[str]]:
    """Return the kind of *type_*, and the names of its members."""
    names: frozenset[str] = frozenset(fields_of(type_))
    if isinstance(type_, GraphQLEnumType):
        names = frozenset(type_.values)
    elif isinstance(type_, GraphQLInputObjectType):
        names = frozenset(type_.fields)
    elif isinstance(type_, GraphQLUnionType):
        names = frozenset(member.name for member in type_.types)
    return type(type_).__name__, names
