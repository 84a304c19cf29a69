"""Random variables of an operation, and random answers to it, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - graphql-core's generics
    get_named_type,
    is_required_input_field,
)

from support.random_sources import SCALARS
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    type_of,
    variable_type,
)

ANY_JSON: Final[tuple[Any, ...]] = (
    *("", "text", "2026-03-01", "ü\n\"'\\"),
    *(0, -7, 2**53, 2.5, True, False),
    *([], [1, [None, "a"]], {}, {"a": {"__typename": "B"}, "from": [1.5]}),
)
"""Values of a scalar of which only the name is known."""

DEEP: Final = 3
"""How deep input objects hold others that need not be given."""

MANY: Final = 8
"""How many optional fields of an input object are given at most."""


@dataclass(frozen=True)
class RandomJson:
    """Makes random JSON that fits *schema*."""

    schema: GraphQLSchema
    random: Random

    def variables(self, operation: OperationDefinitionNode) -> dict[str, Any]:
        """Return values for the variables of *operation*; optional ones may lack."""
        made: dict[str, Any] = {}
        types = variable_types(self.schema, operation)
        for node in operation.variable_definitions:
            name, type_ = node.variable.name.value, types[node.variable.name.value]
            has_default = node.default_value is not None
            if self.random.random() < 0.3 and (has_default or not is_non_null(type_)):
                continue
            # Null in place of a default may be refused at the places that it goes to.
            make = self._given_input if has_default else self._input
            made[name] = make(type_, DEEP)
        return made

    def answer(
        self, document: DocumentNode, name: str, variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return data that a server may answer to the operation *name*."""
        result = self._execute(document, name, variables)
        assert result.errors is None, (name, result.errors)
        assert result.data is not None
        return result.data

    def refuses(
        self, document: DocumentNode, name: str, variables: Mapping[str, Any]
    ) -> bool:
        """Return whether a server refuses *variables* of the operation *name*."""
        return bool(self._execute(document, name, variables).errors)

    def _execute(
        self, document: DocumentNode, name: str, variables: Mapping[str, Any]
    ) -> ExecutionResult:
        result = execute_sync(
            self.schema,
            document,
            operation_name=name,
            variable_values=dict(variables),
            field_resolver=self._resolve,
            type_resolver=self._resolve_type,
        )
        assert isinstance(result, ExecutionResult)
        return result

    def _input(self, type_: GraphQLType, levels: int) -> Any:
        if not is_non_null(type_) and self.random.random() < 0.1:
            return None
        return self._given_input(type_, levels)

    def _given_input(self, type_: GraphQLType, levels: int) -> Any:
        if is_non_null(type_):
            type_ = inside(type_)
        if is_list(type_):
            count = self.random.randint(0, 2 if levels > 0 else 0)
            return [self._input(inside(type_), levels) for _ in range(count)]
        if isinstance(type_, GraphQLInputObjectType):
            return self._input_object(type_, levels - 1)
        return self._leaf(type_)

    def _input_object(self, type_: GraphQLInputObjectType, levels: int) -> Any:
        if type_.is_one_of:
            name = self.random.choice(self._nearest(type_))
            return {name: self._given_input(type_of(type_.fields[name]), levels)}
        required = [n for n, f in type_.fields.items() if is_required_input_field(f)]
        optional = [name for name in type_.fields if name not in required]
        count = self.random.randint(0, min(len(optional), MANY)) if levels > 0 else 0
        names = {*required, *self.random.sample(optional, count)}
        return {
            name: self._input(type_of(field), levels)
            for name, field in type_.fields.items()
            if name in names
        }

    def _nearest(self, type_: GraphQLInputObjectType) -> list[str]:
        """Return the fields that end soon: a `@oneOf` input may hold itself."""
        leaves = [
            name
            for name, field in type_.fields.items()
            if not isinstance(get_named_type(type_of(field)), GraphQLInputObjectType)
        ]
        return leaves or [*type_.fields]

    def _resolve(
        self, _source: object, info: GraphQLResolveInfo, **_arguments: object
    ) -> object:
        return self._output(info.return_type)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - graphql-core's generics

    def _output(self, type_: GraphQLType) -> object:
        if is_non_null(type_):
            return self._given_output(inside(type_))
        return None if self.random.random() < 0.15 else self._given_output(type_)

    def _given_output(self, type_: GraphQLType) -> object:
        if is_list(type_):
            return [
                self._output(inside(type_)) for _ in range(self.random.randint(0, 2))
            ]
        if isinstance(type_, GraphQLScalarType | GraphQLEnumType):
            return self._leaf(type_)
        return {}

    def _leaf(self, type_: GraphQLType) -> Any:
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice([*type_.values])
        make = SCALARS.get(get_named_type(type_).name)
        return make(self.random) if make else self.random.choice(ANY_JSON)

    def _resolve_type(
        self, _value: object, _info: object, abstract: GraphQLAbstractType
    ) -> str:
        return self.random.choice([*self.schema.get_possible_types(abstract)]).name


def variable_types(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> dict[str, GraphQLType]:
    """Return the types of the variables of *operation*, which is valid, by name."""
    types: dict[str, GraphQLType] = {}
    for node in operation.variable_definitions:
        type_ = variable_type(schema, node)
        assert type_ is not None
        types[node.variable.name.value] = type_
    return types


def is_same_json(one: object, other: object) -> bool:
    """Return whether two JSON values are equal; true is not 1, but 3.0 is 3."""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = cast("dict[str, object]", one)
        others = cast("dict[str, object]", other)
        return pairs.keys() == others.keys() and all(
            is_same_json(value, others[key]) for key, value in pairs.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        items, more = cast("list[object]", one), cast("list[object]", other)
        return len(items) == len(more) and all(map(is_same_json, items, more))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other
