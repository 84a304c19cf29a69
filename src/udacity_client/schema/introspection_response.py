"""The response to an introspection query: its data, if it is complete.

A response with a hole in it is an error, never a smaller schema.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, cast

from graphql import DEFAULT_DEPRECATION_REASON

from udacity_client.schema.introspection_errors import (
    NOT_GRAPHQL,
    IntrospectionDisabledError,
    IntrospectionError,
    parse_response,
    quote_first,
)
from udacity_client.schema.introspection_form import find_malformed_part
from udacity_client.schema.json_objects import (
    Json,
    every_object,
    is_object,
    name_of,
    objects,
    objects_in,
)

MENTIONS_INTROSPECTION: Final = re.compile(r"(?i:introspect)|__schema\b|__type\b")
"""What an error message has if it is about introspection itself."""
_FILTERED_HINT: Final = (
    "Try again, and ask those who run the API whether your credential may see the "
    "whole schema."
)


def data_in(domain: str, body: bytes) -> Json:
    """Return the `data` of the response *body*.

    Raises:
        IntrospectionError: There are errors next to it, or there is none.
    """
    response = parse_response(domain, body)
    data, errors = response.get("data"), response.get("errors")
    if errors:
        raise _error_of_response(domain, data, errors)
    if not is_object(data):
        raise IntrospectionError.of(domain, f"{NOT_GRAPHQL}: it has no `data`.")
    return data


def complete_schema(domain: str, data: Json) -> Json:
    """Return the `__schema` in *data*, as `normalised` does.

    Raises:
        IntrospectionError: A part of it is missing.
    """
    schema = data.get("__schema")
    if not is_object(schema):
        raise _introspection_disabled(domain, "answers introspection with null")
    hole = _find_hole(schema)
    if hole:
        raise IntrospectionError.of(domain, f"{hole} {_FILTERED_HINT}")
    return normalised(schema)


def normalised(schema: Json) -> Json:
    """Return a `__schema` in which deprecations have a reason.

    It is without introspection types, but for those that other types use.
    """
    for node in every_object(schema):
        _normalise_deprecation(node)
    listed = schema.get("types")
    if not isinstance(listed, list):
        return schema
    types = cast("list[object]", listed)
    used = _used_introspection_types(schema)
    own = [
        type_ for type_ in types if not _is_reserved(type_) or name_of(type_) in used
    ]
    return {**schema, "types": own}


def _used_introspection_types(schema: Json) -> set[str]:
    """Return the reserved names that other types of a `__schema` mention.

    Some servers list introspection types of their own. Without one that is used, there
    would be no schema.
    """
    types = objects(schema, "types")
    reserved = {name_of(type_): type_ for type_ in types if _is_reserved(type_)}
    waiting: list[object] = [one for one in types if not _is_reserved(one)]
    waiting.append(schema.get("directives"))
    used = set[str]()
    while waiting:
        for node in every_object(waiting.pop()):
            name = name_of(node)
            if "kind" in node and name in reserved and name not in used:
                used.add(name)
                waiting.append(reserved[name])
    return used


def _is_reserved(type_: object) -> bool:
    return name_of(type_).startswith("__")


def introspection_refused(domain: str, messages: Sequence[str]) -> IntrospectionError:
    """Return the error for a server that refuses introspection with *messages*."""
    reason = f"refuses introspection: {quote_first(messages)}"
    return _introspection_disabled(domain, reason)


def _error_of_response(domain: str, data: object, errors: object) -> IntrospectionError:
    messages = [str(error.get("message", "")) for error in objects_in(errors)]
    if is_object(data) and any(data.values()):
        return IntrospectionError.of(
            domain,
            f"answered only a part of its schema: {quote_first(messages)}. A part is "
            "not taken for the whole; try again later.",
        )
    if any(map(MENTIONS_INTROSPECTION.search, messages)):
        return introspection_refused(domain, messages)
    return IntrospectionError.of(
        domain,
        f"refused the introspection query: {quote_first(messages)}. Ask those who run "
        "the API why, with the time of the request.",
    )


def _introspection_disabled(domain: str, sentence: str) -> IntrospectionError:
    return IntrospectionDisabledError.of(
        domain,
        f"{sentence}. Ask those who run the API to open it to your credential; until "
        "then use the committed schema.",
    )


def _find_hole(schema: Json) -> str | None:
    """Return a sentence on what is missing in a `__schema`, if anything is."""
    listed = {name_of(type_) for type_ in objects(schema, "types")}
    if not listed or not objects(schema, "directives"):
        return "lists no types or no directives in its schema."
    malformed = find_malformed_part(schema)
    if malformed:
        return malformed
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
    named_query = name_of(schema.get("queryType"))
    return None if named_query else "names no query type in its schema."


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
