"""Notes on pages that get no iterator, or one that cannot ask for large pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import NonNullTypeNode, OperationDefinitionNode, get_named_type

from udacity_client.codegen.custom_scalars import is_any_json, scalar_type
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.normalise import MergedField
from udacity_client.codegen.documents.page_arguments import (
    PageArgument,
    page_argument,
)
from udacity_client.errors import Problem
from udacity_client.schema.documents import location
from udacity_client.schema.graphql_types import variable_type

_TEXTS: Final = frozenset({"ID", "String"})


def page_notes(
    analysis: DocumentAnalysis, operation: OperationDefinitionNode
) -> Iterator[Problem]:
    """Yield what keeps the iterator of *operation* from being made, or from speed.

    There is nothing to say if its result is not a page, or if the API or the operation
    fixes where the page starts.
    """
    connection = analysis.connection(operation)
    if connection is None:
        return
    after = page_argument(connection.root, "after")
    if after is None:
        yield from _variable_notes(analysis, operation, connection.root)
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
    declare = f"declare `$after: {after.nullable}` and pass it: `{after.spelling}`"
    if after.nullable not in _TEXTS:
        if not after.is_fixed:
            yield _no_iterator(
                root,
                f"The cursor of the connection `{root.key}` is of type "
                f"`{after.type}`, and iterators know only texts",
                _advice_on_type(after, declare),
            )
    elif not after.is_given:
        yield _no_iterator(
            root,
            f"Nothing gives the connection `{root.key}` a cursor",
            f"For all pages, {declare}.",
        )
    elif after.container is not None and flattened is None:
        yield _no_iterator(
            root,
            f"The cursor of the connection `{root.key}` is inside "
            f"`${after.container}`, and the method takes that as a whole",
            f"Have one variable, a required `$input`; or {declare}.",
        )
    elif _is_needed(operation, after):
        yield _no_iterator(
            root,
            f"The connection `{root.key}` requires `$after`, which the first page does "
            "not have",
            "The API requires it. If a text stands for the first page, make it the "
            "default of `$after`."
            if after.is_required
            else "Declare it without the exclamation mark.",
        )


def _variable_notes(
    analysis: DocumentAnalysis, operation: OperationDefinitionNode, root: MergedField
) -> Iterator[Problem]:
    """Yield what is wrong with `$after`, if the API calls it otherwise."""
    nodes = {node.variable.name.value: node for node in operation.variable_definitions}
    node = nodes.get("after")
    type_ = variable_type(analysis.schema, node) if node else None
    if type_ is None:
        return
    if str(type_).removesuffix("!") not in _TEXTS:
        reason = f"`$after` is of type `{type_}`, and iterators know only texts"
        yield _no_iterator(root, reason, _next_call("after"))
    elif "after" in _required(operation):
        yield _no_iterator(
            root,
            f"`$after` is required, and the first page of `{root.key}` has none",
            "Declare it without the exclamation mark. If a text stands for the first "
            "page, make it the default of `$after`.",
        )


def _next_call(*variables: str) -> str:
    names = " and ".join(f"`${name}`" for name in variables)
    return f"Make {names} of the `end_cursor` of each page for the next call."


def _is_needed(operation: OperationDefinitionNode, after: PageArgument) -> bool:
    if after.container is not None:
        return after.is_required
    return after.variable in _required(operation)


def _advice_on_type(after: PageArgument, declare: str) -> str:
    """Return how to walk the pages without an iterator."""
    if inner := after.inner_variables:
        return _next_call(*inner)
    named = get_named_type(after.type)
    mapped = scalar_type(named)
    takes_text = mapped.type == "str" if mapped else is_any_json(named)
    if takes_text and named.name == after.nullable:
        advice = "Pass the `end_cursor` of each page to the next call."
    else:
        advice = (
            f"Convert the `end_cursor` of each page to `{after.nullable}` for the next "
            "call."
        )
    return advice if after.is_given else f"For all pages, {declare}. {advice}"


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
