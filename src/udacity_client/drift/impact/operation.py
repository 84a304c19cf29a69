"""See one operation from both schemas, without judging what changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    ArgumentNode,
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    validate,
)

from udacity_client.codegen.documents.inline_fragments import members_of
from udacity_client.drift.impact.output_compatibility import OutputDecoder
from udacity_client.drift.usage.operation_usage import Fragments, OperationUsage
from udacity_client.drift.usage.selections import usage_of
from udacity_client.schema.documents import descendants

_NO_LIMIT: Final = sys.maxsize
"""How many errors a validation looks for; it stops at a hundred where none is said."""

_ATOMIC_NODES = (ArgumentNode, ObjectFieldNode, VariableDefinitionNode)
"""What an error in any part of counts as an error of."""


@dataclass(frozen=True)
class CheckedOperation:
    """Hold an operation, what it relies on, and what the new schema refuses in it.

    Attributes:
        schemas: The old schema and the new one.
        reader: What its generated code reads of the new one.
        contract: What the operation relies on in the old schema.
        errors: Why a server of the new schema refuses the document.
        explained: Those errors that some change accounts for, by their place.
    """

    schemas: tuple[GraphQLSchema, GraphQLSchema]
    decoder: OutputDecoder
    usage: OperationUsage
    errors: tuple[GraphQLError, ...]
    explained: set[int] = field(default_factory=set[int])

    def is_rejected_at(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is refused for one of *nodes*, and note it."""
        parts = {id(part) for node in nodes for part in _parts(node)}
        found = {
            number
            for number, error in enumerate(self.errors)
            if any(id(node) in parts for node in error.nodes or ())
        }
        self.explained.update(found)
        return bool(found)

    def polymorphic(self, nodes: Iterable[Node], name: str) -> tuple[Node, ...]:
        """Return those of *nodes* that read each member of *name* by itself."""
        type_ = self.schemas[0].type_map[name]
        return tuple(
            node
            for node in nodes
            if isinstance(node, FieldNode)
            and node.selection_set is not None
            and self.decoder.is_polymorphic(node.selection_set, type_)
        )

    def knew_member(self, name: str, member: str) -> bool:
        """Return whether what stood for *name* before could be a *member*."""
        type_ = self.schemas[0].type_map[name]
        return any(one.name == member for one in members_of(self.schemas[0], type_))

    def is_rejected_below(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is refused for anything inside of *nodes*."""
        return self.is_rejected_at(part for node in nodes for part in descendants(node))

    @property
    def unexplained(self) -> list[GraphQLError]:
        """Return the errors that no change has accounted for so far."""
        return [
            error
            for number, error in enumerate(self.errors)
            if number not in self.explained
        ]


def check_operations(
    old: GraphQLSchema,
    new: GraphQLSchema,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
) -> Iterator[CheckedOperation]:
    """Yield each of *operations* that fits *old*."""
    decoder = OutputDecoder((old, new), fragments)
    # graphql-core has no rule against operations whose root is not there.
    rooted = (one for one in operations if old.get_root_type(one.operation) is not None)
    documents = list(_documents(rooted, fragments))
    parts = {id(d): d for _, document in documents for d in document.definitions}
    suspects = [_suspects(schema, list(parts.values())) for schema in (old, new)]
    for operation, document in documents:
        own = {id(definition) for definition in document.definitions}
        before, after = (bool(own & suspect) for suspect in suspects)
        if before and validate(old, document):
            continue
        yield CheckedOperation(
            (old, new),
            decoder,
            usage_of(old, operation, fragments),
            tuple(validate(new, document, max_errors=_NO_LIMIT) if after else ()),
        )


def _documents(
    operations: Iterable[OperationDefinitionNode], fragments: Fragments
) -> Iterator[tuple[OperationDefinitionNode, DocumentNode]]:
    """Yield each operation, with its document, that lacks no fragment."""
    for operation in operations:
        document = document_of(operation, fragments)
        if document is not None:
            yield operation, document


def _suspects(schema: GraphQLSchema, definitions: Sequence[DefinitionNode]) -> set[int]:
    """Return the identities of those *definitions* that *schema* may refuse.

    One validation of all takes far less time than one of each, and finds fault with
    whatever one of each finds fault with.
    """
    errors = validate(
        schema, DocumentNode(definitions=tuple(definitions)), max_errors=_NO_LIMIT
    )
    if not errors:
        return set()
    owners = {id(n): id(d) for d in definitions for n in descendants(d)}
    if any(not error.nodes for error in errors):
        return set(owners.values())
    nodes = (node for error in errors for node in error.nodes or ())
    return {owners[id(node)] for node in nodes if id(node) in owners}


def document_of(
    operation: OperationDefinitionNode, fragments: Fragments
) -> DocumentNode | None:
    """Return *operation* and its fragments, or nothing where one is missing."""
    found: dict[str, None] = {}
    waiting: list[Node] = [operation]
    while waiting:
        for name in _spread_names(waiting.pop()):
            if name not in fragments:
                return None
            if name not in found:
                found[name] = None
                waiting.append(fragments[name])
    definitions: tuple[DefinitionNode, ...] = (
        operation,
        *(fragments[name] for name in found),
    )
    return DocumentNode(definitions=definitions)


def _spread_names(node: Node) -> list[str]:
    return [
        part.name.value
        for part in descendants(node)
        if isinstance(part, FragmentSpreadNode)
    ]


def _parts(node: Node) -> list[Node]:
    return descendants(node) if isinstance(node, _ATOMIC_NODES) else [node]
