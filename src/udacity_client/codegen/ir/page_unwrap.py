"""The code that turns a Relay connection into a `Page`."""

from __future__ import annotations

from udacity_client.codegen.documents.connections import Connection
from udacity_client.codegen.ir import Models, RecordField, RecordModel
from udacity_client.codegen.local_names import LocalNames


def edges_of(model: RecordModel, connection: Connection) -> str:
    """Return the class of the edges. A page keeps only their nodes."""
    (owner,) = model.find(connection.root.key).classes
    (edges,) = owner.find(connection.edges.key).classes
    return edges.qualname


def unwrap_page(
    model: RecordModel, connection: Connection, models: Models, local: LocalNames
) -> tuple[str, str | None, str]:
    """Return a record's annotation and class, and the body of the unwrap function.

    The class is where it is in the package, such as `records:User`. There is none if a
    node can be one of several.

    Args:
        model: The class of the response.
        connection: Where the connection is in it.
        models: All models of the domain.
        local: What imported names are called in the module.
    """
    root = model.find(connection.root.key)
    (owner,) = root.classes
    (edge,) = owner.find(connection.edges.key).classes
    node = edge.find(connection.node.key)
    record = node.qualified.removesuffix(" | None")
    record_class = _class_of(record, node, models)
    known = f"{record_class_argument(record_class)}," if record_class else ""
    return record, record_class, _body(root, node, connection, local("Page"), known)


def _body(
    root: RecordField, node: RecordField, connection: Connection, page: str, known: str
) -> str:
    """Return the body of the function.

    Args:
        root: The field that is the connection.
        node: The field of its edges that is a record.
        connection: Where the rest is.
        page: What `Page` is called in the module.
        known: The argument for the class of records, or nothing.
    """
    (owner,) = root.classes
    edges, page_info = (
        owner.find(part.key) for part in (connection.edges, connection.page_info)
    )
    (info,) = page_info.classes
    has_next = info.find(connection.has_next.key)
    end_cursor = info.find(connection.end_cursor.key)
    body = [f"connection = data.{root.name}"]
    if root.qualified.endswith(" | None"):
        empty = (
            f"records=(), total_count=None, has_next=False, end_cursor=None, {known}"
        )
        body += ["if connection is None:", f"    return {page}({empty})"]
    body += [
        f"info = {_page_info(page_info)}",
        f"return {page}(",
        f"    records={_records(edges, node)},",
        f"    total_count={_total_count(owner, connection)},",
        f"    has_next={_has_next(has_next)} if info is not None else False,",
        f"    end_cursor=info.{end_cursor.name} if info is not None else None,",
        f"    {known}",
        ")",
    ]
    return "\n".join(body)


def record_class_argument(record_class: str) -> str:
    """Return the argument that tells a page or a pager the class of its records."""
    return f'record_class=f"{{__package__}}.{record_class}"'


def _class_of(record: str, node: RecordField, models: Models) -> str | None:
    if [one.qualname for one in node.classes] != [record]:
        return None
    return f"{models.module_of(record)}:{record}"


def _records(edges: RecordField, node: RecordField) -> str:
    """Return the expression of the records, without nulls: an error explains each."""
    source = f"connection.{edges.name}"
    if edges.qualified.endswith(" | None"):
        source = f"{source} or ()"
    value, conditions = f"edge.{node.name}", list[str]()
    if " | None]" in edges.qualified:
        conditions.append("edge is not None")
    if node.qualified.endswith(" | None"):
        conditions.append(f"{value} is not None")
    condition = f" if {' and '.join(conditions)}" if conditions else ""
    # From a list: a generator would take half as long again.
    return f"tuple([{value} for edge in {source}{condition}])"


def _total_count(owner: RecordModel, connection: Connection) -> str:
    counted = connection.total_count
    return f"connection.{owner.find(counted.key).name}" if counted else "None"


def _page_info(page_info: RecordField) -> str:
    """Return the expression of `pageInfo`, which can always be null.

    A server may send null next to an error, even if the schema forbids null.
    """
    value = f"connection.{page_info.name}"
    return value if page_info.qualified.endswith(" | None") else f"or_null({value})"


def _has_next(has_next: RecordField) -> str:
    value = f"info.{has_next.name}"
    return f"({value} or False)" if has_next.qualified.endswith(" | None") else value
