"""Does a server that expects a new input type accept the values of the old one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLType,
    get_named_type,
)

from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.drift.impact.scalars import TEXT_SCALARS, is_renamed_scalar
from udacity_client.schema.graphql_types import inside, is_list, is_non_null, type_of

_ACCEPTED: Final[Mapping[str, frozenset[str]]] = {
    "Boolean": frozenset({"Boolean"}),
    "Float": frozenset({"Float", "Int"}),
    "ID": frozenset({"ID", "Int", "String", *TEXT_SCALARS}),
    "Int": frozenset({"Int"}),
    "String": frozenset({"ID", "String", *TEXT_SCALARS}),
}
"""The scalars whose values a server accepts for a scalar, in variables. Generated code
sends a string for an `ID`."""


def accepts(
    schemas: tuple[GraphQLSchema, GraphQLSchema], old: GraphQLType, new: GraphQLType
) -> bool:
    """Return whether a server that expects *new* accepts every value of *old*.

    A single value is accepted as a list of one.

    Args:
        schemas: The old and the new schema.
        old: The old type of an input, lists and nullability included.
        new: The new type.
    """
    return _InputCompatibility(schemas).accepts(old, new)


class _InputCompatibility:
    def __init__(self, schemas: tuple[GraphQLSchema, GraphQLSchema]) -> None:
        self._schemas = schemas
        self._entered = set[tuple[str, str]]()

    def accepts(self, old: GraphQLType, new: GraphQLType) -> bool:
        """Return whether every value of *old* is accepted for *new*."""
        if is_non_null(new):
            return is_non_null(old) and self.accepts(inside(old), inside(new))
        if is_non_null(old):
            return self.accepts(inside(old), new)
        if is_list(new):
            item = inside(new)
            if is_list(old):
                return self.accepts(inside(old), item)
            return self.accepts(old, inside(item) if is_non_null(item) else item)
        return not is_list(old) and self._named(
            get_named_type(old), get_named_type(new)
        )

    def _named(self, old: GraphQLNamedType, new: GraphQLNamedType) -> bool:
        if old.name == new.name or is_renamed_scalar(self._schemas, old, new):
            return True
        if isinstance(old, GraphQLEnumType):
            if isinstance(new, GraphQLEnumType):
                return {*old.values} <= {*new.values}
            return new.name == "String"
        if isinstance(old, GraphQLInputObjectType):
            return isinstance(new, GraphQLInputObjectType) and self._object(old, new)
        return old.name in _ACCEPTED.get(new.name, ())

    def _object(self, old: GraphQLInputObjectType, new: GraphQLInputObjectType) -> bool:
        if (old.name, new.name) in self._entered:
            return True
        self._entered.add((old.name, new.name))
        added = [new.fields[name] for name in new.fields.keys() - old.fields.keys()]
        return (
            (old.is_one_of or not new.is_one_of)
            and not any(map(is_required, added))
            and all(
                name in new.fields
                and (is_required(field) or not is_required(new.fields[name]))
                and self.accepts(type_of(field), type_of(new.fields[name]))
                for name, field in old.fields.items()
            )
        )
