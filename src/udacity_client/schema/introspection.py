"""Introspect a GraphQL server: the queries, and the schema in its responses. No I/O.

Two requests a domain: the first asks which optional parts of introspection the server
supports, the second asks for everything that it does. `post` sends them; this module
writes the queries and judges the responses. A response with a hole in it is an error,
never a smaller schema.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    IntrospectionQuery,
    build_client_schema,
    validate_schema,
)

from udacity_client.errors import ForbiddenError
from udacity_client.schema.capabilities import (
    PROBE,
    Capabilities,
    capabilities_of,
    introspection_query,
)
from udacity_client.schema.dropped_defaults import (
    dropped_defaults,
    remove_unreadable_defaults,
)
from udacity_client.schema.elements import own_types
from udacity_client.schema.introspection_errors import (
    BUILD_ERRORS,
    NOT_GRAPHQL,
    IntrospectionDisabledError,
    IntrospectionError,
    parse_response,
    quote_first,
)
from udacity_client.schema.json_objects import (
    Json,
    every_object,
    is_object,
    name_of,
    objects,
    objects_in,
)
from udacity_client.schema.printer import canonical_sdl

Post: TypeAlias = Callable[[str, bytes], bytes]
"""Post a JSON body to the endpoint of a domain, and return the response's body."""

_KEYWORDS: Final[Mapping[type[GraphQLNamedType], str]] = {
    GraphQLEnumType: "enum",
    GraphQLInputObjectType: "input",
    GraphQLInterfaceType: "interface",
    GraphQLObjectType: "type",
    GraphQLScalarType: "scalar",
    GraphQLUnionType: "union",
}

_MENTIONS_INTROSPECTION: Final = re.compile(r"(?i:introspect)|__schema\b|__type\b")

_INVALID_HINT: Final = (
    "Tell those who run the API; until then use the committed schema."
)
_FILTERED_HINT: Final = (
    "Try again, and ask those who run the API whether your credential may see the "
    "whole schema."
)


@dataclass(frozen=True, slots=True)
class IntrospectionResult:
    """What a server returned about one domain. It is complete, but not yet a schema.

    Attributes:
        domain: The API domain.
        description: The `__schema` of the response.
        capabilities: The optional parts of introspection that the server supports.
    """

    domain: str
    description: Json
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class IntrospectedSchema:
    """The schema of one domain, as its server describes it.

    Attributes:
        domain: The API domain.
        schema: The schema. Defaults that are not values of their types are left out;
            with other flaws, it was built without validation.
        sdl: The schema as canonical SDL.
        capabilities: The optional parts of introspection that the server supports.
        type_counts: How many types there are, by their SDL keyword.
        flaws: Why the schema is not valid GraphQL, one sentence for each definition.
    """

    domain: str
    schema: GraphQLSchema
    sdl: str
    capabilities: Capabilities
    type_counts: Mapping[str, int]
    flaws: tuple[str, ...] = ()


def introspect(domain: str, post: Post) -> IntrospectedSchema:
    """Return the schema that the server of *domain* describes. It may have flaws.

    Args:
        domain: The API domain to ask, such as `catalog`.
        post: Posts a body to the domain's endpoint, with credentials if it needs them.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The response is not GraphQL, not complete, or not a schema.
    """
    return build_schema(fetch_introspection(domain, post))


def fetch_introspection(domain: str, post: Post) -> IntrospectionResult:
    """Return what the server of *domain* says about its schema, which is not built.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The response is not GraphQL, or not complete.
    """
    probed = _fetch_data(domain, post, capabilities_request())
    capabilities = capabilities_of(probed)
    data = _fetch_data(domain, post, schema_request(capabilities))
    return IntrospectionResult(domain, _complete_schema(domain, data), capabilities)


def capabilities_request() -> bytes:
    """Return the body that asks for the optional parts of introspection."""
    return _body(PROBE, "IntrospectionProbe")


def schema_request(capabilities: Capabilities) -> bytes:
    """Return the body that asks for the schema, with all that *capabilities* allow."""
    return _body(introspection_query(capabilities), "IntrospectionQuery")


def read_capabilities(domain: str, body: bytes) -> Capabilities:
    """Return what the answer to `capabilities_request` says.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, or not complete.
    """
    return capabilities_of(_data_in(domain, body))


def read_introspection(
    domain: str, body: bytes, capabilities: Capabilities
) -> IntrospectionResult:
    """Return what the answer to `schema_request` says.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, or not complete.
    """
    description = _complete_schema(domain, _data_in(domain, body))
    return IntrospectionResult(domain, description, capabilities)


