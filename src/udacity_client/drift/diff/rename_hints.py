"""Guess what took the place of what is gone, from two schemas and nothing else.

A server's own suggestions are not asked for: it answers them to whoever probes it.
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
from udacity_client.drift.diff.compare import fields_of, fields_of_input, renamed_roots
from udacity_client.schema.elements import own_types
from udacity_client.schema.graphql_types import Typed, type_of

_NEAR: Final = 0.5
"""How alike two names are at least, where several could be meant; 1 is the same."""

_WORDS: Final[Mapping[Element, str]] = {
    "argument": "same field, same type",
    "enum-value": "same enum",
    "field": "same parent, same type",
    "input-field": "same input object, same type",
    "type": "same kind, same members",
}


def guess(change: Change, old: GraphQLSchema, new: GraphQLSchema) -> str | None:
    """Return what may have taken the place of what *change* removed; at most one.

    What was added beside it has to be of the same type. Of several, the one whose name
    is nearest counts, unless another thing that is gone is as near to it.
    """
    if change.kind != "removed" or change.element not in _WORDS:
        return None
    owner = renamed_roots(old, new).get(change.owner, change.owner)
    before, after = _beside(change, old, change.owner), _beside(change, new, owner)
    name = change.member or change.owner
    gone = {key: kind for key, kind in before.items() if key not in after}
    come = {key: kind for key, kind in after.items() if key not in before}
    likely = _likely(name, gone, come)
    if likely is None:
        return None
    return f"may now be called `{likely}` (a guess: {_WORDS[change.element]})"


def _likely(
    name: str, gone: Mapping[str, object], come: Mapping[str, object]
) -> str | None:
    kind = gone.get(name)
    rivals = [key for key, other in gone.items() if other == kind]
    found = [key for key, other in come.items() if other == kind]
    if len(rivals) == len(found) == 1:
        return found[0]
    nearest = _nearest(name, found)
    if nearest is None or _nearest(nearest, rivals) != name:
        return None
    return nearest


def _nearest(name: str, candidates: list[str]) -> str | None:
    """Return the candidate that is most like *name*, where one alone is."""
    scored = sorted(((_likeness(name, one), one) for one in candidates), reverse=True)
    if not scored or scored[0][0] < _NEAR:
        return None
    is_tied = len(scored) > 1 and scored[0][0] == scored[1][0]
    return None if is_tied else scored[0][1]


def _likeness(one: str, other: str) -> float:
    # The ratio depends on the order of the two.
    first, second = sorted((one.lower(), other.lower()))
    return SequenceMatcher(a=first, b=second).ratio()


def _beside(change: Change, schema: GraphQLSchema, owner: str) -> Mapping[str, object]:
    """Return what *schema* has where *change* removed something, with its kind."""
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
    """Return the kind of *type_* and the names of what it is made of."""
    names: frozenset[str] = frozenset(fields_of(type_))
    if isinstance(type_, GraphQLEnumType):
        names = frozenset(type_.values)
    elif isinstance(type_, GraphQLInputObjectType):
        names = frozenset(type_.fields)
    elif isinstance(type_, GraphQLUnionType):
        names = frozenset(member.name for member in type_.types)
    return type(type_).__name__, names
