"""Read schemas from SDL and print them in one canonical form, without a network.

One schema has one text, whether it came from a file or from an introspection: all of
it sorted, default values printed by their types, descriptions without trailing blanks.
graphql-core's own printer fails on structured defaults of custom scalars, hides an
unusual choice of root types, and words defaults differently from version to version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
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
    Node,
    Source,
    StringValueNode,
    TypeDefinitionNode,
    Undefined,
    ast_from_value,  # pyright: ignore[reportUnknownVariableType] - bare wrapper types
    build_ast_schema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
    lexicographic_sort_schema,
    parse,
    print_ast,
    validate_schema,
)
from graphql.language.block_string import is_printable_as_block_string
from graphql.validation.validate import validate_sdl

from udacity_client.errors import Location, Problem, SourceError

__all__ = ["InputValue", "canonical_sdl", "input_values", "own_types", "read_sdl"]

InputValue: TypeAlias = GraphQLArgument | GraphQLInputField

_SDL_HINT = (
    "A schema file holds type definitions in the GraphQL schema language; "
    "`udacity schema pull` writes it."
)
_OPERATION_HINT = "Operations and fragments belong in queries/."
_TOO_DEEP = "maximum recursion depth"
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_sdl(path: Path) -> GraphQLSchema:
    """Return the schema that the SDL file at *path* defines.

    Raises:
        SourceError: The file cannot be read, is not SDL, or defines no valid schema;
            every problem that was found is named with its line and column.
    """
    document = _parse(path)
    _refuse(path, _operations(document), hint=_OPERATION_HINT)
    _refuse(path, validate_sdl(document))
    schema = _build(path, document)
    _refuse(path, validate_schema(schema))
    _refuse(path, _misfits(schema))
    return schema


def canonical_sdl(schema: GraphQLSchema) -> str:
    """Return the one text of *schema*: sorted, normalised, ending in one newline.

    It leaves out what an introspection cannot tell: comments, and custom directives
    where they are applied.
    """
    ordered = lexicographic_sort_schema(schema)
    parts = (
        _roots(ordered),
        *(_directive(one) for one in ordered.directives if _is_own(one)),
        *(_definition(one) for one in own_types(ordered)),
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def own_types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Yield the types that *schema* defines itself, without those of every schema."""
    for type_ in schema.type_map.values():
        if not is_specified_scalar_type(type_) and not is_introspection_type(type_):
            yield type_


def input_values(schema: GraphQLSchema) -> Iterator[tuple[str, InputValue]]:
    """Yield each argument and input field of *schema*, by its schema coordinate."""
    for type_ in own_types(schema):
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, output in type_.fields.items():
                for argument, value in output.args.items():
                    yield f"{type_.name}.{name}({argument}:)", value
    for directive in filter(_is_own, schema.directives):
        for argument, value in directive.args.items():
            yield f"@{directive.name}({argument}:)", value


def _parse(path: Path) -> DocumentNode:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _unreadable(path, f"Cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, f"Not UTF-8 text: byte {error.start}") from error
    try:
        return parse(Source(text, str(path)))
    except GraphQLError as error:
        raise SourceError([_problem(path, error, _SDL_HINT)]) from error


def _unreadable(path: Path, message: str) -> SourceError:
    return SourceError([Problem(Location(str(path)), message, _SDL_HINT)])


def _problem(path: Path, error: GraphQLError, hint: str) -> Problem:
    if not error.locations:
        return Problem(Location(str(path)), error.message, hint)
    place = error.locations[0]
    return Problem(Location(str(path), place.line, place.column), error.message, hint)


def _refuse(
    path: Path, errors: Iterable[GraphQLError], *, hint: str = _SDL_HINT
) -> None:
    if problems := [_problem(path, error, hint) for error in errors]:
        raise SourceError(problems)


def _operations(document: DocumentNode) -> Iterator[GraphQLError]:
    for node in document.definitions:
        if isinstance(node, ExecutableDefinitionNode):
            yield GraphQLError("An operation or fragment stands among the types.", node)


def _build(path: Path, document: DocumentNode) -> GraphQLSchema:
    try:
        return build_ast_schema(document, assume_valid_sdl=True)
    except (TypeError, GraphQLError) as error:
        located = GraphQLError(_reason(error), _culprit(document, str(error)))
        raise SourceError([_problem(path, located, _SDL_HINT)]) from error


def _reason(error: Exception) -> str:
    text = str(error)
    # graphql-core repeats its sentence once for every level that it went down.
    return "A default value contains itself." if _TOO_DEEP in text else text


def _culprit(document: DocumentNode, message: str) -> Node | None:
    """Return the definition that *message* begins with the name of."""
    name = message.partition(" ")[0]
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode) and node.name.value == name:
            return node
    return None


