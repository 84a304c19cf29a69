"""Typed accessors for graphql-core's types, for type checkers."""

from __future__ import annotations

from typing import Protocol, cast

from graphql import (
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
    VariableDefinitionNode,
    get_named_type,
)
from graphql import (
    type_from_ast as _type_from_ast,  # pyright: ignore[reportUnknownVariableType] - as above
)


class Typed(Protocol):
    """An element of a schema with a type: a field, an argument, an input field."""

    @property
    def type(self) -> GraphQLType:
        """The type, with lists and nullability."""
        ...


class _Wrapping(Protocol):
    @property
    def of_type(self) -> GraphQLType: ...


def type_of(element: Typed) -> GraphQLType:
    """Return the type of *element*, with lists and nullability."""
    return element.type


def named_type(element: Typed) -> GraphQLNamedType:
    """Return the type of *element* without lists and nullability."""
    return get_named_type(element.type)


def is_list(type_: GraphQLType) -> bool:
    """Return whether *type_* is a nullable list; a non-null list is not."""
    return isinstance(type_, GraphQLList)


def is_non_null(type_: GraphQLType) -> bool:
    """Return whether *type_* excludes null."""
    return isinstance(type_, GraphQLNonNull)


def inside(wrapping: GraphQLType) -> GraphQLType:
    """Return the type inside *wrapping*, a list or a non-null type."""
    return cast("_Wrapping", wrapping).of_type


def variable_type(
    schema: GraphQLSchema, variable: VariableDefinitionNode
) -> GraphQLType | None:
    """Return the type of *variable*, or `None` if *schema* does not have it."""
    return _type_from_ast(schema, variable.type)
