"""The simplest query that mentions an element of a schema. It is only validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    is_leaf_type,
)

from udacity_client.drift.diff.compare_fields import (
    fields_of,
    fields_of_input,
    is_required,
)
from udacity_client.schema.graphql_types import (
    inside,
    is_list,
    is_non_null,
    named_type,
    type_of,
)

_DEEPEST: Final = 6
VARIABLE: Final = "value"
"""The name of the variable that stands for a value of the type in question."""


def selection_paths(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Yield a selection set for each object type below the queries.

    Each has `{}` at the place for what is selected of the type.
    """
    root = schema.query_type
    if root is None:
        return
    waiting: list[tuple[GraphQLNamedType, str]] = [(root, "{{ {} }}")]
    seen: set[str] = set()
    while waiting:
        type_, path = waiting.pop(0)
        if type_.name in seen or path.count("{{") > _DEEPEST:
            continue
        seen.add(type_.name)
        yield type_.name, path
        for name, field in fields_of(type_).items():
            inner = named_type(field)
            if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
                step = f"{_escaped(name + _arguments(field))} {{{{ {{}} }}}}"
                waiting.append((inner, path.replace("{}", step, 1)))


def selection_of(name: str, field: GraphQLField) -> str:
    """Return the selection of the field *name*, with the arguments that it requires."""
    inner = "" if is_leaf_type(named_type(field)) else " { __typename }"
    return f"{name}{_arguments(field)}{inner}"


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _arguments(field: GraphQLField) -> str:
    required = {
        name: literal_of(type_of(value))
        for name, value in field.args.items()
        if is_required(value)
    }
    return _call(required)


def _call(values: dict[str, str]) -> str:
    if not values:
        return ""
    return f"({', '.join(f'{name}: {value}' for name, value in values.items())})"


def use_of_input(owner: str, member: str, schema: GraphQLSchema) -> str | None:
    """Return a query that gives a variable to *member* of the input object *owner*."""
    root = schema.query_type
    for name, field in fields_of(root).items() if root else ():
        for argument, value in field.args.items():
            given = _literal_with(type_of(value), owner, member)
            if given is not None:
                others = {
                    other: literal_of(type_of(one))
                    for other, one in field.args.items()
                    if other != argument and is_required(one)
                }
                inner = "" if is_leaf_type(named_type(field)) else " { __typename }"
                return f"{{ {name}{_call({**others, argument: given})}{inner} }}"
    return None


def _literal_with(
    type_: GraphQLType, owner: str, member: str, depth: int = 0
) -> str | None:
    """Return a literal of *type_* with a variable for *member* of *owner*."""
    type_ = inside(type_) if is_non_null(type_) else type_
    if is_list(type_) or depth > _DEEPEST:
        return None
    fields = fields_of_input(type_)
    if isinstance(type_, GraphQLInputObjectType) and type_.name == owner:
        return _object(fields, {member: f"${VARIABLE}"})
    for name, field in fields.items():
        given = _literal_with(type_of(field), owner, member, depth + 1)
        if given is not None:
            return _object(fields, {name: given})
    return None


def _object(fields: Mapping[str, GraphQLInputField], given: Mapping[str, str]) -> str:
    required = {
        name: literal_of(type_of(field))
        for name, field in fields.items()
        if name not in given and is_required(field)
    }
    values = {**required, **given}
    return f"{{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"


def literal_of(type_: GraphQLType) -> str:
    """Return the simplest literal of *type_*. None of it is ever executed."""
    if is_non_null(type_):
        type_ = inside(type_)
    elif not is_list(type_):
        return "null"
    if is_list(type_):
        return "[]"
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_.fields, {})
    return {"Int": "0", "Float": "0", "Boolean": "false"}.get(str(type_), '"0"')
