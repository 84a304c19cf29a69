"""Walk the nodes of documents, without asking what they mean."""

from __future__ import annotations

from graphql import Node, Visitor, visit


def descendants(node: Node) -> list[Node]:
    """Return *node* and every node inside of it, in order."""
    collector = _Collector()
    visit(node, collector)
    return collector.nodes


class _Collector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Node] = []

    def enter(self, node: Node, *_: object) -> None:
        self.nodes.append(node)
