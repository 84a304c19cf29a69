"""Scalars of a schema's own: those with a type in the settings, and those without.

`cli/settings.py` reads the settings. How a value is read and written at run time is in
`runtime/custom_scalars.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from graphql import GraphQLNamedType, GraphQLScalarType, GraphQLSchema
from graphql.pyutils import did_you_mean, suggestion_list

from udacity_client.codegen.annotations import SCALARS
from udacity_client.codegen.scalar_types import SCALARS_TABLE, ScalarType
from udacity_client.errors import ConfigurationError, Location, Problem

_PYTHON_TYPE: Final = "python_type"
_LIKELY_TYPES: Final[Mapping[str, str]] = {
    "date": "datetime.date",
    "datetime": "datetime.datetime",
    "decimal": "decimal.Decimal",
    "numeric": "decimal.Decimal",
    "timestamp": "datetime.datetime",
    "timestamptz": "datetime.datetime",
    "uuid": "uuid.UUID",
}


def require_scalars(scalars: Collection[str], schemas: Iterable[GraphQLSchema]) -> None:
    """Check that settings name nothing but scalars of *schemas*.

    Args:
        scalars: The names in the settings.
        schemas: The schemas of all domains.

    Raises:
        ConfigurationError: One of *scalars* is not a scalar of any schema.
    """
    types = [type_ for schema in schemas for type_ in schema.type_map.values()]
    known = {type_.name for type_ in types if isinstance(type_, GraphQLScalarType)}
    for name in sorted(scalars):
        if name in known:
            continue
        others = {type_.name for type_ in types}
        found = "is not a scalar" if name in others else "is in no schema"
        hint = did_you_mean(suggestion_list(name, sorted(known)))
        raise ConfigurationError(
            f"{SCALARS_TABLE} has a type for {name}, which {found}.{hint} Leave it "
            "out, or name a scalar of a schema."
        )


def mark_typed(schema: GraphQLSchema, scalars: Mapping[str, ScalarType]) -> None:
    """Note in *schema* which scalars have a type in the settings.

    So whoever has the schema knows what generated code reads, such as drift.
    """
    for name in scalars.keys() & schema.type_map.keys():
        if not scalars[name].is_json:
            type_ = schema.type_map[name]
            type_.extensions = {**type_.extensions, _PYTHON_TYPE: scalars[name]}


def scalar_type(type_: GraphQLNamedType) -> ScalarType | None:
    """Return the type that the settings give to *type_*, if it is marked."""
    found: object = type_.extensions.get(_PYTHON_TYPE)
    return found if isinstance(found, ScalarType) else None


def is_any_json(type_: GraphQLNamedType) -> bool:
    """Return whether generated code reads any JSON for *type_*."""
    is_scalar = isinstance(type_, GraphQLScalarType)
    return is_scalar and type_.name not in SCALARS and scalar_type(type_) is None


def untyped_note(places: Mapping[str, Location]) -> Problem:
    """Return the note on scalars without a Python type.

    Args:
        places: Where each of them is defined, by name.
    """
    names = sorted(places)
    likely = {name: _LIKELY_TYPES.get(name.lower()) for name in names}
    example = next((name for name in names if likely[name]), names[0])
    return Problem(
        min(places.values()),
        f"Values of {_listed(names)} are any JSON, because no Python type is known.",
        f"Name one under {SCALARS_TABLE}, such as: "
        f'{example} = "{likely[example] or "module.Type"}"',
    )


def _listed(names: Sequence[str]) -> str:
    quoted = ", ".join(f"`{name}`" for name in names)
    return f"the scalar{'s' if len(names) > 1 else ''} {quoted}"
