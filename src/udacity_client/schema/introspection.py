"""Ask a GraphQL server for its schema, without doing any I/O.

Two requests a domain: the first asks which optional parts of introspection the server
knows, the second asks for everything that it does. `post` sends them; this module words
the questions and judges the answers. An answer with a hole in it is an error, never a
smaller schema.
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
    GraphQLError,
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
from udacity_client.schema.dropped_defaults import dropped_defaults
from udacity_client.schema.elements import own_types
from udacity_client.schema.introspection_errors import (
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
"""Send a JSON body to the endpoint of a domain, and return the body of the answer."""


@dataclass(frozen=True, slots=True)
class IntrospectionResult:
    """Hold what a server says of one domain, as it says it.

    Attributes:
        domain: The API domain that was asked.
        description: The `__schema` of its answer, which holds together.
        capabilities: What the server's introspection knows.
    """

    domain: str
    description: Json
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class IntrospectedSchema:
    """Hold what a server says of one domain.

    Attributes:
        domain: The API domain that was asked.
        schema: Its schema; valid, or taken for it where there are flaws.
        sdl: The same in canonical form.
        capabilities: What the server's introspection knows.
        type_counts: How many types there are, by their SDL keyword.
        flaws: Why the schema is not valid GraphQL.
    """

    domain: str
    schema: GraphQLSchema
    sdl: str
    capabilities: Capabilities
    type_counts: Mapping[str, int]
    flaws: tuple[str, ...] = ()


def introspect(domain: str, post: Post) -> IntrospectedSchema:
    """Return the schema that the server of *domain* describes, a valid one.

    Args:
        domain: The API domain to ask, such as `catalog`.
        post: Posts a body to the domain's endpoint, with whatever credentials it takes.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, not whole, or not a schema.
    """
    found = build_schema(fetch_introspection(domain, post))
    if found.flaws:
        raise _invalid(domain, found.flaws)
    return found


def fetch_introspection(domain: str, post: Post) -> IntrospectionResult:
    """Return what the server of *domain* says of its schema, before it is made one.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, or not whole.
    """
    capabilities = capabilities_of(_data_for(domain, post, PROBE, "IntrospectionProbe"))
    question = introspection_query(capabilities)
    answer = _data_for(domain, post, question, "IntrospectionQuery")
    return IntrospectionResult(domain, _described(domain, answer), capabilities)


def build_schema(result: IntrospectionResult) -> IntrospectedSchema:
    """Return the schema that was told, with its flaws.

    Raises:
        IntrospectionError: It is not a schema.
    """
    domain, description = result.domain, result.description
    answer = cast("IntrospectionQuery", {"__schema": description})
    try:
        schema = build_client_schema(answer)
        flaws = tuple(problem.message for problem in validate_schema(schema))
        lost = tuple(dropped_defaults(description, schema))
        if flaws:
            schema = build_client_schema(answer, assume_valid=True)
        sdl = canonical_sdl(schema)
    except _UNBUILDABLE as error:
        raise IntrospectionError.of(
            domain,
            f"describes a schema that cannot be built: {quote_first([str(error)])}. "
            f"{_INVALID_HINT}",
        ) from error
    if lost:
        raise _invalid(domain, (*flaws, *lost))
    keywords = Counter(_KEYWORDS[type(type_)] for type_ in own_types(schema))
    counts = dict(sorted(keywords.items()))
    return IntrospectedSchema(domain, schema, sdl, result.capabilities, counts, flaws)


_KEYWORDS: Final[Mapping[type[GraphQLNamedType], str]] = {
    GraphQLEnumType: "enum",
    GraphQLInputObjectType: "input",
    GraphQLInterfaceType: "interface",
    GraphQLObjectType: "type",
    GraphQLScalarType: "scalar",
    GraphQLUnionType: "union",
}

# The conversation


def _data_for(domain: str, post: Post, query: str, name: str) -> Json:
    """Return the data that answers *query*, or raise what the answer deserves."""
    body = json.dumps({"query": query, "operationName": name}).encode()
    try:
        answer = parse_response(domain, post(domain, body))
    except ForbiddenError as error:
        said = error.reason or ""
        if _ABOUT_INTROSPECTION.search(said):
            raise _refused(domain, [said]) from None
        raise
    data, errors = answer.get("data"), answer.get("errors")
    if errors:
        raise _refusal(domain, data, errors)
    if not is_object(data):
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it has no `data`.")
    return data


def _refusal(domain: str, data: object, errors: object) -> IntrospectionError:
    messages = [str(error.get("message", "")) for error in objects_in(errors)]
    said = quote_first(messages)
    if is_object(data) and any(data.values()):
        return IntrospectionError.of(
            domain,
            f"answered only a part of its schema: {said}. A part is not taken for the "
            "whole; try again later.",
        )
    if any(map(_ABOUT_INTROSPECTION.search, messages)):
        return _refused(domain, messages)
    return IntrospectionError.of(
        domain,
        f"refused the introspection query: {said}. Ask Udacity why, with the time of "
        "the request.",
    )


_ABOUT_INTROSPECTION: Final = re.compile(r"(?i:introspect)|__schema\b|__type\b")


def _refused(domain: str, messages: Sequence[str]) -> IntrospectionError:
    return _disabled(domain, f"refuses introspection: {quote_first(messages)}")


def _disabled(domain: str, sentence: str) -> IntrospectionError:
    return IntrospectionDisabledError.of(
        domain,
        f"{sentence}. Ask Udacity to open it to your credential; until then the schema "
        "that ships with udacity-client is the one to use.",
    )


# The answer


def _described(domain: str, data: Json) -> Json:
    """Return the `__schema` of an answer that holds together."""
    schema = data.get("__schema")
    if not is_object(schema):
        raise _disabled(domain, "answers introspection with null")
    listed = {name_of(type_) for type_ in objects(schema, "types")}
    if not listed or not objects(schema, "directives"):
        raise IntrospectionError.of(
            domain, f"lists no types or no directives in its schema. {_FILTERED_HINT}"
        )
    nodes = list(every_object(schema))
    missing = sorted(
        {name_of(node) for node in nodes if "kind" in node} - listed - {""}
    )
    if missing:
        raise IntrospectionError.of(
            domain,
            f"mentions types that it does not describe, {quote_first(missing)}: the "
            f"answer was cut short. {_FILTERED_HINT}",
        )
    if any(_is_cut(node) for node in nodes):
        raise IntrospectionError.of(
            domain,
            "wraps a type in more lists than were asked for, or cut it short: it is "
            f"not known. {_FILTERED_HINT}",
        )
    if not schema.get("queryType"):
        raise IntrospectionError.of(
            domain, f"names no query type in its schema. {_FILTERED_HINT}"
        )
    for node in nodes:
        _settle_deprecation(node)
    # Some servers list introspection types of their own, whose names are reserved.
    types = cast("list[object]", schema["types"])
    own = [type_ for type_ in types if not name_of(type_).startswith("__")]
    return {**schema, "types": own}


def _is_cut(node: Json) -> bool:
    """Return whether *node* is a wrapper without what it wraps."""
    return node.get("kind") in ("LIST", "NON_NULL") and not is_object(
        node.get("ofType")
    )


_FILTERED_HINT: Final = (
    "Try again, and ask Udacity whether your credential may see the whole schema."
)


def _settle_deprecation(node: Json) -> None:
    """Make the reason alone tell of a deprecation, which is all graphql-core reads."""
    if node.get("isDeprecated") is True and node.get("deprecationReason") is None:
        node["deprecationReason"] = DEFAULT_DEPRECATION_REASON
    elif node.get("isDeprecated") is False:
        node["deprecationReason"] = None


def _invalid(domain: str, flaws: Sequence[str]) -> IntrospectionError:
    return IntrospectionError.of(
        domain,
        f"describes a schema that is not valid GraphQL: {quote_first(flaws)}. "
        f"{_INVALID_HINT}",
    )


# graphql-core trusts the shape of an introspection: each break fails in its own way.
_UNBUILDABLE: Final = (
    AttributeError,
    GraphQLError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
_INVALID_HINT: Final = (
    "Tell Udacity; until then the schema that ships with udacity-client is the one "
    "to use."
)
