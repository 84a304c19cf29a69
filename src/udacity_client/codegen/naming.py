"""Python names for what GraphQL names: fields, methods, classes, enum members."""

from __future__ import annotations

import keyword
import re
from typing import Final

from udacity_client.codegen.reserved_names import (
    ANNOTATION_NAMES,
    BASE_MODEL_NAMES,
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


def attribute_name(wire_name: str) -> str:
    """Return the Python name of the field or argument *wire_name*."""
    if wire_name == "__typename":
        return TYPENAME
    name = snake_case(wire_name).lstrip("_")
    if not name.isidentifier():
        return f"field_{name}"
    taken = keyword.iskeyword(name) or name in BASE_MODEL_NAMES | ANNOTATION_NAMES
    return f"{name}_" if taken else name


def is_class_key(wire_name: str) -> bool:
    """Return whether a `TypedDict` written as a class can have the key *wire_name*."""
    if keyword.iskeyword(wire_name) or wire_name in ANNOTATION_NAMES:
        return False
    return not wire_name.startswith("__")  # Python mangles such names in a class.


def method_name(operation_name: str) -> str:
    """Return the name of the method that runs *operation_name*."""
    name = snake_case(operation_name).lstrip("_")
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
