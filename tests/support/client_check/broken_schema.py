"""Break a schema at random places, as servers break theirs."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    REMOVE,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    TypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)


def break_schema(sdl: str, random: Random) -> str:
    """Return *sdl* without some definitions, and with other types in some places."""
    document = parse(sdl)
    places = _Places()
    visit(document, places)
    chosen = {id(node) for node in random.sample(places.found, random.randint(1, 4))}
    types = [
        node.name.value
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode)
    ]
    return print_ast(visit(document, _Breaker(chosen, types, random)))


class _Places(Visitor):
    """Finds what can be broken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Node] = []

    def enter(self, node: Node, *_: object) -> None:
        if isinstance(
            node,
            EnumValueDefinitionNode
            | FieldDefinitionNode
            | InputValueDefinitionNode
            | NamedTypeNode
            | NonNullTypeNode
            | TypeDefinitionNode,
        ):
            self.found.append(node)


class _Breaker(Visitor):
    """Removes the *chosen* nodes, or has them name one of *types*."""

    def __init__(self, chosen: set[int], types: list[str], random: Random) -> None:
        super().__init__()
        self._chosen = chosen
        self._types = types
        self._random = random

    def enter(self, node: Node, _key: object, parent: object, *_: object) -> Any:
        if id(node) not in self._chosen:
            return None
        if isinstance(node, NonNullTypeNode):
            return node.type
        is_listed = isinstance(parent, tuple)
        if isinstance(node, NamedTypeNode) and not (is_listed and self._coin()):
            name = self._random.choice([*self._types, "Int", "Missing"])
            return NamedTypeNode(name=NameNode(value=name))
        return REMOVE

    def _coin(self) -> bool:
        return self._random.random() < 0.5
