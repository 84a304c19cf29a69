"""Remember which nodes of a document use an element, without looking into either."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import Node


class Uses:
    """Map names, such as schema coordinates, to the nodes that use them, in order."""

    def __init__(self) -> None:
        # By identity: graphql-core calls nodes of two files equal, if they stand at
        # the same offsets.
        self._nodes: dict[str, dict[int, Node]] = {}

    def add(self, name: str, node: Node) -> None:
        """Note that *node* uses what has *name*."""
        self._nodes.setdefault(name, {})[id(node)] = node

    def of(self, *names: str) -> tuple[Node, ...]:
        """Return the nodes that use any of *names*, each once."""
        found: dict[int, Node] = {}
        for name in names:
            found |= self._nodes.get(name, {})
        return tuple(found.values())

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)
