"""Parse a later version of a schema; only its changed definitions are read again.

Parsing is most of what reading a schema takes, and versions differ in few definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLSyntaxError,
    Lexer,
    Source,
    TokenKind,
    parse,
)

_WINDOW: Final = 100_000
"""How many characters may be new between two definitions that are as before."""


def parse_version(text: str, before: DocumentNode) -> DocumentNode | None:
    """Return what *text* says, with nodes of *before* if a definition is the same text.

    The places of nodes are those in *before*, or in a part of *text*, so they are of no
    use in messages. `None` if *text* has to be parsed as a whole.
    """
    try:
        return DocumentNode(definitions=tuple(_definitions(text, before)))
    except GraphQLSyntaxError:
        return None


def _definitions(text: str, before: DocumentNode) -> Iterator[DefinitionNode]:
    read = 0
    for node in before.definitions:
        words = _words(node)
        # A definition that ends in a brace ends there, whatever follows.
        start = text.find(words, read, read + _WINDOW) if words.endswith("}") else -1
        if start < 0 or text[start - 1 : start] not in {"", "\n"}:
            continue
        # If `start` were in a string, this part would end in one, and not be GraphQL.
        yield from _changed(text[read:start])
        yield node
        read = start + len(words)
    yield from _changed(text[read:])


def _words(node: DefinitionNode) -> str:
    return node.loc.source.body[node.loc.start : node.loc.end] if node.loc else ""


def _changed(text: str) -> tuple[DefinitionNode, ...]:
    source = Source(text)
    if Lexer(source).advance().kind is TokenKind.EOF:
        return ()
    return parse(source).definitions
