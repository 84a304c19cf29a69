"""Validate operations against a changed schema: those that a change can concern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    specified_directives,
    specified_scalar_types,
    validate,
)

from udacity_client.drift.diff.change import Change, ChangeKind, Element
from udacity_client.drift.usage.operation_usage import Fragments, OperationUsage
from udacity_client.drift.usage.usage_index import UsageIndex
from udacity_client.schema.documents import NO_LIMIT, descendants

Errors: TypeAlias = tuple[GraphQLError, ...]

_HARMLESS: Final[frozenset[ChangeKind]] = frozenset(
    {
        "added",
        "deprecated",
        "deprecation-reason-changed",
        "description-changed",
        "location-added",
        "no-longer-one-of",
        "repeatable-added",
        "specified-by-changed",
        "undeprecated",
    }
)
"""How a schema may change so that it takes every document that it took before."""


def valid_operations(
    schema: GraphQLSchema,
    operations: Iterable[OperationDefinitionNode],
    fragments: Fragments,
) -> list[OperationDefinitionNode]:
    """Return those of *operations* that are valid for *schema*."""
    found = [
        (operation, document)
        for operation in operations
        if (document := document_of(operation, fragments)) is not None
    ]
    errors = _errors(schema, [document for _, document in found])
    return [
        operation for (operation, _), own in zip(found, errors, strict=True) if not own
    ]


def refusals(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    usages: Sequence[OperationUsage],
    fragments: Fragments,
    changes: Iterable[Change],
) -> list[Errors]:
    """Return why the new schema refuses each operation; most often nothing.

    Args:
        schemas: The old and the new schema.
        usages: What each operation uses of the old schema, for which it is valid.
        fragments: The fragments that they spread, by name.
        changes: Every change from the old schema to the new one.
    """
    documents = {
        number: document
        for number in _concerned(schemas, UsageIndex(usages), changes)
        if (document := document_of(usages[number].operation, fragments)) is not None
    }
    errors = _errors(schemas[1], [*documents.values()])
    found = dict(zip(documents, errors, strict=True))
    return [found.get(number, ()) for number in range(len(usages))]


def _concerned(
    schemas: tuple[GraphQLSchema, GraphQLSchema],
    index: UsageIndex,
    changes: Iterable[Change],
) -> Iterable[int]:
    """Return the operations whose validity may depend on one of *changes*.

    A validator looks up what an operation names, selects and gives, and which members
    its types share. All that is in the usage, but for the kinds of scalars that it
    writes values for, and for what no change reports: the built-in definitions.
    """
    if _have_other_builtins(*schemas):
        return index.everyone
    found = set[int]()
    for change in filter(_may_refuse, changes):
        if change.kind == "kind-changed":
            found.update(index.everyone)
        elif change.element in _SELECTED:
            found.update(index.using(change.field))
        else:
            found.update(index.users(change))
    return sorted(found)


_SELECTED: Final[frozenset[Element]] = frozenset({"argument", "enum-value", "field"})
"""What no document depends on but those that name it, or its field."""


def _may_refuse(change: Change) -> bool:
    if change.kind == "default-changed":
        return change.makes_required
    return change.kind not in _HARMLESS


def _have_other_builtins(old: GraphQLSchema, new: GraphQLSchema) -> bool:
    """Return whether *new* lacks a built-in scalar, or has another built-in directive.

    A scalar such as `Float` is only known to a schema that uses it.
    """
    return any(
        name in old.type_map and name not in new.type_map
        for name in specified_scalar_types
    ) or any(
        old.get_directive(one.name) is not new.get_directive(one.name)
        for one in specified_directives
    )


def _errors(schema: GraphQLSchema, documents: Sequence[DocumentNode]) -> list[Errors]:
    """Return what *schema* refuses in each of *documents*.

    One validation of all takes far less time than one for each, and finds every error
    that those find.
    """
    parts = {id(one): one for document in documents for one in document.definitions}
    suspects = _suspects(schema, [*parts.values()])
    return [
        ()
        if suspects.isdisjoint(map(id, document.definitions))
        else tuple(validate(schema, document, max_errors=NO_LIMIT))
        for document in documents
    ]


def _suspects(schema: GraphQLSchema, definitions: Sequence[DefinitionNode]) -> set[int]:
    """Return the identities of those *definitions* that *schema* may reject."""
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
