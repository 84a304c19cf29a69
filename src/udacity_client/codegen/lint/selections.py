"""Refuse what has no Python type yet, and the one key that records cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.reachable_types import input_types
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import Documents, descendants, location
from udacity_client.schema.graphql_types import named_type, variable_type


def key_problems(documents: Documents) -> Iterator[Problem]:
    """Yield fields under the key `__typename` that are not that meta field."""
    for definition in documents.definitions:
        for node in descendants(definition):
            if not isinstance(node, FieldNode) or node.name.value == "__typename":
                continue
            if node.alias and node.alias.value == "__typename":
                yield Problem(
                    location(node),
                    f"`__typename: {node.name.value}` would hide the name of the "
                    "object's type, by which records are read.",
                    "Give the field another alias.",
                )


def scalar_problems(analysis: DocumentAnalysis) -> Iterator[Problem]:
    """Yield the scalars without a Python type, where the documents use them."""
    normalised = analysis.normalised
    roots = [*normalised.operations.values(), *normalised.fragments.values()]
    for selection in normalised.reachable(*roots):
        for field in selection.fields:
            if _is_unmapped(field.type):
                place = location(field.occurrences[0].node)
                yield _unmapped(place, field.type, field.coordinate)
    for operation in analysis.operations.values():
        yield from _variable_scalars(analysis.schema, operation)


def _variable_scalars(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Iterator[Problem]:
    for variable in operation.variable_definitions:
        type_ = variable_type(schema, variable)
        if type_ is None:
            continue
        named, place = get_named_type(type_), location(variable)
        if _is_unmapped(named):
            yield _unmapped(place, named, f"${variable.variable.name.value}")
        for name, input_type in input_types([named]).items():
            for key, field in input_type.fields.items():
                field_type = named_type(field)
                if _is_unmapped(field_type):
                    yield _unmapped(place, field_type, f"{name}.{key}")


def _is_unmapped(type_: GraphQLNamedType) -> bool:
    return isinstance(type_, GraphQLScalarType) and type_.name not in SCALARS


def _unmapped(place: Location, type_: GraphQLNamedType, coordinate: str) -> Problem:
    return Problem(
        place,
        f"`{coordinate}` has the scalar type `{type_.name}`, which has no Python type.",
        "Leave it out, or add the scalar to SCALARS in "
        f"udacity_client/codegen/annotations.py next to {', '.join(sorted(SCALARS))}.",
    )
