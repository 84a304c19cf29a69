"""Write how a page is taken out of an answer, null where the schema allows it."""

from __future__ import annotations

from udacity_client.codegen.annotations import plain
from udacity_client.codegen.ariadne.simplify import names_in
from udacity_client.codegen.documents.connections import Connection
from udacity_client.codegen.ir import Models

_EMPTY = "Page(records=(), total_count=None, has_next=False, end_cursor=None)"


def edges_of(models: Models, model: str, connection: Connection) -> str:
    """Return the class of the edges, of which nothing but the nodes is taken out."""
    whole = _class(models.find(model, connection.root.attribute).annotation)
    return _class(models.find(whole, connection.edges.attribute).annotation)


def unwrap_page(models: Models, model: str, connection: Connection) -> tuple[str, str]:
    """Return what the page holds, and the body of the function that takes it out."""
    root = models.find(model, connection.root.attribute).annotation
    whole = _class(root)
    edges = models.find(whole, connection.edges.attribute).annotation
    node = models.find(_class(edges), connection.node.attribute).annotation
    record = plain(node).removesuffix(" | None")
    body = [f"connection = data.{connection.root.attribute}"]
    if root.endswith(" | None"):
        body += ["if connection is None:", f"    return {_EMPTY}"]
    body.append(f"info = {_page_info(models, whole, connection)}")
    body += [
        "return Page(",
        f"    records={_records(connection, edges, node)},",
        f"    total_count={_total_count(connection)},",
        f"    has_next={_from_page_info(models, whole, connection, 'False')},",
        f"    end_cursor={_from_page_info(models, whole, connection, 'None')},",
        ")",
    ]
    return record, "\n".join(body)


def _class(annotation: str) -> str:
    """Return the class in an annotation such as `list[Edge | None] | None`."""
    return next(name for name in names_in(annotation) if name not in {"list", "None"})


def _records(connection: Connection, edges: str, node: str) -> str:
    """Return the expression of the records; what is null there, an error explains."""
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


def _page_info(models: Models, whole: str, connection: Connection) -> str:
    """Return the expression of `pageInfo`, which may be null in any case.

    Udacity documents that it is null beside an error, whatever the schema says.
    """
    part = connection.page_info.attribute
    value = f"connection.{part}"
    is_nullable = models.find(whole, part).annotation.endswith(" | None")
    return value if is_nullable else f"or_null({value})"


def _from_page_info(
    models: Models, whole: str, connection: Connection, absent: str
) -> str:
    """Return the expression of one part of `pageInfo`; *absent* tells which."""
    part = connection.has_next if absent == "False" else connection.end_cursor
    annotation = models.find(whole, connection.page_info.attribute).annotation
    inner = models.find(_class(annotation), part.attribute).annotation
    value = f"info.{part.attribute}"
    if inner == "bool | None":
        value = f"({value} or False)"
    return f"{value} if info is not None else {absent}"
