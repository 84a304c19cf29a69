"""Tell whether a GraphQL document holds a mutation, without parsing all of it."""

from __future__ import annotations

import re
from typing import Final

from pydantic_core import from_json

# Strings and comments may hold anything; of the rest, brackets and names count.
_TOKEN: Final = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*|[{}()]|\w+'
)


def has_mutation(content: bytes) -> bool:
    """Return whether the JSON body *content* holds a mutation or a subscription."""
    try:
        body = from_json(content)
    except ValueError:
        return False
    match body:
        case {"query": str(document)}:
            return not _operation_kinds(document).isdisjoint(
                {"mutation", "subscription"}
            )
        case _:
            return False


def _operation_kinds(document: str) -> set[str]:
    """Return the first word of each definition."""
    kinds: set[str] = set()
    depth, is_start = 0, True
    for part in _TOKEN.findall(document):
        if part in "{(":
            depth += 1
            is_start = False
        elif part in "})":
            depth -= 1
            # A definition ends with its selections, not with its variables.
            is_start = depth == 0 and part == "}"
        elif is_start and depth == 0 and part[0] not in '"#':
            kinds.add(part)
            is_start = False
    return kinds
