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

from udacity_client.codegen.canonical import canonical_sdl
from udacity_client.codegen.capabilities import (
    PROBE,
    Capabilities,
    capabilities_of,
    introspection_question,
)
from udacity_client.codegen.elements import own_types
from udacity_client.codegen.loose_json import (
    Json,
    every_object,
    is_object,
    name_of,
    objects,
    objects_in,
)
from udacity_client.codegen.lost_defaults import lost_defaults
from udacity_client.errors import UdacityError

Post: TypeAlias = Callable[[str, bytes], bytes]
"""Send a JSON body to the endpoint of a domain, and return the body of the answer."""


@dataclass(frozen=True, slots=True)
class Introspected:
    """Hold what a server says of one domain.

    Attributes:
        domain: The API domain that was asked.
        sdl: Its schema in canonical form.
        capabilities: What the server's introspection knows.
        type_counts: How many types there are, by their SDL keyword.
    """

    domain: str
    sdl: str
    capabilities: Capabilities
    type_counts: Mapping[str, int]


class IntrospectionError(UdacityError):
    """Report that a server did not tell the whole of its schema."""

    @classmethod
    def of(cls, domain: str, sentence: str) -> IntrospectionError:
        """Return the error that says *sentence* about the server of *domain*."""
        error = cls(f"{domain}: the server {sentence}")
        error.domain = domain
        return error


class IntrospectionDisabledError(IntrospectionError):
    """Report that a server does not tell its schema to this caller at all."""


def introspect(domain: str, post: Post) -> Introspected:
    """Return the schema that the server of *domain* describes.

    Args:
        domain: The API domain to ask, such as `catalog`.
        post: Sends a body to the domain's endpoint, with whatever credentials it takes.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, not whole, or not a schema.
    """
    capabilities = capabilities_of(_ask(domain, post, PROBE, "IntrospectionProbe"))
    question = introspection_question(capabilities)
    answer = _ask(domain, post, question, "IntrospectionQuery")
    description = _described(domain, answer)
    sdl, schema = _built(domain, description)
    keywords = Counter(_KEYWORDS[type(type_)] for type_ in own_types(schema))
    return Introspected(domain, sdl, capabilities, dict(sorted(keywords.items())))


_KEYWORDS: Final[Mapping[type[GraphQLNamedType], str]] = {
    GraphQLEnumType: "enum",
    GraphQLInputObjectType: "input",
    GraphQLInterfaceType: "interface",
    GraphQLObjectType: "type",
    GraphQLScalarType: "scalar",
    GraphQLUnionType: "union",
}

# The conversation


def _ask(domain: str, post: Post, query: str, name: str) -> Json:
    """Return the data that answers *query*, or raise what the answer deserves."""
    body = json.dumps({"query": query, "operationName": name}).encode()
    answer = _decoded(domain, post(domain, body))
    data, errors = answer.get("data"), answer.get("errors")
    if errors:
        raise _refusal(domain, data, errors)
    if not is_object(data):
        raise IntrospectionError.of(domain, f"{_NOT_GRAPHQL}: it has no `data`.")
    return data


def _decoded(domain: str, body: bytes) -> Json:
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        raise IntrospectionError.of(domain, _unlike_json(body)) from None
    if not is_object(answer):
        raise IntrospectionError.of(domain, f"{_NOT_GRAPHQL}: it is no object.")
    return answer


_NOT_GRAPHQL: Final = "answered JSON that is no GraphQL answer (check the base URL)"


def _unlike_json(body: bytes) -> str:
    text = body.strip()
    if not text:
        return "answered nothing. Try again, and check the base URL if it stays so."
    if text.startswith(b"<"):
        return (
            "answered with a web page, not with JSON. Check the base URL, and whether "
            "a proxy or a login page stands before it."
        )
    return (
        f"answered {len(body)} bytes that are not JSON, or not all of it. Try again, "
        "and check the base URL if it stays so."
    )


def _refusal(domain: str, data: object, errors: object) -> IntrospectionError:
    messages = [str(error.get("message", "")) for error in objects_in(errors)]
    said = _first(messages)
    if is_object(data) and any(data.values()):
        return IntrospectionError.of(
            domain,
            f"answered only a part of its schema: {said}. A part is not taken for the "
            "whole; try again later.",
        )
    if any(map(_ABOUT_INTROSPECTION.search, messages)):
        return _disabled(domain, f"refuses introspection: {said}")
    return IntrospectionError.of(
        domain,
        f"refused the introspection query: {said}. Ask Udacity why, with the time of "
        "the request.",
    )


_ABOUT_INTROSPECTION: Final = re.compile(r"(?i:introspect)|__schema\b|__type\b")


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
            f"mentions types that it does not describe, {_first(missing)}: the answer "
            f"was cut short. {_FILTERED_HINT}",
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


_FILTERED_HINT: Final = (
    "Try again, and ask Udacity whether your credential may see the whole schema."
)


def _settle_deprecation(node: Json) -> None:
    """Make the reason alone tell of a deprecation, which is all graphql-core reads."""
    if node.get("isDeprecated") is True and node.get("deprecationReason") is None:
        node["deprecationReason"] = DEFAULT_DEPRECATION_REASON
    elif node.get("isDeprecated") is False:
        node["deprecationReason"] = None


def _built(domain: str, description: Json) -> tuple[str, GraphQLSchema]:
    answer = cast("IntrospectionQuery", {"__schema": description})
    try:
        schema = build_client_schema(answer)
        invalid = [problem.message for problem in validate_schema(schema)]
        invalid.extend(lost_defaults(description, schema))
        sdl = canonical_sdl(schema)
    except _UNBUILDABLE as error:
        raise IntrospectionError.of(
            domain,
            f"describes a schema that cannot be built: {_first([str(error)])}. "
            f"{_INVALID_HINT}",
        ) from error
    if invalid:
        raise IntrospectionError.of(
            domain,
            f"describes a schema that is not valid GraphQL: {_first(invalid)}. "
            f"{_INVALID_HINT}",
        )
    return sdl, schema


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


def _first(texts: Sequence[str]) -> str:
    """Return the first of *texts*, quoted and short, and how many more there are."""
    if not texts:
        return "no reason given"
    line = " ".join(texts[0].split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    quoted = repr(shown if len(shown) <= _CLIP else f"{shown[: _CLIP - 1]}…")
    return f"{quoted} (and {len(texts) - 1} more)" if len(texts) > 1 else quoted


_CLIP: Final = 80
