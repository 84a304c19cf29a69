"""Notes on pages that get no iterator, or one that cannot ask for large pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import NonNullTypeNode, OperationDefinitionNode

from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.documents.page_arguments import (
    PageArgument,
    page_argument,
)
from udacity_client.errors import Problem
from udacity_client.schema.documents import location


def page_notes(
    analysis: DocumentAnalysis, operation: OperationDefinitionNode
) -> Iterator[Problem]:
    """Yield what keeps the iterator of *operation* from being made, or from speed.

    There is nothing to say if its result is not a page, or if the API or the operation
    fixes where the page starts.
    """
    connection = analysis.connection(operation)
    after = page_argument(connection.root, "after") if connection else None
    if connection is None or after is None:
        return
    notes = [*_cursor_notes(analysis, operation, connection.root, after)]
    yield from notes
    first = page_argument(connection.root, "first")
    if not notes and first is not None and (after.variable or after.container):
        yield from _size_notes(analysis, operation, connection.root, first)


def _cursor_notes(
    analysis: DocumentAnalysis,
    operation: OperationDefinitionNode,
    root: MergedField,
    after: PageArgument,
) -> Iterator[Problem]:
    flattened = analysis.flattened_input(operation)
    if not after.is_given:
        yield _no_iterator(
            root,
            f"Nothing gives the connection `{root.key}` a cursor",
            f"For all pages, declare `$after: String` and pass it: `{after.spelling}`.",
        )
    elif after.container is not None and flattened is None:
        yield _no_iterator(
            root,
            f"The cursor of the connection `{root.key}` is inside "
            f"`${after.container}`, and the method takes that as a whole",
            "Have one variable, a required `$input`; or declare `$after: String` and "
            f"pass it: `{after.spelling}`.",
        )
    elif after.variable in _required(operation):
        yield _no_iterator(
            root,
            f"The connection `{root.key}` requires `$after`, which the first page does "
            "not have",
            "Declare it without the exclamation mark.",
        )
    elif after.type.name not in {"ID", "String"}:
        yield _no_iterator(
            root,
            f"The cursor of the connection `{root.key}` is a `{after.type.name}`, and "
            "iterators know only texts",
            "Pass the `end_cursor` of each page to the next call.",
        )


def _size_notes(
    analysis: DocumentAnalysis,
    operation: OperationDefinitionNode,
    root: MergedField,
    first: PageArgument,
) -> Iterator[Problem]:
    if not first.is_given:
        yield _small_pages(
            root,
            f"Nothing gives the connection `{root.key}` the size of a page",
            f"Declare `$first: Int` and pass it: `{first.spelling}`.",
        )
    elif analysis.is_shared(operation, first):
        yield _small_pages(
            root,
            f"The page size of the connection `{root.key}` is `${first.variable}`, "
            "which other arguments share",
            "Declare another variable for those.",
        )


def _required(operation: OperationDefinitionNode) -> frozenset[str]:
    return frozenset(
        node.variable.name.value
        for node in operation.variable_definitions
        if isinstance(node.type, NonNullTypeNode) and node.default_value is None
    )


def _no_iterator(root: MergedField, reason: str, hint: str) -> Problem:
    text = f"{reason}, so no iterator over its pages is made."
    return Problem(location(root.occurrences[0].node), text, hint)


def _small_pages(root: MergedField, reason: str, hint: str) -> Problem:
    text = f"{reason}, so the server chooses it for the iterator, too."
    return Problem(location(root.occurrences[0].node), text, hint)
