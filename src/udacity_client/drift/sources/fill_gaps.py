"""Fill in what an old server cannot report, from the committed schema.

A server whose introspection has fewer features reports a smaller schema of the same
API. What it cannot report is assumed to be unchanged, so an unchanged API never seems
to have drifted, and every operation is still compared for all the rest. Removing the
same elements from the committed schema instead would lose the operations that use them.

Gaps are filled in the introspection result, before a schema is built: the default of
an input object includes the defaults of its fields, hidden ones too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, cast

from graphql import GraphQLSchema, introspection_from_schema, specified_scalar_types

from udacity_client.schema.capabilities import Capability
from udacity_client.schema.introspection import IntrospectionResult
from udacity_client.schema.json_objects import (
    Json,
    every_object,
    name_of,
    objects,
)

_Missing: TypeAlias = frozenset[Capability]

_ROOTS: Final = ("queryType", "mutationType", "subscriptionType")
_REASON: Final = Capability.INPUT_DEPRECATION_REASON
_DEPRECATION: Final = frozenset({Capability.INPUT_DEPRECATION, _REASON})


def fill_gaps(result: IntrospectionResult, committed: GraphQLSchema) -> None:
    """Add to *result* what the server may have, but cannot report.

    Deprecated inputs that the server cannot be asked for are added if they are missing:
    some servers leave them out, others do not know deprecated inputs and show them.
    """
    missing = frozenset(result.capabilities.missing)
    if missing:
        _GapFiller(result.description, _introspected(committed), missing).fill()


def _introspected(schema: GraphQLSchema) -> Json:
    answer = introspection_from_schema(
        schema,
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        input_object_one_of=True,
    )
    return cast("Json", answer["__schema"])


class _GapFiller:
    """Fills gaps of one introspection result from another."""

    def __init__(self, new: Json, old: Json, missing: _Missing) -> None:
        self._new = new
        self._old = old
        self._missing = missing
        self._types = _by_name(objects(new, "types"))

    def fill(self) -> None:
        self._fill_schema()
        renamed = self._renamed_roots()
        for old in objects(self._old, "types"):
            name = name_of(old)
            new = self._types.get(renamed.get(name, name))
            if new is not None and new.get("kind") == old.get("kind"):
                self._fill_type(old, new)
        directives = _by_name(objects(self._new, "directives"))
        for old in objects(self._old, "directives"):
            new = directives.get(name_of(old))
            if new is not None:
                self._copy(Capability.REPEATABLE, "isRepeatable", old, new)
                are_hidden = Capability.DEPRECATED_DIRECTIVE_ARGUMENTS in self._missing
                self._fill_inputs(old, new, "args", are_hidden=are_hidden)

    def _fill_schema(self) -> None:
        self._copy(Capability.SCHEMA_DESCRIPTION, "description", self._old, self._new)
        if name_of(self._old.get("subscriptionType")) in self._types:
            root = Capability.SUBSCRIPTION_ROOT
            self._copy(root, "subscriptionType", self._old, self._new)

    def _fill_type(self, old: Json, new: Json) -> None:
        self._copy(Capability.SPECIFIED_BY, "specifiedByURL", old, new)
        self._copy(Capability.ONE_OF, "isOneOf", old, new)
        are_hidden = Capability.DEPRECATED_INPUT_FIELDS in self._missing
        self._fill_inputs(old, new, "inputFields", are_hidden=are_hidden)
        are_hidden = Capability.DEPRECATED_ARGUMENTS in self._missing
        fields = _by_name(objects(new, "fields"))
        for field in objects(old, "fields"):
            if name_of(field) in fields:
                self._fill_inputs(
                    field, fields[name_of(field)], "args", are_hidden=are_hidden
                )

    def _copy(self, capability: Capability, key: str, old: Json, new: Json) -> None:
        if capability in self._missing:
            new[key] = old.get(key)

    def _fill_inputs(self, old: Json, new: Json, key: str, *, are_hidden: bool) -> None:
        listed, found = new.get(key), _by_name(objects(new, key))
        for value in objects(old, key):
            if not value.get("isDeprecated"):
                continue
            shown = found.get(name_of(value))
            if shown is not None:
                self._deprecate(value, shown)
            elif are_hidden and isinstance(listed, list) and self._has_types_of(value):
                cast("list[object]", listed).append(value)

    def _deprecate(self, old: Json, new: Json) -> None:
        is_silent = self._missing >= _DEPRECATION
        if is_silent or (_REASON in self._missing and new.get("isDeprecated")):
            new["isDeprecated"] = True
            new["deprecationReason"] = old.get("deprecationReason")

    def _has_types_of(self, value: Json) -> bool:
        """Return whether the result has the types of an input; add built-in scalars."""
        names = {name_of(node) for node in every_object(value["type"])} - {""}
        for name in names & specified_scalar_types.keys() - self._types.keys():
            scalars = _by_name(objects(self._old, "types"))
            cast("list[object]", self._new["types"]).append(scalars[name])
            self._types[name] = scalars[name]
        return names <= self._types.keys()

    def _renamed_roots(self) -> dict[str, str]:
        roots = ((name_of(self._old.get(r)), name_of(self._new.get(r))) for r in _ROOTS)
        return {old: new for old, new in roots if old not in self._types}


def _by_name(described: Iterable[Json]) -> dict[str, Json]:
    return {name_of(one): one for one in described}
