"""Shuffle the parts of a schema whose order has no meaning."""

from __future__ import annotations

from random import Random

from graphql import (
    ListValueNode,
    Node,
    Visitor,
    parse,
    print_ast,
    visit,
)

ORDERED = {
    *("arguments", "definitions", "directives", "fields", "interfaces", "locations"),
    *("operation_types", "types", "values"),
}


def shuffle_sdl(sdl: str, random: Random) -> str:
    """Return the schema *sdl* with its parts in random order."""
    return print_ast(visit(parse(sdl), _Shuffler(random)))


class _Shuffler(Visitor):
    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    def leave(self, node: Node, *_: object) -> Node | None:
        """Return *node* with its parts in another order, if they have one."""
        keys = [key for key in _ordered(node) if len(getattr(node, key) or ()) > 1]
        if not keys:
            return None
        values = {key: getattr(node, key) for key in node.keys}
        for key in keys:
            values[key] = tuple(self._random.sample(values[key], len(values[key])))
        return type(node)(**values)


def _ordered(node: Node) -> tuple[str, ...]:
    """Return the parts of *node* whose order has no meaning."""
    if isinstance(node, ListValueNode):
        return ()
    return tuple(key for key in node.keys if key in ORDERED)
