"""The JSON values of each scalar, which a schema does not describe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
)

from udacity_client.runtime.scalars import TIME_FORM

SAMPLES: Mapping[str, tuple[object, ...]] = {
    "Boolean": (True, False),
    "Duration": ("P1M", "PT1H30M"),
    "Float": (0.5, 2.0),
    "ID": ("1", "a", "X", "V", "2026-03-01T10:00:00Z"),
    "Int": (1, -2),
    "String": ("a", "X", "V", "", "7", "2026-03-01T10:00:00Z"),
    "Time": ("2026-03-01T10:00:00Z", "1999-12-31T23:59:59.250000+01:00"),
}
"""Values of each scalar that the generator knows. Text may be that of an enum's value,
at the place where `UniformChoices` takes the same value of scalars and of text."""

_ANYTHING: tuple[object, ...] = (3, 0.25, True, ["any"], {"b": 3}, "NAME", "X", "V")
_OF_ENUMS = ("NAME", "X", "V")


def anything(name: str) -> tuple[object, ...]:
    """Return possible values of the scalar *name*, of which only the name is known.

    The first is its alone. The last ones are also values of enums of the schemas here,
    which may take the scalar's place.
    """
    return (f"any {name}", *_ANYTHING)


def known_scalar(type_: GraphQLScalarType, old: GraphQLSchema) -> str | None:
    """Return the known scalar or enum whose values *type_* has, or None.

    A name of the *old* schema keeps its values, also if it was an enum. A new name with
    the specification URL of an old scalar has the values of that scalar.
    """
    if type_.name in SAMPLES or isinstance(
        old.type_map.get(type_.name), GraphQLEnumType | GraphQLScalarType
    ):
        return type_.name
    for known in old.type_map.values():
        if isinstance(known, GraphQLScalarType) and known.name in SAMPLES:
            url = known.specified_by_url
            if url is not None and url == type_.specified_by_url:
                return known.name
    return None


def samples(type_: GraphQLScalarType, old: GraphQLSchema) -> tuple[object, ...]:
    """Return the values that a server whose schema was *old* may send for *type_*."""
    name = known_scalar(type_, old)
    if name is not None and name in SAMPLES:
        return SAMPLES[name]
    was_enum = isinstance(old.type_map.get(name or ""), GraphQLEnumType)
    return ("ANY", "text") if was_enum else anything(type_.name)


def parse_strictly(new: GraphQLSchema, old: GraphQLSchema) -> None:
    """Make custom scalars of *new* accept only their own values, if those are known."""
    for type_ in new.type_map.values():
        if isinstance(type_, GraphQLScalarType) and type_.name not in _OF_GRAPHQL:
            parse = _parser(known_scalar(type_, old), old)
            setattr(type_, "parse_value", parse)  # noqa: B010 - graphql-core types it as a method


_OF_GRAPHQL = {"Boolean", "Float", "ID", "Int", "String"}


def _parser(name: str | None, old: GraphQLSchema) -> Callable[[object], object]:
    was = old.type_map.get(name or "")

    def parse(value: object) -> object:
        text = value if isinstance(value, str) else ""
        is_taken = text in was.values if isinstance(was, GraphQLEnumType) else False
        is_taken |= name == "Time" and re.match(TIME_FORM, text) is not None
        is_taken |= name == "Duration" and text in SAMPLES["Duration"]
        if isinstance(was, GraphQLScalarType) and name not in SAMPLES:
            is_taken = not _is_of_another(value, was.name, old)
        if is_taken:
            return value
        message = f"{value!r} is not what the server takes for {name or 'this scalar'}"
        raise GraphQLError(message)

    return parse


def _is_of_another(value: object, name: str, old: GraphQLSchema) -> bool:
    """Return whether *value* is one that callers send for another type of *old*.

    Nobody says whether a scalar of which only the name is known takes that, so it does
    not.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, str) and value.startswith("any "):
        return value != f"any {name}"
    if isinstance(value, str) and value in _OF_ENUMS:
        return any(value in enum.values for enum in _enums(old))
    return any(value in values for values in SAMPLES.values()) or any(
        value in enum.values for enum in _enums(old) if isinstance(value, str)
    )


def _enums(schema: GraphQLSchema) -> Iterator[GraphQLEnumType]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType):
            yield type_
