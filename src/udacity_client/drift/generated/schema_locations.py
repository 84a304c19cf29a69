"""Find the line of a schema coordinate in the SDL file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    NamedTypeNode,
    Node,
)

from udacity_client.drift.impact.assess import UNEXPLAINED, AssessedDrift
from udacity_client.errors import Location
from udacity_client.schema.documents import location

_NAME: Final = re.compile(r"\w+")

_Element: TypeAlias = (
    GraphQLArgument
    | GraphQLDirective
    | GraphQLEnumValue
    | GraphQLField
    | GraphQLInputField
    | GraphQLNamedType
)


def with_declarations(drift: AssessedDrift, schema: GraphQLSchema) -> AssessedDrift:
    """Return *drift* with the location in *schema* of each finding."""
    findings = tuple(
        finding
        if finding.rule == UNEXPLAINED
        else replace(finding, declared=find_declaration(schema, finding.coordinate))
        for finding in drift.findings
    )
    return replace(drift, findings=findings)


def find_declaration(schema: GraphQLSchema, coordinate: str) -> Location | None:
    """Return where *coordinate*, or else its parent, is declared.

    Args:
        schema: A schema that was read from a file.
        coordinate: A coordinate as in `Change`.
    """
    nodes = [node for node in _nodes(schema, coordinate) if node and node.loc]
    return location(nodes[-1]) if nodes else None


def _nodes(schema: GraphQLSchema, coordinate: str) -> Iterator[Node | None]:
    """Yield the declarations from the outermost to the innermost."""
    names = _NAME.findall(coordinate)
    if coordinate.startswith("@"):
        directive = schema.get_directive(names[0])
        yield from _descend(directive, names[1:] if "(" in coordinate else [])
    elif names[0] == "schema":
        yield schema.ast_node
    else:
        type_ = schema.type_map.get(names[0])
        if type_ is not None:
            yield from _descend(type_, names[1:])
            yield from _relations(type_, names[-1])


def _descend(element: _Element | None, names: list[str]) -> Iterator[Node | None]:
    if element is None:
        return
    yield element.ast_node
    if names:
        yield from _descend(_part(element, names[0]), names[1:])


def _part(element: _Element, name: str) -> _Element | None:
    parts: Mapping[str, _Element] = {}
    match element:
        case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
            parts = element.fields
        case GraphQLEnumType():
            parts = element.values
        case GraphQLField() | GraphQLDirective():
            parts = element.args
        case _:
            return None
    return parts.get(name)


def _relations(type_: GraphQLNamedType, name: str) -> Iterator[Node]:
    """Yield where *type_* names the member or interface *name*."""
    named: Iterable[NamedTypeNode] = ()
    if isinstance(type_, GraphQLUnionType) and type_.ast_node:
        named = type_.ast_node.types
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and type_.ast_node:
        named = type_.ast_node.interfaces
    yield from (node for node in named if node.name.value == name)
