"""Write GraphQL types as Python annotations, nullability of inner lists included."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from graphql import (
    GraphQLScalarType,
    GraphQLType,
    get_named_type,
)

from udacity_client.schema.types import inside, is_list, is_non_null

_OPEN_UNION = re.compile(r"Annotated\[([^\[\]]+), OpenUnion\('\w+'\)\]")


def open_union(type_name: str, members: Sequence[str]) -> str:
    """Return the annotation of the union *type_name* of *members*, still to come."""
    alternatives = " | ".join([*members, "UnknownMember"])
    return f"Annotated[{alternatives}, OpenUnion({type_name!r})]"


def plain(annotation: str) -> str:
    """Return *annotation* as type checkers see it, without how it is read."""
    return _OPEN_UNION.sub(r"\1", annotation)


SCALARS: Final[Mapping[str, str]] = {
    "Boolean": "bool",
    "Duration": "Duration",
    "Float": "float",
    "ID": "str",
    "Int": "int",
    "String": "str",
    "Time": "Time",
}
"""What each scalar is in Python; one that is not listed fails the generation."""

RUNTIME_SCALARS: Final = frozenset({"Duration", "Secret", "Time"})
"""The Python types among the scalars that the runtime provides."""

SECRET: Final = "Secret"  # noqa: S105 - the name of a type
"""The Python type of values that never print."""


def argument_annotation(type_: GraphQLType, *, secret: bool = False) -> str:
    """Return the annotation of an argument or input field of *type_*."""
    if is_non_null(type_):
        return _present(inside(type_), secret=secret)
    return f"{_present(type_, secret=secret)} | None"


def _present(type_: GraphQLType, *, secret: bool) -> str:
    """Return the annotation of what stands where there is no null."""
    if is_list(type_):
        return f"list[{argument_annotation(inside(type_), secret=secret)}]"
    named = get_named_type(type_)
    if isinstance(named, GraphQLScalarType):
        return SECRET if secret else SCALARS[named.name]
    return named.name
