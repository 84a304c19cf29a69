"""The conditions that `@include` and `@skip` put on selections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from graphql import BooleanValueNode, SelectionNode, VariableNode

Conditions: TypeAlias = frozenset[tuple[str, bool]]
"""Variables, each with the value that it must have. All of them must hold."""

UNCONDITIONAL: Final[Conditions] = frozenset()

UNKNOWN: Final[Conditions] = frozenset({("", True)})
"""Some condition. Two of these need not be the same one."""

_INCLUDED_IF: Final = {"include": True, "skip": False}
_MAX_ALTERNATIVES: Final = 8


def conditions_of(node: SelectionNode) -> Conditions | None:
    """Return the conditions of *node* itself, or `None` if it is never included.

    Literals are decided here. Directives other than `@include` and `@skip` condition
    nothing.
    """
    found: set[tuple[str, bool]] = set()
    for directive in node.directives or ():
        wanted = _INCLUDED_IF.get(directive.name.value)
        if wanted is None:
            continue
        value = directive.arguments[0].value
        if isinstance(value, VariableNode):
            found.add((value.name.value, wanted))
        elif isinstance(value, BooleanValueNode) and value.value is not wanted:
            return None
    return frozenset(found)


def both(outer: Conditions, inner: Conditions | None) -> Conditions | None:
    """Return *outer* and *inner* together, or `None` if both can never hold."""
    if inner is None or not inner:
        return None if inner is None else outer
    together = outer | inner
    if any((variable, not wanted) in together for variable, wanted in together):
        return None
    return together


class Alternatives:
    """The conditions of each way to one selection set.

    A way that demands no less than another one is left out, because the other one
    leads to the same fields. There may be exponentially many ways through fragments,
    so all beyond the eighth count as one of unknown conditions.
    """

    def __init__(self) -> None:
        self._ways: list[Conditions] = []

    def __iter__(self) -> Iterator[Conditions]:
        return iter(self._ways)

    def add(self, conditions: Conditions) -> Conditions | None:
        """Add a way, and return it as it is kept, or `None` if it is left out."""
        if len(self._ways) >= _MAX_ALTERNATIVES:
            conditions = UNKNOWN
        if any(way <= conditions for way in self._ways):
            return None
        self._ways.append(conditions)
        return conditions
