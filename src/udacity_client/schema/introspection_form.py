"""Check the form of an introspection: what is not a list or a name, names given twice.

graphql-core reads `{}` and `""` as an empty list, null as "not a oneOf", and keeps the
last of two definitions. Each makes a smaller schema, and nothing says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from graphql import TypeKind

from udacity_client.schema.introspection_errors import printable
from udacity_client.schema.json_objects import Json, is_object, name_of, objects

_OF_TYPES: Final = (
    "fields",
    "inputFields",
    "enumValues",
    "interfaces",
    "possibleTypes",
)
_OF_DIRECTIVES: Final = ("args", "locations")
_TYPED: Final = frozenset({"fields", "inputFields", "args"})
"""The lists whose members have a type."""

_NAMELESS: Final = "has no name"
_DEFINING: Final = frozenset(
    {"types", "directives", "fields", "inputFields", "enumValues", "args"}
)
"""The lists that define something; the others name what is defined elsewhere."""


def find_malformed_part(description: Json) -> str | None:
    """Return a sentence on a value in a `__schema` that has a wrong form, if one has.

    graphql-core fails on most of them, with an error of Python.
    """
    for owner, node, key in _lists(description):
        value = node.get(key)
        place = f"`{key}` of {printable(owner)}" if owner else f"`{key}`"
        # graphql-core refuses null, except if there may be none.
        if value is None:
            continue
        if not isinstance(value, list):
            return f"does not give {place} as a list: it is not known what is in it."
        flaw = _flaw_of_members(cast("list[object]", value), owner, key)
        if flaw == _NAMELESS:
            return f"lists something in {place} that {flaw}."
        if flaw:
            return f"gives {flaw}."
    return None


def _flaw_of_members(members: list[object], owner: str, key: str) -> str | None:
    seen = set[str]()
    for member in members:
        name = member.get("name") if is_object(member) else member
        if not isinstance(name, str) or not name:
            return _NAMELESS
        if is_object(member) != (key != "locations"):
            return _NAMELESS
        # Of a name that is given twice, the first definition counts.
        if is_object(member) and name not in seen:
            flaw = _flaw_of_member(member, key)
            if flaw:
                return f"{printable(_coordinate(owner, key, name))} {flaw}"
        seen.add(name)
    return None


def _flaw_of_member(member: Json, key: str) -> str | None:
    if key == "types":
        kind = member.get("kind")
        known = isinstance(kind, str) and kind in TypeKind.__members__
        return None if known else "no kind that GraphQL has"
    if key not in _TYPED:
        return None
    type_ = member.get("type")
    while is_object(type_) and is_object(type_.get("ofType")):
        type_ = type_["ofType"]
    if not is_object(type_):
        return "no type"
    if type_.get("ofType") is not None:
        return "a type that is not an object"
    if type_.get("name") is not None and not isinstance(type_["name"], str):
        return "a type whose name is not a text"
    default = member.get("defaultValue")
    is_text = default is None or isinstance(default, str)
    return None if is_text else "a default that is not a text"


def remove_flaws_of_form(description: Json) -> Iterator[str]:
    """Remove all but the first definition of each name from a `__schema`.

    Yield a sentence for each name that is there more than once, and for each input
    object that may be a oneOf or not.
    """
    # The lists in a type come after the list of types, so those that go have no say.
    for owner, node, key in _lists(description):
        if key in _DEFINING:
            yield from _remove_repeated(owner, node, key)
    for type_ in objects(description, "types"):
        is_input = type_.get("kind") == "INPUT_OBJECT"
        if is_input and not isinstance(type_.get("isOneOf", False), bool):
            yield f"{name_of(type_)} does not say whether it is a oneOf"


def _lists(description: Json) -> Iterator[tuple[str, Json, str]]:
    """Yield what may hold a list: its coordinate, itself, and the key of the list."""
    for key in ("types", "directives"):
        yield "", description, key
    for type_ in objects(description, "types"):
        name = name_of(type_)
        for key in _OF_TYPES:
            yield name, type_, key
        for field in objects(type_, "fields"):
            yield f"{name}.{name_of(field)}", field, "args"
    for directive in objects(description, "directives"):
        for key in _OF_DIRECTIVES:
            yield f"@{name_of(directive)}", directive, key


def _remove_repeated(owner: str, node: Json, key: str) -> Iterator[str]:
    value = node.get(key)
    members = cast("list[object]", value) if isinstance(value, list) else []
    first = dict[str, object]()
    repeated = dict[str, None]()
    for member in members:
        name = name_of(member)
        if is_object(member) and first.setdefault(name, member) is not member:
            repeated[name] = None
    if repeated:
        node[key] = [one for one in members if first.get(name_of(one), one) is one]
    for name in repeated:
        place = _coordinate(owner, key, name)
        yield f"{place} is described more than once, and the first one counts"


def _coordinate(owner: str, key: str, name: str) -> str:
    if key == "args":
        return f"{owner}({name}:)"
    if owner:
        return f"{owner}.{name}"
    return f"@{name}" if key == "directives" else name
