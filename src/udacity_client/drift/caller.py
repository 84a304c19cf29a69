"""See one operation from both schemas, without judging what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphql import (
    ArgumentNode,
    DocumentNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    Visitor,
    validate,
    visit,
)

from udacity_client.drift.contract import Contract, Fragments, contract_of
from udacity_client.drift.reading import Reader

_WHOLE = (ArgumentNode, ObjectFieldNode, VariableDefinitionNode)
"""What an error in any part of counts as an error of."""


@dataclass(frozen=True)
class Caller:
    """Hold an operation, what it relies on, and what the new schema refuses in it.

    Attributes:
        schemas: The old schema and the new one.
        reader: What its generated code reads of the new one.
        contract: What the operation relies on in the old schema.
        errors: Why a server of the new schema refuses the document.
        explained: Those errors that some change accounts for, by their place.
    """

    schemas: tuple[GraphQLSchema, GraphQLSchema]
    reader: Reader
    contract: Contract
    errors: tuple[GraphQLError, ...]
    explained: set[int] = field(default_factory=set[int])

    def refused(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is refused for one of *nodes*, and note it."""
        parts = {id(part) for node in nodes for part in _parts(node)}
        found = {
            number
            for number, error in enumerate(self.errors)
            if any(id(node) in parts for node in error.nodes or ())
        }
        self.explained.update(found)
        return bool(found)

    def refused_below(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is refused for anything inside of *nodes*."""
        return self.refused(part for node in nodes for part in _descendants(node))

    @property
    def unexplained(self) -> list[GraphQLError]:
        """Return the errors that no change has accounted for so far."""
        return [
            error
            for number, error in enumerate(self.errors)
            if number not in self.explained
        ]


def callers_of(
    old: GraphQLSchema,
    new: GraphQLSchema,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
) -> Iterator[Caller]:
    """Yield each of *operations* that fits *old*."""
    reader = Reader((old, new), fragments)
    for operation in operations:
        if old.get_root_type(operation.operation) is None:
            continue  # graphql-core has no rule against it
        document = document_of(operation, fragments)
        if document is None or validate(old, document):
            continue
        yield Caller(
            (old, new),
            reader,
            contract_of(old, operation, fragments),
            tuple(validate(new, document, max_errors=None)),
        )


def document_of(
    operation: OperationDefinitionNode, fragments: Fragments
) -> DocumentNode | None:
    """Return *operation* and its fragments, or nothing where one is missing."""
    found: dict[str, None] = {}
    waiting: list[Node] = [operation]
    while waiting:
        for name in _spread_in(waiting.pop()):
            if name not in fragments:
                return None
            if name not in found:
                found[name] = None
                waiting.append(fragments[name])
    definitions = (operation, *(fragments[name] for name in found))
    return DocumentNode(definitions=definitions)


def _spread_in(node: Node) -> list[str]:
    return [
        part.name.value
        for part in _descendants(node)
        if isinstance(part, FragmentSpreadNode)
    ]


def _parts(node: Node) -> list[Node]:
    return _descendants(node) if isinstance(node, _WHOLE) else [node]


class _Collector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Node] = []

    def enter(self, node: Node, *_: object) -> None:
        self.nodes.append(node)


def _descendants(node: Node) -> list[Node]:
    collector = _Collector()
    visit(node, collector)
    return collector.nodes
