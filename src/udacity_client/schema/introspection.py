"""Introspect a GraphQL server: the queries, and the schema in its responses. No I/O.

Two requests a domain: the first asks which optional parts of introspection the server
supports, the second asks for everything that it does. `post` sends them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from graphql import (
    GraphQLSchema,
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
from udacity_client.schema.elements import keyword_of, own_types
from udacity_client.schema.introspection_errors import (
    BUILD_ERRORS,
    IntrospectionError,
    build_failure,
    quote_first,
)
from udacity_client.schema.introspection_form import remove_flaws_of_form
from udacity_client.schema.introspection_response import (
    MENTIONS_INTROSPECTION,
    complete_schema,
    data_in,
    introspection_refused,
)
from udacity_client.schema.json_objects import (
    Json,
)
from udacity_client.schema.printer import canonical_sdl

Post: TypeAlias = Callable[[str, bytes], bytes]
"""Post a JSON body to the endpoint of a domain, and return the response's body."""


_INVALID_HINT: Final = (
    "Tell those who run the API; until then use the committed schema."
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
    return IntrospectionResult(domain, complete_schema(domain, data), capabilities)


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
    return capabilities_of(data_in(domain, body))


def read_introspection(
    domain: str, body: bytes, capabilities: Capabilities
) -> IntrospectionResult:
    """Return what the answer to `schema_request` says.

    Raises:
        IntrospectionDisabledError: The server refuses introspection.
        IntrospectionError: The answer is not GraphQL, or not complete.
    """
    description = complete_schema(domain, data_in(domain, body))
    return IntrospectionResult(domain, description, capabilities)


def build_schema(result: IntrospectionResult) -> IntrospectedSchema:
    """Return the schema in *result*. It may have flaws.

    Raises:
        IntrospectionError: No schema can be built.
    """
    domain, description = result.domain, result.description
    removed = (
        *remove_flaws_of_form(description),
        *remove_unreadable_defaults(description),
    )
    introspection = cast("IntrospectionQuery", {"__schema": description})
    try:
        schema = build_client_schema(introspection)
        flaws = tuple(problem.message for problem in validate_schema(schema))
        dropped = (*removed, *dropped_defaults(description, schema))
        if flaws:
            schema = build_client_schema(introspection, assume_valid=True)
        sdl = canonical_sdl(schema)
    except BUILD_ERRORS as error:
        failure = quote_first([build_failure(error)])
        message = f"describes a schema that cannot be built: {failure}. {_INVALID_HINT}"
        raise IntrospectionError.of(domain, message) from error
    keywords = Counter(keyword_of(type_) for type_ in own_types(schema))
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
        if MENTIONS_INTROSPECTION.search(reason):
            raise introspection_refused(domain, [reason]) from None
        raise
    return data_in(domain, answer)