def _misfits(schema: GraphQLSchema) -> Iterator[GraphQLError]:
    """Yield the defaults that their types refuse, which graphql-core drops silently."""
    for coordinate, value in input_values(schema):
        node = value.ast_node
        if node and node.default_value and value.default_value is Undefined:
            literal = print_ast(node.default_value)
            yield GraphQLError(
                f"The default {literal} of {coordinate} is no {_type(value)}.",
                node.default_value,
            )


def _is_own(directive: GraphQLDirective) -> bool:
    return not is_specified_directive(directive)


def _roots(schema: GraphQLSchema) -> str:
    """Return the `schema` block, or nothing where readers infer the same roots."""
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
            raise TypeError(f"SDL has no form for {type_!r}")


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
            f"{name}{_arguments(field.args, indent='  ')}: {_type(field)}"
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
    if any(_clean(argument.description) for argument in arguments.values()):
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
        default = f" = {_literal(value.default_value, _type(value))}"
    return f"{name}: {_type(value)}{default}{_deprecated(value.deprecation_reason)}"


def _member(
    description: str | None, text: str, *, first: bool, indent: str = "  "
) -> str:
    described = _description(description, indent=indent)
    # A blank line sets a described member apart from the one before it.
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
    text = _clean(description)
    if not text:
        return ""
    node = StringValueNode(value=text, block=is_printable_as_block_string(text))
    lines = print_ast(node).split("\n")
    return "\n".join(f"{indent}{line}" if line else "" for line in lines) + "\n"


def _clean(description: str | None) -> str:
    lines = (line.rstrip(" \t") for line in _LINE_END.split(description or ""))
    return "\n".join(lines).strip("\n")


def _literal(value: object, type_: object) -> str:
    """Return *value* as a literal of its type, the members of an object sorted."""
    nullable = _unwrapped(type_, GraphQLNonNull)
    if isinstance(value, list):
        inner = _unwrapped(nullable, GraphQLList)
        items = (_literal(item, inner) for item in cast("list[object]", value))
        return f"[{', '.join(items)}]"
    if isinstance(value, dict):
        members = sorted(cast("dict[str, object]", value).items())
        literals = (
            f"{name}: {_literal(item, _member_type(nullable, name))}"
            for name, item in members
        )
        return f"{{{', '.join(literals)}}}"
    node = ast_from_value(value, cast("Any", nullable))
    if node is None:
        raise TypeError(f"{value!r} is no {type_}")
    return print_ast(node)


def _unwrapped(type_: object, wrapper: type[GraphQLWrappingType[Any]]) -> object:
    return cast("Any", type_).of_type if isinstance(type_, wrapper) else type_


def _member_type(type_: object, name: str) -> object:
    if isinstance(type_, GraphQLInputObjectType):
        return _type(type_.fields[name])
    return type_  # a custom scalar, whose objects are its own affair


def _type(value: InputValue | GraphQLField) -> object:
    return value.type  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - graphql-core leaves its wrapper types bare


def _quoted(text: str) -> str:
    return print_ast(StringValueNode(value=text))
