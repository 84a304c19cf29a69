"""Write unions of records that an unknown member cannot crash, and read them back."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPEN_UNION = re.compile(r"Annotated\[([^\[\]]+), OpenUnion\('\w+'\)\]")


def open_union(type_name: str, members: Sequence[str]) -> str:
    """Return the annotation of the union *type_name* of *members*, still to come."""
    alternatives = " | ".join([*members, "UnknownMember"])
    return f"Annotated[{alternatives}, OpenUnion({type_name!r})]"


def plain(annotation: str) -> str:
    """Return *annotation* as type checkers see it, without how it is read."""
    return _OPEN_UNION.sub(r"\1", annotation)
