"""Generate every kind of variables that a generated client can send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final, Literal, TypeAlias, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    get_named_type,
)
from pydantic import BaseModel, TypeAdapter

from support.drift.exhaustive_choices import (
    UNIFORM,
    Choices,
    UniformChoices,
    run_every_choice,
)
from support.drift.scalar_json import SAMPLES, anything
from udacity_client.drift.diff.compare_fields import is_required
from udacity_client.runtime import Time
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    type_of,
    variable_type,
)

Presence: TypeAlias = Literal["given", "null", "absent"]
GIVEN_FIRST: tuple[Presence, ...] = ("given", "null", "absent")
ABSENT_FIRST: tuple[Presence, ...] = ("absent", "given", "null")
DEEP = 4
"""The depth to which nested input objects are filled in."""


def every_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> list[dict[str, Any]]:
    """Return variables of *operation*, each as JSON, the largest first.

    Each optional value is absent once alone and once with all others. Each enum value,
    list length and null occurs at least once, and values of one position together.
    """
    found: list[dict[str, Any]] = []
    for presences in (GIVEN_FIRST, ABSENT_FIRST):
        maker = _Maker(schema, presences)
        found += run_every_choice(lambda choices: maker.variables(operation, choices))  # noqa: B023 - used up at once
    maker = _Maker(schema, ABSENT_FIRST)
    found += [
        maker.variables(operation, UniformChoices(position, smallest=smallest))
        for position, smallest in UNIFORM
    ]
    return [one for number, one in enumerate(found) if one not in found[:number]]


class _Maker:
    def __init__(self, schema: GraphQLSchema, presences: tuple[Presence, ...]) -> None:
        self._schema = schema
        self._presences = presences

    def variables(
        self, operation: OperationDefinitionNode, choices: Choices
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for node in operation.variable_definitions:
            type_ = variable_type(self._schema, node)
            assert type_
            name = node.variable.name.value
            may_lack = not is_non_null(type_) or node.default_value is not None
            self._member(made, name, f"${name}", type_, choices, may_lack=may_lack)
        return made

    def _member(
        self,
        made: dict[str, Any],
        name: str,
        place: str,
        type_: GraphQLType,
        choices: Choices,
        *,
        may_lack: bool,
    ) -> None:
        presences = [
            one
            for one in self._presences
            if one == "given"
            or (one == "absent" and may_lack)
            or (one == "null" and not is_non_null(type_))
        ]
        presence = choices.choose("presence", place, presences)
        if presence == "given" and not (may_lack and _is_deep(place)):
            made[name] = self._present(type_, place, choices)
        elif presence == "null":
            made[name] = None

    def _present(self, type_: GraphQLType, place: str, choices: Choices) -> Any:
        if is_non_null(type_):
            return self._present(inside(type_), place, choices)
        if is_list(type_):
            return self._items(inside(type_), place, choices)
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            return choices.choose("value", place, list(named.values))
        if isinstance(named, GraphQLInputObjectType) and named.is_one_of:
            name = choices.choose("member", place, list(named.fields))
            inner = type_of(named.fields[name])
            return {name: self._present(inner, f"{place}.{name}", choices)}
        if isinstance(named, GraphQLInputObjectType):
            made: dict[str, Any] = {}
            for name, field in named.fields.items():
                at, type_ = f"{place}.{name}", type_of(field)
                lacking = not is_required(field)
                self._member(made, name, at, type_, choices, may_lack=lacking)
            return made
        # A scalar of the schema's own may be anything.
        samples = SAMPLES.get(named.name) or anything(named.name)
        return choices.choose("value", place, samples)

    def _items(self, type_: GraphQLType, place: str, choices: Choices) -> list[Any]:
        length = 0 if _is_deep(place) else choices.choose("length", place, (1, 0, 2))
        is_null = not is_non_null(type_) and choices.choose(
            "null", f"{place}[]", (False, True)
        )
        if is_null or not length:
            return [None] * length
        return [self._present(type_, f"{place}[]", choices)] * length


def _is_deep(place: str) -> bool:
    return place.count(".") >= DEEP


_TIME: Final = TypeAdapter[Any](Time)


def as_python(
    package: ModuleType,
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """Return *variables* as a caller of the generated *package* writes them."""
    types = {
        node.variable.name.value: variable_type(schema, node)
        for node in operation.variable_definitions
    }
    return {
        name: _as_python(package, types[name], value)
        for name, value in variables.items()
    }


def _as_python(package: ModuleType, type_: GraphQLType | None, value: object) -> Any:
    assert type_
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [_as_python(package, type_, one) for one in items]
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType) and value is not None:
        model: type[BaseModel] = getattr(package, named.name)
        return model.model_validate_json(json.dumps(value))
    if isinstance(named, GraphQLEnumType) and value is not None:
        return getattr(package, named.name)(value)
    if named.name == "Time" and value is not None:
        return _TIME.validate_json(json.dumps(value))
    return value
