"""Refuse selections that no model can hold without losing something."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.documents.analysis import DocumentAnalysis
from udacity_client.codegen.documents.connections import connection_problems
from udacity_client.codegen.documents.reachable_types import input_types
from udacity_client.codegen.documents.selections import Selected, Shape
from udacity_client.errors import Location, Problem
from udacity_client.schema.documents import Documents, location
from udacity_client.schema.graphql_types import named_type, variable_type


def node_problems(documents: Documents) -> Iterator[Problem]:
    """Yield what no model can hold, whatever the schema says."""
    for definition in documents.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            yield from _node_problems(definition.selection_set)


def selection_problems(analysis: DocumentAnalysis) -> list[Problem]:
    """Return what is wrong with what the documents select and pass."""
    problems: list[Problem] = []
    for definition in analysis.definitions:
        if isinstance(definition, OperationDefinitionNode):
            problems += _variable_scalars(analysis.schema, definition)
            root = analysis.root(definition)
            if root is not None:
                problems += connection_problems(analysis.selections, root)
        for shape in analysis.shapes(definition):
            problems += _shape_problems(shape)
    return problems


def _shape_problems(shape: Shape) -> Iterator[Problem]:
    for selected in shape.own:
        if _is_unmapped(selected.type):
            yield _unmapped(location(selected.node), selected.type, selected.coordinate)
    yield from _collisions(shape)
    yield from _selected_twice(shape)


def _collisions(shape: Shape) -> Iterator[Problem]:
    first: dict[str, Selected] = {}
    for selected in shape.all:
        other = first.setdefault(selected.attribute, selected)
        if other.key != selected.key:
            yield Problem(
                location(selected.node),
                f"`{other.key}` and `{selected.key}` are both called "
                f"`{selected.attribute}` in Python.",
                f"Give one of them another name, such as other: {selected.key}. See "
                f"also {location(other.node)}.",
            )


def _selected_twice(shape: Shape) -> Iterator[Problem]:
    first: dict[str, Selected] = {}
    for selected in shape.all:
        if selected.node.selection_set is None:
            continue
        other = first.setdefault(selected.key, selected)
        # By identity: a fragment that is spread twice brings the same node twice, but
        # two selections with the same text are equal and still two.
        if other.node is not selected.node:
            yield Problem(
                location(selected.node),
                f"`{selected.key}` is selected twice in one object, and one model "
                "cannot hold both selections.",
                f"Select all of it in one place. See also {location(other.node)}.",
            )


def _node_problems(selection_set: SelectionSetNode) -> Iterator[Problem]:
    for node in selection_set.selections:
        if isinstance(node, (FragmentSpreadNode, InlineFragmentNode)):
            yield from _condition(node)
        if isinstance(node, FieldNode) and node.name.value in {"__schema", "__type"}:
            yield Problem(
                location(node),
                f"`{node.name.value}` asks for the schema itself, which has no record.",
                "Pull the schema with: udacity schema pull",
            )
        if isinstance(node, (FieldNode, InlineFragmentNode)) and node.selection_set:
            yield from _node_problems(node.selection_set)


def _condition(node: SelectionNode) -> Iterator[Problem]:
    for directive in node.directives:
        yield Problem(
            location(directive),
            f"`@{directive.name.value}` on a fragment is not supported: its fields "
            "may be required.",
            "Put the directive on each field that it shall apply to.",
        )


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
