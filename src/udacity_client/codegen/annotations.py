"""Python annotations for GraphQL types, and the names inside annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from graphql import (
    GraphQLScalarType,
    GraphQLType,
    get_named_type,
)

from udacity_client.schema.graphql_types import inside, is_list, is_non_null

SCALARS: Final[Mapping[str, str]] = {
    "Boolean": "bool",
    "Duration": "Duration",
    "Float": "float",
    "ID": "str",
    "Int": "int",
    "String": "str",
    "Time": "Time",
}
"""The Python type of each scalar that is known."""

JSON: Final = "Json"
"""The Python type of all other scalars: any JSON."""

RUNTIME_SCALARS: Final = frozenset({"Duration", "Json", "Secret", "Time"})
"""The Python types of scalars that come from the runtime."""

SECRET: Final = "Secret"  # noqa: S105 - the name of a type
"""The Python type of values that never print."""

_MAX_MEMBERS: Final = 100
"""How many members of a union stand next to each other."""

_NAME = re.compile(r"'\w*'|(?<!\.)\b[A-Za-z_]\w*\b")
"""A name that is no attribute, or a quoted string, which may look like one."""


def argument_annotation(
    type_: GraphQLType, names: Mapping[str, str], *, secret: bool = False
) -> str:
    """Return the annotation of an argument or input field of *type_*.

    Args:
        type_: The type.
        names: The classes of enums and input objects, by their types' names.
        secret: Whether its text must never print.
    """
    if is_non_null(type_):
        return _non_null_annotation(inside(type_), names, secret=secret)
    return f"{_non_null_annotation(type_, names, secret=secret)} | None"


def union(members: Sequence[str]) -> str:
    """Return the union of *members*, of which a long one is a union of shorter ones.

    In Python's syntax tree, `A | B | C` is as deep as it is long, and what walks the
    tree takes less than a thousand levels.
    """
    if len(members) <= _MAX_MEMBERS:
        return " | ".join(members)
    starts = range(0, len(members), _MAX_MEMBERS)
    return union([f"({union(members[n : n + _MAX_MEMBERS])})" for n in starts])


def names_in(annotation: str) -> list[str]:
    """Return the names that *annotation* uses; of `GetUser.Friend`, the first."""
    return [name for name in _NAME.findall(annotation) if not name.startswith("'")]


def _non_null_annotation(
    type_: GraphQLType, names: Mapping[str, str], *, secret: bool
) -> str:
    if is_list(type_):
        return f"list[{argument_annotation(inside(type_), names, secret=secret)}]"
    named = get_named_type(type_)
    if isinstance(named, GraphQLScalarType):
        return SECRET if secret else SCALARS.get(named.name, JSON)
    return names[named.name]
