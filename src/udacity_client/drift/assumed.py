"""Fill what a server cannot tell of its schema with what is committed, asking nobody.

A server whose introspection knows less tells a smaller schema of the same API. What it
could not have told is taken to be as it was, so that an API that did not change never
seems to have, and every operation is compared for all the rest. Taking the same out of
the committed schema instead would lose the operations that use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Final, TypeAlias, cast

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    is_specified_scalar_type,
)

from udacity_client.codegen.capabilities import Capability
from udacity_client.codegen.elements import own_directives, own_types
from udacity_client.codegen.types import type_of
from udacity_client.drift.changes import renamed_roots

Missing: TypeAlias = frozenset[Capability]
"""What a server's introspection does not know."""

_Inputs: TypeAlias = dict[str, GraphQLArgument] | dict[str, GraphQLInputField]

_REASON: Final = Capability.INPUT_DEPRECATION_REASON
_DEPRECATION: Final = frozenset({Capability.INPUT_DEPRECATION, _REASON})


def fill(told: GraphQLSchema, *, committed: GraphQLSchema, missing: Missing) -> None:
    """Change *told* to what the server may well have, as far as it could not tell.

    Deprecated inputs that the server cannot be asked for are put back where they are
    absent: some servers leave them out, others know no such thing and show them.
    """
    if not missing:
        return
    _fill_schema(told, committed, missing)
    for old, new in _pairs(committed, told):
        _fill_type(old, new, missing)
    for before, after, capability in _all_inputs(committed, told):
        _fill_inputs(before, after, told, missing, hides=capability in missing)


def _fill_schema(
    told: GraphQLSchema, committed: GraphQLSchema, missing: Missing
) -> None:
    if Capability.SCHEMA_DESCRIPTION in missing:
        told.description = committed.description
    root = committed.subscription_type
    found = told.type_map.get(root.name) if root else None
    if Capability.SUBSCRIPTION_ROOT in missing and isinstance(found, GraphQLObjectType):
        told.subscription_type = found
    if Capability.REPEATABLE in missing:
        old = {one.name: one.is_repeatable for one in own_directives(committed)}
        for directive in own_directives(told):
            directive.is_repeatable = old.get(directive.name, False)


def _fill_type(old: GraphQLNamedType, new: GraphQLNamedType, missing: Missing) -> None:
    match old, new:
        case GraphQLScalarType(), GraphQLScalarType():
            if Capability.SPECIFIED_BY in missing:
                new.specified_by_url = old.specified_by_url
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            if Capability.ONE_OF in missing:
                new.is_one_of = old.is_one_of
        case _:
            pass


def _fill_inputs(
    old: _Inputs, new: _Inputs, told: GraphQLSchema, missing: Missing, *, hides: bool
) -> None:
    for name, value in old.items():
        if value.deprecation_reason is None:
            continue
        found = new.get(name)
        if found is None:
            if hides:
                _put_back(name, value, new, told)
        elif missing >= _DEPRECATION or (
            _REASON in missing and found.deprecation_reason is not None
        ):
            found.deprecation_reason = value.deprecation_reason


def _put_back(
    name: str,
    value: GraphQLArgument | GraphQLInputField,
    new: _Inputs,
    told: GraphQLSchema,
) -> None:
    type_ = _type_within(told, type_of(value))
    if type_ is not None:
        again = copy(value)
        again.type = cast("GraphQLInputType", type_)
        cast("dict[str, object]", new)[name] = again


def _type_within(schema: GraphQLSchema, type_: GraphQLType) -> GraphQLType | None:
    """Return what is written like *type_* in *schema*, if it is there."""
    if isinstance(type_, GraphQLNonNull | GraphQLList):
        wrapped = cast("GraphQLList[GraphQLType]", type_)
        inner = _type_within(schema, wrapped.of_type)
        return None if inner is None else type(wrapped)(inner)
    named = cast("GraphQLNamedType", type_)
    return named if is_specified_scalar_type(named) else schema.type_map.get(named.name)


def _pairs(
    committed: GraphQLSchema, told: GraphQLSchema
) -> Iterator[tuple[GraphQLNamedType, GraphQLNamedType]]:
    renamed = renamed_roots(committed, told)
    for old in own_types(committed):
        new = told.type_map.get(renamed.get(old.name, old.name))
        if new is not None:
            yield old, new


def _all_inputs(
    committed: GraphQLSchema, told: GraphQLSchema
) -> Iterator[tuple[_Inputs, _Inputs, Capability]]:
    """Yield what takes inputs in both schemas, and what tells its deprecated ones."""
    for old, new in _pairs(committed, told):
        match old, new:
            case GraphQLInputObjectType(), GraphQLInputObjectType():
                yield old.fields, new.fields, Capability.DEPRECATED_INPUT_FIELDS
            case (
                GraphQLObjectType() | GraphQLInterfaceType(),
                GraphQLObjectType() | GraphQLInterfaceType(),
            ):
                for name in old.fields.keys() & new.fields.keys():
                    arguments = old.fields[name].args, new.fields[name].args
                    yield *arguments, Capability.DEPRECATED_ARGUMENTS
            case _:
                pass
    directives = {one.name: one for one in own_directives(told)}
    for directive in own_directives(committed):
        if directive.name in directives:
            arguments = directive.args, directives[directive.name].args
            yield *arguments, Capability.DEPRECATED_DIRECTIVE_ARGUMENTS
