"""The definitions of documents that are valid, whatever is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graphql import (
    DefinitionNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)

from udacity_client.codegen.documents.fragments import spread_names
from udacity_client.schema.documents import NO_LIMIT, Documents

_RULES = [rule for rule in specified_rules if rule is not NoUnusedFragmentsRule]


def valid_part(schema: GraphQLSchema, documents: Documents) -> Documents:
    """Return *documents* without the definitions that cannot be compiled.

    What spreads an invalid fragment is invalid itself.
    """
    errors = validate(schema, documents.document, _RULES, max_errors=NO_LIMIT)
    invalid = {
        *_unsupported(schema, documents),
        *_blamed(documents.definitions, errors),
    }
    invalid |= _spreading(documents, invalid)
    kept = (node for node in documents.definitions if id(node) not in invalid)
    return replace(documents, definitions=tuple(kept))


def _unsupported(schema: GraphQLSchema, documents: Documents) -> Iterator[int]:
    for node in documents.definitions:
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            yield id(node)
        elif isinstance(node, OperationDefinitionNode):
            is_subscription = node.operation is OperationType.SUBSCRIPTION
            root = schema.get_root_type(node.operation)
            has_root = isinstance(root, GraphQLObjectType)
            if node.name is None or is_subscription or not has_root:
                yield id(node)


def _blamed(
    definitions: Iterable[DefinitionNode], errors: Iterable[GraphQLError]
) -> Iterator[int]:
    """Yield the definitions in which the nodes of *errors* stand."""
    places = [_place(node) for error in errors for node in error.nodes or ()]
    for definition in definitions:
        source, start, end = _place(definition)
        if any(source == s and start <= at and to <= end for s, at, to in places):
            yield id(definition)


def _place(node: Node) -> tuple[object, int, int]:
    if node.loc is None:
        return None, 0, 0
    return id(node.loc.source), node.loc.start, node.loc.end


def _spreading(documents: Documents, invalid: set[int]) -> set[int]:
    """Return the definitions that spread *invalid* fragments, directly or not."""
    valid = {
        name for name, node in documents.fragments.items() if id(node) not in invalid
    }
    found: set[int] = set()
    is_changed = True
    while is_changed:
        is_changed = False
        for node in documents.definitions:
            if id(node) in found or not isinstance(
                node, OperationDefinitionNode | FragmentDefinitionNode
            ):
                continue
            if not valid.issuperset(spread_names(node.selection_set)):
                found.add(id(node))
                valid -= {node.name.value} if node.name else set()
                is_changed = True
    return found
