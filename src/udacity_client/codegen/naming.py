"""Python names for what GraphQL names: fields, methods, classes, enum members."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from udacity_client.codegen.local_names import MODULE_OF
from udacity_client.codegen.reserved_names import (
    ANNOTATION_NAMES,
    BASE_MODEL_NAMES,
    CALL_OPTIONS,
    ENUM_NAMES,
)

TYPENAME: Final = "typename__"
"""The Python name of `__typename`; other names lose their leading underscores."""

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """Return *name* in lower case, with an underscore between words."""
    return _WORD_STARTS.sub("_", name).lower()


def pascal_case(name: str) -> str:
    """Return *name* with its words capitalised and joined, as in class names."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def class_name(field: str, types: Iterable[str]) -> str:
    """Return what the class below the field *field* is called, if nothing else is.

    Args:
        field: The Python name of the field.
        types: The types that tell this class from the others below the field.
    """
    return pascal_case(field) + "".join(name[:1].upper() + name[1:] for name in types)


@cache
def attribute_name(wire_name: str) -> str:
    """Return the Python name of the field or argument *wire_name*."""
    if wire_name == "__typename":
        return TYPENAME
    name = snake_case(wire_name).lstrip("_")
    if not name.isidentifier():
        return f"field_{name}"
    taken = keyword.iskeyword(name) or name in BASE_MODEL_NAMES | ANNOTATION_NAMES
    return f"{name}_" if taken else name


def field_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the Python names of the fields of one class, by their GraphQL names.

    No name is the GraphQL name of another field, because records are read by these and
    made by Python names: in `X(foo_bar=…, fooBar=…)` it would not be clear which is
    which. A field that has its own name in Python keeps it; others get underscores
    until nothing meets.
    """
    keys = dict.fromkeys(keys)
    return _distinct_names(keys, attribute_name, avoid=keys)


def _distinct_names(
    keys: Iterable[str], name_of: Callable[[str], str], *, avoid: Iterable[str] = ()
) -> dict[str, str]:
    """Return a name for each of *keys*, in order: `name_of(key)` and underscores.

    A key that is its own name keeps it. No other name is one of *avoid*.
    """
    keys = dict.fromkeys(keys)
    names = {key: key for key in keys if name_of(key) == key}
    taken = {*names, *avoid}
    for key in keys:
        if key not in names:
            names[key] = unused_name(name_of(key), taken)
            taken.add(names[key])
    return {key: names[key] for key in keys}


def argument_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the Python names of the arguments of one method, by GraphQL names."""
    taken = {*CALL_OPTIONS}
    names: dict[str, str] = {}
    for key, name in field_names(keys).items():
        names[key] = unused_name(name, taken)
        taken.add(names[key])
    return names


def member_names(values: Iterable[str]) -> dict[str, str]:
    """Return the names of the members of one enum, by value."""
    return _distinct_names(values, member_name)


def camel_case(name: str) -> str:
    """Return the name that the runtime reads for the field *name* by default.

    It is the runtime's own function, `udacity_client.runtime.models.camel_case`.
    """
    if name == TYPENAME:
        return "__typename"
    head, *words = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in words)


def type_class_name(name: str) -> str:
    """Return the class name of the enum or input object *name* of a schema."""
    stripped = name.lstrip("_")
    if not stripped[:1].isalpha():
        return f"Type{stripped}"
    return stripped[0].upper() + stripped[1:]


def scalar_names(scalars: Iterable[str]) -> dict[str, str]:
    """Return what `scalars.py` calls the types of *scalars*, by the scalars' names.

    It imports some names itself, which it does not give to a type.
    """
    names, taken = dict[str, str](), {*MODULE_OF}
    for scalar in scalars:
        names[scalar] = unused_name(type_class_name(scalar), taken)
        taken.add(names[scalar])
    return names


def definition_class_name(name: str) -> str:
    """Return the class name of the operation or fragment *name*."""
    pascal = pascal_case(name)
    return pascal if pascal[:1].isalpha() else f"Document{pascal}"


def is_class_key(wire_name: str) -> bool:
    """Return whether a `TypedDict` written as a class can have the key *wire_name*."""
    if keyword.iskeyword(wire_name) or wire_name in ANNOTATION_NAMES:
        return False
    return not wire_name.startswith("__")  # Python mangles such names in a class.


def method_name(operation_name: str) -> str:
    """Return the name of the method that runs *operation_name*."""
    name = snake_case(operation_name).lstrip("_")
    if not name.isidentifier():
        return f"run_{name}"
    taken = keyword.iskeyword(name) or name in ANNOTATION_NAMES
    return f"{name}_" if taken else name


def iterator_name(method: str) -> str:
    """Return the name of the method that iterates over the pages of *method*."""
    return f"iter_{re.sub(r'^(list|get)_', '', method)}"


def member_name(value: str) -> str:
    """Return the name of the enum member for *value*."""
    if keyword.iskeyword(value) or value in ENUM_NAMES:
        return f"{value}_"
    return f"value{value}" if value.startswith("_") else value


def unused_name(name: str, taken: set[str]) -> str:
    """Return *name*, with underscores added until it is not in *taken*."""
    while name in taken:
        name += "_"
    return name
