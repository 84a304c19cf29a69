"""The code that turns a Relay connection into a `Page`."""

from __future__ import annotations

from udacity_client.codegen.annotations import names_in, plain_annotation
from udacity_client.codegen.documents.connections import Connection
from udacity_client.codegen.ir import Models

_EMPTY = "Page(records=(), total_count=None, has_next=False, end_cursor=None)"


def edges_of(models: Models, model: str, connection: Connection) -> str:
    """Return the class of the edges. A page keeps only their nodes."""
    owner = _class(models.find(model, connection.root.attribute).annotation)
    return _class(models.find(owner, connection.edges.attribute).annotation)


def unwrap_page(models: Models, model: str, connection: Connection) -> tuple[str, str]:
    """Return the annotation of a record, and the body of the unwrap function."""
    root = models.find(model, connection.root.attribute).annotation
    edges = models.find(_class(root), connection.edges.attribute).annotation
    node = models.find(_class(edges), connection.node.attribute).annotation
    page_info = models.find(_class(root), connection.page_info.attribute).annotation
    has_next = models.find(_class(page_info), connection.has_next.attribute).annotation
    body = [f"connection = data.{connection.root.attribute}"]
    if root.endswith(" | None"):
        body += ["if connection is None:", f"    return {_EMPTY}"]
    body += [
        f"info = {_page_info(connection, page_info)}",
        "return Page(",
        f"    records={_records(connection, edges, node)},",
        f"    total_count={_total_count(connection)},",
        f"    has_next={_has_next(connection, has_next)}"
        " if info is not None else False,",
        f"    end_cursor=info.{connection.end_cursor.attribute}"
        " if info is not None else None,",
        ")",
    ]
    return plain_annotation(node).removesuffix(" | None"), "\n".join(body)


def _class(annotation: str) -> str:
    """Return the class in an annotation such as `list[Edge | None] | None`."""
    return next(name for name in names_in(annotation) if name not in {"list", "None"})


def _records(connection: Connection, edges: str, node: str) -> str:
    """Return the expression of the records, without nulls: an error explains each."""
    source = f"connection.{connection.edges.attribute}"
    if edges.endswith(" | None"):
        source = f"{source} or ()"
    value, conditions = f"edge.{connection.node.attribute}", list[str]()
    if " | None]" in edges:
        conditions.append("edge is not None")
    if node.endswith(" | None"):
        conditions.append(f"{value} is not None")
    condition = f" if {' and '.join(conditions)}" if conditions else ""
    return f"tuple({value} for edge in {source}{condition})"


def _total_count(connection: Connection) -> str:
    counted = connection.total_count
    return f"connection.{counted.attribute}" if counted else "None"


def _page_info(connection: Connection, annotation: str) -> str:
    """Return the expression of `pageInfo`, which can always be null.

    A server may send null next to an error, even if the schema forbids null.
    """
    value = f"connection.{connection.page_info.attribute}"
    return value if annotation.endswith(" | None") else f"or_null({value})"


def _has_next(connection: Connection, annotation: str) -> str:
    value = f"info.{connection.has_next.attribute}"
    return f"({value} or False)" if annotation == "bool | None" else value
