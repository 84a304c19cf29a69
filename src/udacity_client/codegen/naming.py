"""Turn names of the API into names of Python, without knowing what they name."""

from __future__ import annotations

import keyword
import re
from typing import Final

BASE_MODEL_NAMES: Final = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
)
"""What pydantic's `BaseModel` offers; a field of that name would take its place."""

ANNOTATION_NAMES: Final = frozenset({"bool", "float", "int", "list", "str"})
"""Builtins that annotations name; a field of that name would hide them."""

ENUM_NAMES: Final = frozenset(
    {*dir(str), "is_known", "known_or", "mro", "name", "value"}
)
"""What a string enum offers; a member of that name would take its place."""

GENERATED_NAMES: Final = frozenset(
    {
        "RUNTIME_API",
        "TYPE_CHECKING",
        "UNSET",
        "AsyncClient",
        "AsyncDomainClient",
        "AsyncPager",
        "AttributeError",
        "Annotated",
        "Awaitable",
        "Client",
        "DomainClient",
        "Duration",
        "False",
        "Field",
        "Input",
        "None",
        "Literal",
        "NotRequired",
        "OpenEnum",
        "OpenUnion",
        "Operation",
        "Page",
        "Pager",
        "Record",
        "Secret",
        "Time",
        "True",
        "TypedDict",
        "UnknownMember",
        "UnsetType",
        "deprecated",
    }
)
"""What generated modules name themselves, so that nothing else can be called that."""

TYPENAME: Final = "typename__"
"""What `__typename` is called in Python; names are stripped of leading underscores."""

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """Return *name* in lower case, its words set apart by underscores."""
    return _WORD_STARTS.sub("_", name).lower()


def pascal_case(name: str) -> str:
    """Return *name* with its words capitalised and joined, as class names are."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def attribute_name(wire_name: str) -> str:
    """Return what a field or an argument called *wire_name* is called in Python."""
    if wire_name == "__typename":
        return TYPENAME
    name = snake_case(wire_name).lstrip("_")
    if not name.isidentifier():
        return f"field_{name}"
    taken = keyword.iskeyword(name) or name in BASE_MODEL_NAMES | ANNOTATION_NAMES
    return f"{name}_" if taken else name


def is_class_key(wire_name: str) -> bool:
    """Return whether a `TypedDict` can be a class with *wire_name* as a key."""
    if keyword.iskeyword(wire_name) or wire_name in ANNOTATION_NAMES:
        return False
    return not wire_name.startswith("__")  # a class would mangle it


def method_name(operation_name: str) -> str:
    """Return what the method that runs *operation_name* is called."""
    name = snake_case(operation_name).lstrip("_")
    taken = keyword.iskeyword(name) or name in ANNOTATION_NAMES
    return f"{name}_" if taken else name


def iterator_name(method: str) -> str:
    """Return what the iterator beside *method* is called."""
    return f"iter_{re.sub(r'^(list|get)_', '', method)}"


def member_name(value: str) -> str:
    """Return what the enum value *value* is called as a member."""
    if keyword.iskeyword(value) or value in ENUM_NAMES:
        return f"{value}_"
    return f"value{value}" if value.startswith("_") else value


def name_apart(name: str, taken: set[str]) -> str:
    """Return *name*, or the nearest to it that is not in *taken*."""
    while name in taken:
        name += "_"
    return name
