"""What introspection reveals: by the year of the server, or nothing.

Older servers know fewer introspection fields. Others disable introspection, each with
the error message of its library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from itertools import chain
from typing import Final

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    ValidationRule,
    introspection_types,
)

from udacity_client.emulator.options import (
    IntrospectionWords,
    IntrospectionYear,
    Options,
)

_ADDED_IN: Final[Mapping[int, tuple[str, ...]]] = {
    2018: ("__Schema.subscriptionType",),
    2021: (
        "__Schema.description",
        "__Type.specifiedByURL",
        "__Directive.isRepeatable",
    ),
    2025: (
        "__Type.isOneOf",
        "__Type.inputFields(includeDeprecated:)",
        "__Field.args(includeDeprecated:)",
        "__Directive.args(includeDeprecated:)",
        "__InputValue.isDeprecated",
        "__InputValue.deprecationReason",
    ),
}
"""What each edition of the specification added, by schema coordinate."""

_DISABLED_MESSAGES: Final[Mapping[IntrospectionWords, str]] = {
    "apollo": (
        "GraphQL introspection is not allowed by Apollo Server, but the query "
        "contained __schema or __type. To enable introspection, pass introspection: "
        "true to ApolloServer in production"
    ),
    "graphql-core": (
        "GraphQL introspection has been disabled, but the requested query contained "
        "the field '{}'."
    ),
    "graphql-ruby": "Field '{}' doesn't exist on type 'Query'",
}


def older_introspection_types(
    year: IntrospectionYear,
) -> Mapping[str, GraphQLNamedType]:
    """Return the introspection types as they were in *year*; none if as today."""
    unknown = _added_after(year)
    if not unknown:
        return {}
    return {
        name: _older_type(type_, unknown)
        for name, type_ in introspection_types.items()
        if isinstance(type_, GraphQLObjectType)
    }


def introspection_rules(options: Options) -> Iterator[type[ValidationRule]]:
    """Yield the validation rules to add to those of the specification.

    There is no rule for gqlgen with introspection disabled: it accepts such documents,
    and each introspection field fails when it is executed.
    """
    unknown = _added_after(options.introspection_year)
    if unknown:
        yield _unknown_fields_rule(unknown)
    if not options.introspection and options.introspection_words != "gqlgen":
        yield _disabled_rule(_DISABLED_MESSAGES[options.introspection_words])


def _unknown_fields_rule(unknown: frozenset[str]) -> type[ValidationRule]:
    class KnownIntrospectionFields(ValidationRule):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            owner, name = self.context.get_parent_type(), node.name.value
            if f"{owner}.{name}" in unknown:
                message = f"Cannot query field '{name}' on type '{owner}'."
                self.report_error(GraphQLError(message, node))
            for argument in node.arguments:
                if f"{owner}.{name}({argument.name.value}:)" in unknown:
                    message = (
                        f"Unknown argument '{argument.name.value}' on field "
                        f"'{owner}.{name}'."
                    )
                    self.report_error(GraphQLError(message, argument))

    return KnownIntrospectionFields


def _disabled_rule(message: str) -> type[ValidationRule]:
    class NoIntrospection(ValidationRule):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            if node.name.value in {"__schema", "__type"}:
                error = GraphQLError(message.format(node.name.value), node)
                self.report_error(error)

    return NoIntrospection


def _added_after(year: IntrospectionYear) -> frozenset[str]:
    newer = (names for since, names in _ADDED_IN.items() if since > year)
    return frozenset(chain.from_iterable(newer))


def _older_type(type_: GraphQLObjectType, unknown: frozenset[str]) -> GraphQLNamedType:
    fields = dict(type_.fields)
    for coordinate in _members_of(unknown, type_.name):
        name, _, argument = coordinate.partition("(")
        if argument:
            fields[name] = copy(fields[name])
            del fields[name].args[argument.removesuffix(":)")]
        else:
            del fields[name]
    # graphql-core rejects reserved names in the constructor, so the name is set after.
    older = GraphQLObjectType(f"Older{type_.name}", fields)
    older.name = type_.name
    return older


def _members_of(coordinates: frozenset[str], owner: str) -> Iterator[str]:
    for coordinate in coordinates:
        type_name, _, member = coordinate.partition(".")
        if type_name == owner:
            yield member
