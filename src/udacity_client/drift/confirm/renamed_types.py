"""Types whose name was guessed: find their real names, and put ours in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy

from graphql import (
    GraphQLNamedType,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

from udacity_client.drift.diff.compare_fields import fields_of, fields_of_input
from udacity_client.schema.elements import own_types
from udacity_client.schema.graphql_types import named_type
from udacity_client.schema.printer import canonical_sdl


def with_guessed_names(
    names: Sequence[str], *, ours: GraphQLSchema, theirs: GraphQLSchema
) -> tuple[GraphQLSchema, dict[str, str]]:
    """Return *theirs* with our names for types, and the real names by ours.

    A type has another name if it stands at the same places as ours, is of the same
    kind, and we have no type of that name.
    """
    real: dict[str, str] = {}
    while True:
        found = _real_name(names, ours, theirs)
        if found is None:
            return theirs, real
        our_name, their_name = found
        real[our_name] = their_name
        theirs = _renamed(theirs, their_name, our_name)


def _real_name(
    names: Sequence[str], ours: GraphQLSchema, theirs: GraphQLSchema
) -> tuple[str, str] | None:
    there = dict(_places(theirs))
    for coordinate, type_ in _places(ours):
        name, other = type_.name, there.get(coordinate)
        if name not in names or name in theirs.type_map or other is None:
            continue
        if other.name not in ours.type_map and type(other) is type(type_):
            return name, other.name
    return None


def _places(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLNamedType]]:
    """Yield each field, argument and input field, with the name in its type."""
    for type_ in own_types(schema):
        for name, field in fields_of(type_).items():
            yield f"{type_.name}.{name}", named_type(field)
            for argument, value in field.args.items():
                yield f"{type_.name}.{name}({argument}:)", named_type(value)
        for name, input_field in fields_of_input(type_).items():
            yield f"{type_.name}.{name}", named_type(input_field)


def _renamed(schema: GraphQLSchema, old: str, new: str) -> GraphQLSchema:
    document = visit(parse(canonical_sdl(schema)), _Renamer({old: new}))
    return build_ast_schema(document, assume_valid=True)


class _Renamer(Visitor):
    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self._names = names

    def enter(
        self, node: object, *_: object
    ) -> NamedTypeNode | TypeDefinitionNode | None:
        if not isinstance(node, NamedTypeNode | TypeDefinitionNode):
            return None
        name = self._names.get(node.name.value)
        if name is None:
            return None
        node = copy(node)
        node.name = NameNode(value=name)
        return node