def build_schema(result: IntrospectionResult) -> IntrospectedSchema:
    """Return the schema in *result*. It may have flaws.

    Raises:
        IntrospectionError: No schema can be built.
    """
    domain, description = result.domain, result.description
    unreadable = tuple(remove_unreadable_defaults(description))
    introspection = cast("IntrospectionQuery", {"__schema": description})
    try:
        schema = build_client_schema(introspection)
        flaws = tuple(problem.message for problem in validate_schema(schema))
        dropped = (*unreadable, *dropped_defaults(description, schema))
        if flaws:
            schema = build_client_schema(introspection, assume_valid=True)
        sdl = canonical_sdl(schema)
    except BUILD_ERRORS as error:
        raise IntrospectionError.of(
            domain,
            f"describes a schema that cannot be built: {quote_first([str(error)])}. "
            f"{_INVALID_HINT}",
        ) from error
    keywords = Counter(_KEYWORDS[type(type_)] for type_ in own_types(schema))
    counts = dict(sorted(keywords.items()))
    return IntrospectedSchema(
        domain, schema, sdl, result.capabilities, counts, (*flaws, *dropped)
    )


def _body(query: str, name: str) -> bytes:
    return json.dumps({"query": query, "operationName": name}).encode()


def _fetch_data(domain: str, post: Post, body: bytes) -> Json:
    """Return the `data` of the response to *body*.

    Raises:
        IntrospectionError: There are errors next to it, or there is none.
    """
    try:
        answer = post(domain, body)
    except ForbiddenError as error:
        reason = error.reason or ""
        if _MENTIONS_INTROSPECTION.search(reason):
            raise _introspection_refused(domain, [reason]) from None
        raise
    return _data_in(domain, answer)


def _data_in(domain: str, body: bytes) -> Json:
    response = parse_response(domain, body)
    data, errors = response.get("data"), response.get("errors")
    if errors:
        raise _error_of_response(domain, data, errors)
    if not is_object(data):
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it has no `data`.")
    return data


def _error_of_response(domain: str, data: object, errors: object) -> IntrospectionError:
    messages = [str(error.get("message", "")) for error in objects_in(errors)]
    if is_object(data) and any(data.values()):
        return IntrospectionError.of(
            domain,
            f"answered only a part of its schema: {quote_first(messages)}. A part is "
            "not taken for the whole; try again later.",
        )
    if any(map(_MENTIONS_INTROSPECTION.search, messages)):
        return _introspection_refused(domain, messages)
    return IntrospectionError.of(
        domain,
        f"refused the introspection query: {quote_first(messages)}. Ask those who run "
        "the API why, with the time of the request.",
    )


def _complete_schema(domain: str, data: Json) -> Json:
    """Return the `__schema` in *data*, without introspection types.

    Raises:
        IntrospectionError: A part of it is missing.
    """
    schema = data.get("__schema")
    if not is_object(schema):
        raise _introspection_disabled(domain, "answers introspection with null")
    hole = _find_hole(schema)
    if hole:
        raise IntrospectionError.of(domain, f"{hole} {_FILTERED_HINT}")
    for node in every_object(schema):
        _normalise_deprecation(node)
    # Some servers list introspection types of their own, whose names are reserved.
    types = cast("list[object]", schema["types"])
    own = [type_ for type_ in types if not name_of(type_).startswith("__")]
    return {**schema, "types": own}


def _find_hole(schema: Json) -> str | None:
    """Return a sentence on what is missing in a `__schema`, if anything is."""
    listed = {name_of(type_) for type_ in objects(schema, "types")}
    if not listed or not objects(schema, "directives"):
        return "lists no types or no directives in its schema."
    nodes = list(every_object(schema))
    named = {name_of(node) for node in nodes if "kind" in node}
    missing = sorted(named - listed - {""})
    if missing:
        return (
            f"mentions types that it does not describe, {quote_first(missing)}: the "
            "answer was cut short."
        )
    if any(map(_is_truncated, nodes)):
        return (
            "wraps a type in more lists than were asked for, or cut it short: it is "
            "not known."
        )
    return None if schema.get("queryType") else "names no query type in its schema."


def _is_truncated(node: Json) -> bool:
    """Return whether *node* is a list or non-null type without an inner type."""
    wraps = node.get("kind") in ("LIST", "NON_NULL")
    return wraps and not is_object(node.get("ofType"))


def _normalise_deprecation(node: Json) -> None:
    """Make the reason agree with `isDeprecated`: graphql-core reads only the reason."""
    if node.get("isDeprecated") is True and node.get("deprecationReason") is None:
        node["deprecationReason"] = DEFAULT_DEPRECATION_REASON
    elif node.get("isDeprecated") is False:
        node["deprecationReason"] = None


def _introspection_refused(domain: str, messages: Sequence[str]) -> IntrospectionError:
    reason = f"refuses introspection: {quote_first(messages)}"
    return _introspection_disabled(domain, reason)


def _introspection_disabled(domain: str, sentence: str) -> IntrospectionError:
    return IntrospectionDisabledError.of(
        domain,
        f"{sentence}. Ask those who run the API to open it to your credential; until "
        "then use the committed schema.",
    )
