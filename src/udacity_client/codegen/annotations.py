"""Python annotations for GraphQL types, and the names inside annotations.

The lists and nulls of a record's field are in `ariadne/records.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graphql import (
    GraphQLScalarType,
    GraphQLType,
    get_named_type,
)

from udacity_client.codegen.local_names import LocalNames
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
"""The type of all other scalars in records: any JSON."""

JSON_INPUT: Final = "JsonInput"
"""The type of all other scalars in arguments and input objects."""

SECRET: Final = "Secret"  # noqa: S105 - the name of a type
"""The Python type of values that never print."""

_MAX_MEMBERS: Final = 100
"""How many members of a union stand next to each other."""

_NAME = re.compile(r"'\w*'|(?<!\.)\b[A-Za-z_]\w*\b")
"""A name that is not an attribute, or a quoted string, which may look like one."""


def with_names(annotation: str, names: Mapping[str, str]) -> str:
    """Return *annotation* with other *names* for some that it uses."""
    return _NAME.sub(lambda match: names.get(match[0], match[0]), annotation)


@dataclass(frozen=True)
class PythonTypes:
    """The Python types of one domain's GraphQL types.

    Attributes:
        classes: The classes of enums and input objects, by their types' names.
        local: What the domain's modules call the names that they import.
    """

    classes: Mapping[str, str]
    local: LocalNames

    def scalar(self, name: str) -> str:
        """Return the type of a scalar's values in records."""
        return self._scalar(name, otherwise=JSON)

    def argument(
        self, type_: GraphQLType, *, secret: bool = False, takes_null: bool = True
    ) -> str:
        """Return the annotation of an argument or input field of *type_*.

        Args:
            type_: The type.
            secret: Whether its text must never print.
            takes_null: Whether it may be null, if the type is nullable.
        """
        if is_non_null(type_):
            return self._non_null_argument(inside(type_), secret=secret)
        annotation = self._non_null_argument(type_, secret=secret)
        return f"{annotation} | None" if takes_null else annotation

    def _non_null_argument(self, type_: GraphQLType, *, secret: bool) -> str:
        if is_list(type_):
            return f"list[{self.argument(inside(type_), secret=secret)}]"
        named = get_named_type(type_)
        if isinstance(named, GraphQLScalarType):
            if secret:
                return self.local(SECRET)
            return self._scalar(named.name, otherwise=JSON_INPUT)
        return self.classes[named.name]

    def _scalar(self, name: str, *, otherwise: str) -> str:
        mapped = self.local.scalar(name)
        return mapped or self.local(SCALARS.get(name, otherwise))


def union(members: Sequence[str]) -> str:
    """Return the union of *members*; a long one is a union of shorter ones.

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
