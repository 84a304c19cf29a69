"""Bind resolvers to the schema of an SDL file.

Root fields use the given resolvers. Any other field is the attribute of the same name
in snake case; a field that only a newer schema has is null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_ast_schema,
    parse,
)

from udacity_client.emulator.options import Options
from udacity_client.schema.shipped import schema_directory

Resolver: TypeAlias = Callable[..., object]

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def load_schema(sdl: str, resolvers: Mapping[str, Resolver]) -> GraphQLSchema:
    """Return the executable schema of *sdl*."""
    schema = build_ast_schema(parse_valid(sdl), assume_valid_sdl=True)
    roots = (schema.query_type, schema.mutation_type)
    for named_type in schema.type_map.values():
        if isinstance(named_type, GraphQLScalarType) and named_type.name == "Time":
            _set_time_functions(named_type)
        elif isinstance(named_type, GraphQLObjectType):
            if named_type in roots:
                _set_root_resolvers(named_type, resolvers)
            elif not named_type.name.startswith("__"):
                _set_attribute_resolvers(named_type)
    return schema


def read_schema(domain: str, options: Options) -> str:
    """Return the SDL that an emulator with *options* serves for *domain*."""
    name = f"{domain}.graphql"
    own = None if options.schemas is None else options.schemas / name
    file = own if own and own.is_file() else schema_directory() / name
    return file.read_text("utf-8")


def attribute_of(field: str) -> str:
    """Return the attribute of a record that a field of the schema shows."""
    return _WORD_START.sub("_", field).lower()


@lru_cache(maxsize=32)
def parse_valid(sdl: str) -> DocumentNode:
    """Parse *sdl*, and check it: three quarters of the time of building a schema.

    Each emulator attaches resolvers of its own, so the schema itself is not shared.
    """
    document = parse(sdl)
    build_ast_schema(document)
    return document


def _set_root_resolvers(
    root: GraphQLObjectType, resolvers: Mapping[str, Resolver]
) -> None:
    for name, field in root.fields.items():
        field.resolve = resolvers.get(name)


def _set_attribute_resolvers(object_type: GraphQLObjectType) -> None:
    for name, field in object_type.fields.items():
        _attribute_resolver(field, attribute_of(name))


def _attribute_resolver(field: GraphQLField, attribute: str) -> None:
    def resolve(source: object, _info: GraphQLResolveInfo) -> object:
        return getattr(source, attribute, None)

    field.resolve = resolve


def _set_time_functions(scalar: GraphQLScalarType) -> None:
    # graphql-core's own constructor sets these methods in the same way.
    scalar.serialize = _serialize_time  # type: ignore[method-assign]  # see above
    scalar.parse_value = _parse_time  # type: ignore[method-assign]  # see above


def _serialize_time(value: object) -> str:
    if not isinstance(value, datetime):
        raise GraphQLError(f"Time cannot represent {value!r}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parse_time(value: object) -> datetime:
    """Return the time that a client sent.

    Raises:
        GraphQLError: It is not an RFC 3339 string with an offset.
    """
    moment = _moment(value) if isinstance(value, str) else None
    if moment is None:
        raise GraphQLError(
            f"Time cannot represent {value!r}: expected RFC 3339 with an offset, "
            "such as 2026-03-01T10:00:00Z"
        )
    return moment


def _moment(text: str) -> datetime | None:
    """Return the time in UTC; `None` if it has no offset, or there is no such time."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # an overflow at the end of the calendar
        return None
