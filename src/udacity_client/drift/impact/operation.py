"""One operation under both schemas: what it uses, and what the new one rejects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

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

from udacity_client.codegen.documents.type_conditions import members_of
from udacity_client.drift.impact.output_compatibility import OutputDecoder
from udacity_client.drift.usage.operation_usage import Fragments, OperationUsage
from udacity_client.drift.usage.selections import usage_of
from udacity_client.schema.documents import NO_LIMIT, descendants

_ATOMIC_NODES = (ArgumentNode, ObjectFieldNode, VariableDefinitionNode)
"""Nodes treated as one unit: an error inside one is an error of the whole node."""


@dataclass(frozen=True)
class CheckedOperation:
    """An operation, what it uses, and what the new schema rejects in it.

    Attributes:
        schemas: The old and the new schema.
        decoder: Tells which new responses the generated code can decode.
        usage: What the operation uses of the old schema.
        errors: Why a server with the new schema rejects the document.
        explained: The indices of errors that some change explains.
    """

    schemas: tuple[GraphQLSchema, GraphQLSchema]
    decoder: OutputDecoder
    usage: OperationUsage
    errors: tuple[GraphQLError, ...]
    explained: set[int] = field(default_factory=set[int])

    def is_rejected_at(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is rejected because of *nodes*.

        Those errors count as explained from then on.
        """
        parts = {id(part) for node in nodes for part in _parts(node)}
        found = {
            number
            for number, error in enumerate(self.errors)
            if any(id(node) in parts for node in error.nodes or ())
        }
        self.explained.update(found)
        return bool(found)

    def with_unknown_members(
        self, nodes: Iterable[Node], name: str
    ) -> tuple[Node, ...]:
        """Return those of *nodes* where new members of *name* have no record."""
        type_ = self.schemas[0].type_map[name]
        return tuple(
            node
            for node in nodes
            if isinstance(node, FieldNode)
            and node.selection_set is not None
            and self.decoder.has_unknown_members(node.selection_set, type_)
        )

    def knew_member(self, name: str, member: str) -> bool:
        """Return whether *member* was a possible type of *name* in the old schema."""
        type_ = self.schemas[0].type_map[name]
        return any(one.name == member for one in members_of(self.schemas[0], type_))

    def is_rejected_below(self, nodes: Iterable[Node]) -> bool:
        """Return whether the document is rejected because of anything in *nodes*."""
        return self.is_rejected_at(part for node in nodes for part in descendants(node))

    @property
    def unexplained(self) -> list[GraphQLError]:
        """Return the errors that no change has explained so far."""
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
    """Yield each of *operations* that is valid for *old*."""
    decoder = OutputDecoder((old, new), fragments)
    # graphql-core has no rule against operations whose root type is missing.
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
            tuple(validate(new, document, max_errors=NO_LIMIT) if after else ()),
        )


def _documents(
    operations: Iterable[OperationDefinitionNode], fragments: Fragments
) -> Iterator[tuple[OperationDefinitionNode, DocumentNode]]:
    """Yield each operation with its document, unless a fragment is missing."""
    for operation in operations:
        document = document_of(operation, fragments)
        if document is not None:
            yield operation, document


def _suspects(schema: GraphQLSchema, definitions: Sequence[DefinitionNode]) -> set[int]:
    """Return the identities of those *definitions* that *schema* may reject.

    One validation of all takes far less time than one for each, and finds every error
    that those find.
    """
    errors = validate(
        schema, DocumentNode(definitions=tuple(definitions)), max_errors=NO_LIMIT
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
    """Return *operation* and its fragments; `None` if a fragment is missing."""
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
