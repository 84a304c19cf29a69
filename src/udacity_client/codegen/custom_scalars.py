"""Scalars of a schema's own: those with a type in the settings, and those without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from graphql import GraphQLScalarType, GraphQLSchema
from graphql.pyutils import did_you_mean, suggestion_list

from udacity_client.codegen.scalar_types import SCALARS_TABLE
from udacity_client.errors import ConfigurationError, Location, Problem

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
