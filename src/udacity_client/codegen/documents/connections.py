"""Relay connections as results of operations. They become pages and iterators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.custom_scalars import scalar_type
from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    MergedField,
    NormalisedDocuments,
)
from udacity_client.codegen.documents.page_arguments import page_argument
from udacity_client.codegen.scalar_types import SCALARS_TABLE
from udacity_client.errors import Problem
from udacity_client.schema.documents import location
from udacity_client.schema.graphql_types import (
    Typed,
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)

_PAGE_FIELDS = frozenset({"__typename", "edges", "pageInfo", "totalCount"})
_EDGE_FIELDS = frozenset({"__typename", "node"})
_PAGE_INFO = ("hasNextPage", "endCursor")
_PAGE_VALUES: Final[Mapping[str, str]] = {
    "hasNextPage": "bool",
    "endCursor": "str",
    "totalCount": "int",
}
"""The Python type that a page has for each value next to its records."""


@dataclass(frozen=True)
class Connection:
    """The fields of a response that a page is made of."""

    root: MergedField
    edges: MergedField
    node: MergedField
    page_info: MergedField
    has_next: MergedField
    end_cursor: MergedField
    total_count: MergedField | None


def find_connection(
    documents: NormalisedDocuments, operation: ClassSelection
) -> Connection | None:
    """Return the connection that *operation* results in, or `None`.

    A connection with parts that a page has no place for stays a plain record, and so
    does one with which no page could follow the first.
    """
    root = only_root(documents, operation)
    if root is None or not _is_connection(documents, root):
        return None
    if any(_obstacles(documents, root)):
        return None
    below = _below(documents, root)
    page = _below(documents, below["pageInfo"])
    return Connection(
        root=root,
        edges=below["edges"],
        node=_below(documents, below["edges"])["node"],
        page_info=below["pageInfo"],
        has_next=page["hasNextPage"],
        end_cursor=page["endCursor"],
        total_count=below.get("totalCount"),
    )


def only_root(
    documents: NormalisedDocuments, operation: ClassSelection
) -> MergedField | None:
    """Return the root field of *operation*, unless it has several."""
    fields = [*documents.fields(operation).values()]
    return fields[0] if len(fields) == 1 else None


def connection_notes(
    documents: NormalisedDocuments, operation: ClassSelection
) -> Iterator[Problem]:
    """Yield why *operation* gets no iterator, if its result is a connection."""
    root = only_root(documents, operation)
    if root is not None and _is_connection(documents, root):
        yield from _obstacles(documents, root)


def _is_connection(documents: NormalisedDocuments, root: MergedField) -> bool:
    """Whether *root* is a connection by its type, and its edges are selected."""
    type_ = root.type
    if not isinstance(type_, GraphQLObjectType) or _lists(root.definition):
        return False
    edges, page_info = (type_.fields.get(name) for name in ("edges", "pageInfo"))
    if edges is None or page_info is None:
        return False
    has_form = _lists(edges) == 1 and _lists(page_info) == 0
    has_parts = "node" in _fields(edges) and _fields(page_info).keys() >= {*_PAGE_INFO}
    return has_form and has_parts and "edges" in _below(documents, root)


def _fields(element: Typed) -> Mapping[str, GraphQLField]:
    """Return the fields that the type of *element* has."""
    type_ = named_type(element)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        fields: dict[str, GraphQLField] = type_.fields
        return fields
    return {}


def _lists(element: Typed) -> int:
    """Return how many lists the values of *element* are in."""
    type_, found = type_of(element), 0
    while is_list(type_) or is_non_null(type_):
        found += is_list(type_)
        type_ = inside(type_)
    return found


def _below(
    documents: NormalisedDocuments, field: MergedField
) -> dict[str, MergedField]:
    """Return the fields selected in *field* by schema name, if it has one class."""
    if len(field.members) != 1 or field.is_told_apart:
        return {}
    fields = documents.fields(field.members[0]).values()
    return {field.name: field for field in fields}


def _obstacles(documents: NormalisedDocuments, root: MergedField) -> Iterator[Problem]:
    below = _below(documents, root)
    unfit = [*_unfit_cursors(documents, root, below)]
    if unfit:
        yield from unfit
        return
    edges = below["edges"]
    yield from _missing_parts(documents, root, below)
    yield from _extra_fields(documents, root, root, _PAGE_FIELDS)
    yield from _extra_fields(documents, root, edges, _EDGE_FIELDS)
    yield from _odd_values(documents, root, below)
    yield from _cursor_names(root)


def _unfit_cursors(
    documents: NormalisedDocuments, root: MergedField, below: dict[str, MergedField]
) -> Iterator[Problem]:
    """Yield the parts of `pageInfo` whose types no document and no setting changes."""
    page_info = below.get("pageInfo")
    selected = _below(documents, page_info) if page_info else {}
    parts = _fields(_fields(root.definition)["pageInfo"])
    for name in _PAGE_INFO:
        wanted, part = _PAGE_VALUES[name], parts[name]
        if not _is_of(part, wanted) and not _takes_mapping(part):
            yield _note(
                selected.get(name, root),
                _no_place(root, name, part),
                "No change of the document helps: the result stays a record.",
            )


def _missing_parts(
    documents: NormalisedDocuments, root: MergedField, below: dict[str, MergedField]
) -> Iterator[Problem]:
    page_info = below.get("pageInfo")
    page = _below(documents, page_info) if page_info else {}
    missing = [name for name in _PAGE_INFO if name not in page]
    if missing:
        yield _note(
            page_info or root,
            f"The connection `{root.key}` is selected without "
            f"{' and '.join(f'`{name}`' for name in missing)}",
            "Select pageInfo { hasNextPage endCursor } next to edges { node { … } }.",
        )
    if "node" not in _below(documents, below["edges"]):
        yield _note(
            below["edges"],
            f"The edges of the connection `{root.key}` are selected without `node`",
            "Select edges { node { … } }, or no edges at all.",
        )


def _extra_fields(
    documents: NormalisedDocuments,
    root: MergedField,
    parent: MergedField,
    known: frozenset[str],
) -> Iterator[Problem]:
    seen: set[str] = set()
    for member in parent.members:
        for field in documents.fields(member).values():
            if field.name not in known:
                yield _note(
                    field,
                    f"The connection `{root.key}` is selected with `{field.name}`, "
                    "for which a page has no place",
                    f"Leave `{field.name}` out.",
                )
            elif field.name in seen:
                yield _note(
                    field,
                    f"The connection `{root.key}` has `{field.name}` twice",
                    "Select it under one name.",
                )
            seen.add(field.name)


def _odd_values(
    documents: NormalisedDocuments, root: MergedField, below: dict[str, MergedField]
) -> Iterator[Problem]:
    """Yield the values next to the records that are not of the types of a page."""
    page_info = below.get("pageInfo")
    found = below | (_below(documents, page_info) if page_info else {})
    for name, wanted in _PAGE_VALUES.items():
        field = found.get(name)
        if field and not _is_of(field.definition, wanted):
            reason = _no_place(root, name, field.definition)
            yield _note(field, reason, _advice(field, wanted))


def _no_place(root: MergedField, name: str, definition: GraphQLField) -> str:
    return (
        f"`{name}` of the connection `{root.key}` is of type `{type_of(definition)}`, "
        "for which a page has no place"
    )


def _is_of(element: Typed, python_type: str) -> bool:
    type_ = named_type(element)
    mapped = scalar_type(type_)
    found = mapped.type if mapped else SCALARS.get(type_.name)
    return found == python_type and not _lists(element)


def _takes_mapping(element: Typed) -> bool:
    """Whether settings may give *element* another Python type."""
    type_ = named_type(element)
    is_own = isinstance(type_, GraphQLScalarType) and type_.name not in SCALARS
    return is_own and not _lists(element)


def _advice(field: MergedField, python_type: str) -> str:
    if _takes_mapping(field.definition):
        entry = f'{field.type.name} = "{python_type}"'
        return f"Name its Python type under {SCALARS_TABLE}, such as: {entry}"
    return f"Leave `{field.name}` out."


def _cursor_names(root: MergedField) -> Iterator[Problem]:
    after = page_argument(root, "after")
    if after is not None and after.variable not in {None, "after"}:
        yield _note(
            root,
            f"The cursor of the connection `{root.key}` comes from the variable "
            f"`${after.variable}`",
            "Call the variable `$after`, as iterators do.",
        )


def _note(field: MergedField, reason: str, hint: str) -> Problem:
    place = location(field.occurrences[0].node)
    return Problem(place, f"{reason}, so no iterator over its pages is made.", hint)
