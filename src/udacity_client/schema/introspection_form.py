"""Check the form of an introspection: lists that are not lists, names given twice.

graphql-core reads `{}` and `""` as an empty list, null as "not a oneOf", and keeps the
last of two definitions. Each makes a smaller schema, and nothing says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from udacity_client.schema.json_objects import Json, is_object, name_of, objects

_OF_TYPES: Final = (
    "fields",
    "inputFields",
    "enumValues",
    "interfaces",
    "possibleTypes",
)
_OF_DIRECTIVES: Final = ("args", "locations")
_DEFINING: Final = frozenset(
    {"types", "directives", "fields", "inputFields", "enumValues", "args"}
)
"""The lists that define something; the others name what is defined elsewhere."""


def find_malformed_list(description: Json) -> str | None:
    """Return a sentence on a value in a `__schema` that should be a list, if one is."""
    for owner, node, key in _lists(description):
        value = node.get(key)
        # graphql-core refuses null, except if there may be none.
        if value is not None and not isinstance(value, list):
            place = f"`{key}` of {owner}" if owner else f"`{key}`"
            return f"does not give {place} as a list: it is not known what is in it."
    return None


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
