"""Read answers by normalised selections, as the classes made from them would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from graphql import GraphQLType, is_leaf_type

from udacity_client.codegen.documents.normalise import (
    ClassSelection,
    MergedField,
    NormalisedDocuments,
)
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)


def all_fields(
    documents: NormalisedDocuments, selection: ClassSelection
) -> dict[str, MergedField]:
    """Return the fields of a class by key, those of its bases included."""
    fields: dict[str, MergedField] = {}
    for base in selection.bases:
        fields |= all_fields(documents, documents.fragments[base])
    return fields | {field.key: field for field in selection.fields}


def misfits(
    documents: NormalisedDocuments, selection: ClassSelection, value: object
) -> Iterator[str]:
    """Yield what a class of *selection* cannot read of the object *value*."""
    given = cast("dict[str, object]", value)
    fields = all_fields(documents, selection)
    for key in given.keys() - fields.keys():
        yield f"{key} has no field"
    for key, field in fields.items():
        if key in given:
            yield from _in_field(
                documents, field, type_of(field.definition), given[key]
            )
        elif not field.is_optional:
            yield f"{key} is missing"


def _in_field(
    documents: NormalisedDocuments,
    field: MergedField,
    type_: GraphQLType,
    value: object,
) -> Iterator[str]:
    if is_non_null(type_):
        if value is None:
            yield f"{field.key} is null"
        type_ = inside(type_)
    if value is None:
        return
    if is_list(type_):
        for item in cast("list[object]", value):
            yield from _in_field(documents, field, inside(type_), item)
    elif not is_leaf_type(named_type(field.definition)):
        yield from _in_object(documents, field, cast("dict[str, object]", value))


def _in_object(
    documents: NormalisedDocuments, field: MergedField, value: dict[str, object]
) -> Iterator[str]:
    if not field.is_told_apart:
        yield from misfits(documents, field.members[0], value)
        return
    name = value.get("__typename")
    fitting = [m for m in field.members if name in (m.view.possible_types or ())]
    fitting += [member for member in field.members if member.view.is_rest]
    if fitting:
        yield from misfits(documents, fitting[0], value)
    elif name is not None:
        yield f"{field.key} has no class for {name}"
