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
"""The Python type of each scalar. The linter refuses scalars that are not listed."""

RUNTIME_SCALARS: Final = frozenset({"Duration", "Secret", "Time"})
"""The Python types of scalars that come from the runtime."""

SECRET: Final = "Secret"  # noqa: S105 - the name of a type
"""The Python type of values that never print."""

_NAME = re.compile(r"'\w*'|\b[A-Za-z_]\w*\b")
"""A name, or a quoted string, which may look like one."""

_OPEN_UNION = re.compile(r"Annotated\[([^\[\]]+), OpenUnion\('\w+'\)\]")


def argument_annotation(type_: GraphQLType, *, secret: bool = False) -> str:
    """Return the annotation of an argument or input field of *type_*."""
    if is_non_null(type_):
        return _non_null_annotation(inside(type_), secret=secret)
    return f"{_non_null_annotation(type_, secret=secret)} | None"


def open_union(type_name: str, members: Sequence[str]) -> str:
    """Return the annotation of the union *type_name*, which may get more members."""
    alternatives = " | ".join([*members, "UnknownMember"])
    return f"Annotated[{alternatives}, OpenUnion({type_name!r})]"


def plain_annotation(annotation: str) -> str:
    """Return *annotation* as type checkers see it: unions without `Annotated`."""
    return _OPEN_UNION.sub(r"\1", annotation)


def names_in(annotation: str) -> list[str]:
    """Return the names that *annotation* uses."""
    return [name for name in _NAME.findall(annotation) if not name.startswith("'")]


def replace_names(annotation: str, names: Mapping[str, str]) -> str:
    """Return *annotation* with each name that is in *names* replaced."""
    return _NAME.sub(lambda match: names.get(match[0], match[0]), annotation)


def _non_null_annotation(type_: GraphQLType, *, secret: bool) -> str:
    if is_list(type_):
        return f"list[{argument_annotation(inside(type_), secret=secret)}]"
    named = get_named_type(type_)
    if isinstance(named, GraphQLScalarType):
        return SECRET if secret else SCALARS[named.name]
    return named.name
