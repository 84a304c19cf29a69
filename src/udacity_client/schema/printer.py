"""Canonical SDL: one text for one schema, from a file or from an introspection.

Everything is sorted, default values are printed by their types, and descriptions have
no trailing blanks.
graphql-core's own printer fails on structured defaults of custom scalars, hides an
unusual choice of root types, and words defaults differently from version to version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    GraphQLWrappingType,
    StringValueNode,
    Undefined,
    ast_from_value,  # pyright: ignore[reportUnknownVariableType] - bare wrapper types
    lexicographic_sort_schema,
    print_ast,
)
from graphql.language.block_string import is_printable_as_block_string

from udacity_client.schema.elements import InputValue, own_directives, own_types
from udacity_client.schema.graphql_types import type_of

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def canonical_sdl(schema: GraphQLSchema) -> str:
    """Return the one text of *schema*: sorted, normalised, ending in one newline.

    It leaves out what introspection does not return: comments, and the places where
    custom directives are applied.
    """
    ordered = lexicographic_sort_schema(schema)
    parts = (
        _roots(ordered),
        *map(_directive, own_directives(ordered)),
        *map(_definition, own_types(ordered)),
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def _roots(schema: GraphQLSchema) -> str:
    """Return the `schema` block, or nothing if readers infer the same roots."""
    roots = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    described = _description(schema.description)
    inferred = {word: schema.type_map.get(word.title()) for word in roots}
    if not described and roots == inferred:
        return ""
    lines = [f"  {word}: {root.name}" for word, root in roots.items() if root]
    return f"{described}schema{_block(lines)}"


def _directive(directive: GraphQLDirective) -> str:
    repeatable = " repeatable" if directive.is_repeatable else ""
    locations = " | ".join(location.name for location in directive.locations)
    return (
        f"{_description(directive.description)}directive @{directive.name}"
        f"{_arguments(directive.args)}{repeatable} on {locations}"
    )


def _definition(type_: GraphQLNamedType) -> str:
    name, described = type_.name, _description(type_.description)
    match type_:
        case GraphQLObjectType():
            return f"{described}type {name}{_implements(type_)}{_fields(type_.fields)}"
        case GraphQLInterfaceType():
            heading = f"interface {name}{_implements(type_)}"
            return f"{described}{heading}{_fields(type_.fields)}"
        case GraphQLInputObjectType():
            one_of = " @oneOf" if type_.is_one_of else ""
            fields = _block(_input_values(type_.fields, indent="  "))
            return f"{described}input {name}{one_of}{fields}"
        case GraphQLEnumType():
            return f"{described}enum {name}{_block(_enum_values(type_))}"
        case GraphQLUnionType():
            union = " | ".join(member.name for member in type_.types)
            return f"{described}union {name} = {union}"
        case GraphQLScalarType():
            return f"{described}scalar {name}{_specified_by(type_)}"
        case _:
            raise TypeError(f"SDL has no syntax for {type_!r}")


def _implements(type_: GraphQLObjectType | GraphQLInterfaceType) -> str:
    names = [interface.name for interface in type_.interfaces]
    return f" implements {' & '.join(names)}" if names else ""


def _specified_by(scalar: GraphQLScalarType) -> str:
    url = scalar.specified_by_url
    return "" if url is None else f" @specifiedBy(url: {_quoted(url)})"


def _fields(fields: Mapping[str, GraphQLField]) -> str:
    return _block(
        _member(
            field.description,
            f"{name}{_arguments(field.args, indent='  ')}: {type_of(field)}"
            f"{_deprecated(field.deprecation_reason)}",
            first=not position,
        )
        for position, (name, field) in enumerate(fields.items())
    )


def _enum_values(enum: GraphQLEnumType) -> Iterator[str]:
    for position, (name, value) in enumerate(enum.values.items()):
        text = f"{name}{_deprecated(value.deprecation_reason)}"
        yield _member(value.description, text, first=not position)


def _arguments(arguments: Mapping[str, GraphQLArgument], *, indent: str = "") -> str:
    if not arguments:
        return ""
    if any(clean_text(argument.description) for argument in arguments.values()):
        members = _input_values(arguments, indent=f"{indent}  ")
        return "(\n" + "\n".join(members) + f"\n{indent})"
    return f"({', '.join(_input_value(*item) for item in arguments.items())})"


def _input_values(values: Mapping[str, InputValue], *, indent: str) -> Iterator[str]:
    for position, (name, value) in enumerate(values.items()):
        text = _input_value(name, value)
        yield _member(value.description, text, first=not position, indent=indent)


def _input_value(name: str, value: InputValue) -> str:
    default = ""
    if value.default_value is not Undefined:
        default = f" = {literal(value.default_value, type_of(value))}"
    return f"{name}: {type_of(value)}{default}{_deprecated(value.deprecation_reason)}"


def _member(
    description: str | None, text: str, *, first: bool, indent: str = "  "
) -> str:
    described = _description(description, indent=indent)
    # A described member has a blank line before it.
    gap = "\n" if described and not first else ""
    return f"{gap}{described}{indent}{text}"


def _block(members: Iterable[str]) -> str:
    body = "\n".join(members)
    return f" {{\n{body}\n}}" if body else ""


def _deprecated(reason: str | None) -> str:
    if reason is None:
        return ""
    if reason == DEFAULT_DEPRECATION_REASON:
        return " @deprecated"
    return f" @deprecated(reason: {_quoted(reason)})"


def _description(description: str | None, *, indent: str = "") -> str:
    text = clean_text(description)
    if not text:
        return ""
    node = StringValueNode(value=text, block=is_printable_as_block_string(text))
    lines = print_ast(node).split("\n")
    return "\n".join(f"{indent}{line}" if line else "" for line in lines) + "\n"


def clean_text(description: str | None) -> str:
    """Return *description* as printed: no trailing blanks, no outer empty lines."""
    lines = (line.rstrip(" \t") for line in _LINE_END.split(description or ""))
    return "\n".join(lines).strip("\n")


def literal(value: object, type_: object) -> str:
    """Return *value* as a literal of *type_*, with the members of objects sorted.

    Raises:
        TypeError: *type_* refuses *value*.
    """
    nullable = _unwrapped(type_, GraphQLNonNull)
    if isinstance(value, list):
        inner = _unwrapped(nullable, GraphQLList)
        items = (literal(item, inner) for item in cast("list[object]", value))
        return f"[{', '.join(items)}]"
    if isinstance(value, dict):
        members = sorted(cast("dict[str, object]", value).items())
        literals = (
            f"{name}: {literal(item, _member_type(nullable, name))}"
            for name, item in members
        )
        return f"{{{', '.join(literals)}}}"
    node = ast_from_value(value, cast("Any", nullable))
    if node is None:
        raise TypeError(f"{value!r} is not of type {type_}")
    return print_ast(node)


def _unwrapped(type_: object, wrapper: type[GraphQLWrappingType[Any]]) -> object:
    return cast("Any", type_).of_type if isinstance(type_, wrapper) else type_


def _member_type(type_: object, name: str) -> object:
    if isinstance(type_, GraphQLInputObjectType):
        return type_of(type_.fields[name])
    return type_  # a custom scalar, which declares no members


def _quoted(text: str) -> str:
    return print_ast(StringValueNode(value=text))
