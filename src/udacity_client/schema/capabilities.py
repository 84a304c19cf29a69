"""Which optional parts of introspection a server supports, and a query for those."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from graphql import (
    REMOVE,
    FieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    VisitorAction,
    build_schema,
    get_introspection_query,
    parse,
    print_ast,
    visit,
)

from udacity_client.schema.json_objects import Json, name_of, objects

PROBE: Final = """\
query IntrospectionProbe {
  schema: __type(name: "__Schema") { ...Shape }
  type: __type(name: "__Type") { ...Shape }
  field: __type(name: "__Field") { ...Shape }
  directive: __type(name: "__Directive") { ...Shape }
  inputValue: __type(name: "__InputValue") { ...Shape }
}

fragment Shape on __Type {
  name
  fields(includeDeprecated: true) { name args { name } }
}
"""
"""The query that asks which optional parts of introspection a server supports."""


class Capability(StrEnum):
    """An optional part of introspection, by its schema coordinate."""

    SCHEMA_DESCRIPTION = "__Schema.description"
    SUBSCRIPTION_ROOT = "__Schema.subscriptionType"
    SPECIFIED_BY = "__Type.specifiedByURL"
    ONE_OF = "__Type.isOneOf"
    DEPRECATED_INPUT_FIELDS = "__Type.inputFields(includeDeprecated:)"
    DEPRECATED_ARGUMENTS = "__Field.args(includeDeprecated:)"
    DEPRECATED_DIRECTIVE_ARGUMENTS = "__Directive.args(includeDeprecated:)"
    REPEATABLE = "__Directive.isRepeatable"
    INPUT_DEPRECATION = "__InputValue.isDeprecated"
    INPUT_DEPRECATION_REASON = "__InputValue.deprecationReason"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The optional parts of introspection that a server supports."""

    known: frozenset[Capability]

    @property
    def missing(self) -> tuple[Capability, ...]:
        """The parts that the server does not support, sorted. Its schema lacks them."""
        return tuple(sorted(frozenset(Capability) - self.known))


def capabilities_of(data: Json) -> Capabilities:
    """Return what a server supports, from the data that answers `PROBE`."""
    found: set[str] = set()
    for type_ in data.values():
        for field in objects(type_, "fields"):
            coordinate = f"{name_of(type_)}.{name_of(field)}"
            found.add(coordinate)
            found.update(
                f"{coordinate}({name_of(argument)}:)"
                for argument in objects(field, "args")
            )
    return Capabilities(frozenset(one for one in Capability if one in found))


@cache
def introspection_query(capabilities: Capabilities) -> str:
    """Return the introspection query for all that *capabilities* allow."""
    everything = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        input_object_one_of=True,
    )
    # Any schema will do: all have the same introspection types.
    types = TypeInfo(build_schema("type Query { any: Int }"))
    pruner = _Pruner(types, frozenset(capabilities.missing))
    return print_ast(visit(parse(everything), TypeInfoVisitor(types, pruner)))


class _Pruner(Visitor):
    """Removes the fields and arguments from a query that a server does not support."""

    def __init__(self, types: TypeInfo, unsupported: frozenset[Capability]) -> None:
        super().__init__()
        self._types = types
        self._unsupported = unsupported

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        coordinate = f"{self._types.get_parent_type()}.{node.name.value}"
        if coordinate in self._unsupported:
            return REMOVE
        node.arguments = tuple(
            argument
            for argument in node.arguments
            if f"{coordinate}({argument.name.value}:)" not in self._unsupported
        )
        return None
