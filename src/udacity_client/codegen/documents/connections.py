"""Recognise Relay connections, which become pages and iterators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLObjectType, OperationDefinitionNode, VariableNode

from udacity_client.codegen.documents.selections import Selected, Selections
from udacity_client.errors import Problem
from udacity_client.schema.documents import location

_PAGE_FIELDS = frozenset({"__typename", "edges", "pageInfo", "totalCount"})
_EDGE_FIELDS = frozenset({"__typename", "node"})


@dataclass(frozen=True)
class Connection:
    """The selected fields of a connection that make up a page."""

    root: Selected
    edges: Selected
    node: Selected
    page_info: Selected
    has_next: Selected
    end_cursor: Selected
    total_count: Selected | None


def find_root(
    selections: Selections, operation: OperationDefinitionNode
) -> Selected | None:
    """Return the root field of *operation*, unless it has several."""
    root_type = selections.root_type(operation)
    if root_type is None:
        return None
    fields = list(selections.all(operation.selection_set, root_type))
    return fields[0] if len({field.key for field in fields}) == 1 else None


def find_connection(selections: Selections, root: Selected) -> Connection | None:
    """Return the connection that *root* is, if all its parts are selected."""
    if not _is_paged(selections, root):
        return None
    below = _below(selections, root)
    edges, page_info = below.get("edges"), below.get("pageInfo")
    if edges is None or page_info is None:
        return None
    node = _below(selections, edges).get("node")
    page = _below(selections, page_info)
    has_next, end_cursor = page.get("hasNextPage"), page.get("endCursor")
    if node is None or has_next is None or end_cursor is None:
        return None
    return Connection(
        root, edges, node, page_info, has_next, end_cursor, below.get("totalCount")
    )


def connection_problems(selections: Selections, root: Selected) -> Iterator[Problem]:
    """Yield what prevents paging, if *root* is a connection."""
    if not _is_paged(selections, root):
        return
    below = _below(selections, root)
    yield from _missing_parts(selections, root, below)
    yield from _unknown_fields(root, below, _PAGE_FIELDS)
    yield from _unknown_fields(root, _below(selections, below["edges"]), _EDGE_FIELDS)
    yield from _cursor_problems(root)


def _is_paged(selections: Selections, root: Selected) -> bool:
    """Whether the type of *root* is a connection, and its edges are selected."""
    type_ = root.type
    if not isinstance(type_, GraphQLObjectType):
        return False
    if not {"edges", "pageInfo"} <= set(type_.fields):
        return False
    return "edges" in _below(selections, root)


def _below(selections: Selections, selected: Selected) -> dict[str, Selected]:
    """Return the fields selected in *selected*, by their names in the schema."""
    below, type_ = selected.node.selection_set, selected.type
    if below is None or not isinstance(type_, GraphQLObjectType):
        return {}
    return {field.node.name.value: field for field in selections.all(below, type_)}


def _missing_parts(
    selections: Selections, root: Selected, below: dict[str, Selected]
) -> Iterator[Problem]:
    page_info = below.get("pageInfo")
    page = _below(selections, page_info) if page_info else {}
    missing = [name for name in ("hasNextPage", "endCursor") if name not in page]
    if missing:
        yield Problem(
            location((page_info or root).node),
            f"The connection `{root.key}` is selected without "
            f"{' and '.join(f'`{name}`' for name in missing)}, so no page can follow "
            "the first.",
            "Select pageInfo { hasNextPage endCursor } next to edges { node { … } }.",
        )
    if "node" not in _below(selections, below["edges"]):
        yield Problem(
            location(below["edges"].node),
            f"The edges of the connection `{root.key}` are selected without `node`.",
            "Select edges { node { … } }, or no edges at all.",
        )


def _unknown_fields(
    root: Selected, below: dict[str, Selected], known: frozenset[str]
) -> Iterator[Problem]:
    for name, selected in below.items():
        if name not in known:
            yield Problem(
                location(selected.node),
                f"The connection `{root.key}` becomes a page, which has no place for "
                f"`{name}`.",
                f"Leave `{name}` out, or ask for it in an operation without edges.",
            )


def _cursor_problems(root: Selected) -> Iterator[Problem]:
    for argument in root.node.arguments:
        value = argument.value
        if argument.name.value != "after" or not isinstance(value, VariableNode):
            continue
        if value.name.value != "after":
            yield Problem(
                location(value),
                f"The cursor of the connection `{root.key}` comes from the variable "
                f"`${value.name.value}`.",
                "Call the variable `$after`, as iterators do.",
            )
