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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, TypeGuard, cast

from graphql import (
    DEFAULT_DEPRECATION_REASON,
    REMOVE,
    FieldNode,
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
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    Visitor,
    VisitorAction,
    build_client_schema,
    build_schema,
    get_introspection_query,
    parse,
    print_ast,
    specified_directives,
    validate_schema,
    visit,
)

from udacity_client.codegen.canonical import canonical_sdl, input_values, own_types
from udacity_client.errors import UdacityError

__all__ = [
    "Capabilities",
    "Capability",
    "Introspected",
    "IntrospectionDisabledError",
    "IntrospectionError",
    "Post",
    "introspect",
]

Post: TypeAlias = Callable[[str, bytes], bytes]
"""Send a JSON body to the endpoint of a domain, and return the body of the answer."""

_Json: TypeAlias = dict[str, object]


class Capability(StrEnum):
    """Name, by schema coordinate, what only some servers' introspection knows."""

    SCHEMA_DESCRIPTION = "__Schema.description"
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
    """Tell what a server's introspection knows beyond what every server's does."""

    known: frozenset[Capability]

    @property
    def missing(self) -> tuple[Capability, ...]:
        """What the server cannot tell, so that the schema is silent about it."""
        return tuple(sorted(frozenset(Capability) - self.known))


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
    capabilities = _capabilities(_ask(domain, post, _PROBE, "IntrospectionProbe"))
    question = _question(capabilities)
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

_PROBE: Final = """\
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


def _capabilities(probe: _Json) -> Capabilities:
    found: set[str] = set()
    for type_ in probe.values():
        for field in _objects(type_, "fields"):
            coordinate = f"{_name(type_)}.{_name(field)}"
            found.add(coordinate)
            found.update(
                f"{coordinate}({_name(argument)}:)"
                for argument in _objects(field, "args")
            )
    return Capabilities(frozenset(one for one in Capability if one in found))


def _question(capabilities: Capabilities) -> str:
    everything = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        input_object_one_of=True,
    )
    # Any schema will do: the introspection types are the same in all of them.
    types = TypeInfo(build_schema("type Query { any: Int }"))
    pruner = _Pruner(types, frozenset(capabilities.missing))
    return print_ast(visit(parse(everything), TypeInfoVisitor(types, pruner)))


class _Pruner(Visitor):
    """Cut the fields and arguments from a query that a server does not know."""

    def __init__(self, types: TypeInfo, unknown: frozenset[Capability]) -> None:
        super().__init__()
        self._types = types
        self._unknown = unknown

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        coordinate = f"{self._types.get_parent_type()}.{node.name.value}"
        if coordinate in self._unknown:
            return REMOVE
        node.arguments = tuple(
            argument
            for argument in node.arguments
            if f"{coordinate}({argument.name.value}:)" not in self._unknown
        )
        return None


# The conversation


def _ask(domain: str, post: Post, query: str, name: str) -> _Json:
    """Return the data that answers *query*, or raise what the answer deserves."""
    body = json.dumps({"query": query, "operationName": name}).encode()
    answer = _decoded(domain, post(domain, body))
    data, errors = answer.get("data"), answer.get("errors")
    if errors:
        raise _refusal(domain, data, errors)
    if not _is_object(data):
        raise IntrospectionError.of(domain, f"{_NOT_GRAPHQL}: it has no `data`.")
    return data


def _decoded(domain: str, body: bytes) -> _Json:
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        raise IntrospectionError.of(domain, _unlike_json(body)) from None
    if not _is_object(answer):
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
    messages = [str(error.get("message", "")) for error in _objects_in(errors)]
    said = _first(messages)
    if _is_object(data) and any(data.values()):
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


def _described(domain: str, data: _Json) -> _Json:
    """Return the `__schema` of an answer that holds together."""
    schema = data.get("__schema")
    if not _is_object(schema):
        raise _disabled(domain, "answers introspection with null")
    listed = {_name(type_) for type_ in _objects(schema, "types")}
    if not listed or not _objects(schema, "directives"):
        raise IntrospectionError.of(
            domain, f"lists no types or no directives in its schema. {_FILTERED_HINT}"
        )
    nodes = list(_nodes(schema))
    missing = sorted({_name(node) for node in nodes if "kind" in node} - listed - {""})
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
    own = [type_ for type_ in types if not _name(type_).startswith("__")]
    return {**schema, "types": own}


_FILTERED_HINT: Final = (
    "Try again, and ask Udacity whether your credential may see the whole schema."
)


def _settle_deprecation(node: _Json) -> None:
    """Make the reason alone tell of a deprecation, which is all graphql-core reads."""
    if node.get("isDeprecated") is True and node.get("deprecationReason") is None:
        node["deprecationReason"] = DEFAULT_DEPRECATION_REASON
    elif node.get("isDeprecated") is False:
        node["deprecationReason"] = None


def _built(domain: str, description: _Json) -> tuple[str, GraphQLSchema]:
    answer = cast("IntrospectionQuery", {"__schema": description})
    try:
        schema = build_client_schema(answer)
        invalid = [problem.message for problem in validate_schema(schema)]
        invalid.extend(_lost_defaults(description, schema))
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


def _lost_defaults(description: _Json, schema: GraphQLSchema) -> Iterator[str]:
    """Yield a sentence for each default value that graphql-core dropped silently."""
    kept = {
        coordinate
        for coordinate, value in input_values(schema)
        if value.default_value is not Undefined
    }
    for coordinate, value in _described_inputs(description):
        if value.get("defaultValue") is not None and coordinate not in kept:
            yield f"the default value of {coordinate} does not fit its type"


def _described_inputs(description: _Json) -> Iterator[tuple[str, _Json]]:
    """Yield each argument and input field of an answer, by its schema coordinate."""
    for type_ in _objects(description, "types"):
        for field in _objects(type_, "inputFields"):
            yield f"{_name(type_)}.{_name(field)}", field
        for field in _objects(type_, "fields"):
            for argument in _objects(field, "args"):
                yield f"{_name(type_)}.{_name(field)}({_name(argument)}:)", argument
    for directive in _objects(description, "directives"):
        if _name(directive) not in _SPECIFIED:
            for argument in _objects(directive, "args"):
                yield f"@{_name(directive)}({_name(argument)}:)", argument


_SPECIFIED: Final = frozenset(directive.name for directive in specified_directives)


# Plain JSON, of which nothing is certain


def _objects(parent: object, key: str) -> list[_Json]:
    """Return the objects in the list *key* of *parent*, as many as there are."""
    return _objects_in(parent.get(key) if _is_object(parent) else None)


def _objects_in(value: object) -> list[_Json]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if _is_object(item)]


def _is_object(value: object) -> TypeGuard[_Json]:
    return isinstance(value, dict)


def _name(value: object) -> str:
    return str(value.get("name") or "") if _is_object(value) else ""


def _nodes(value: object) -> Iterator[_Json]:
    """Yield every object in *value*, however deep, without recursion."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if _is_object(value):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(cast("list[object]", value))


def _first(texts: Sequence[str]) -> str:
    """Return the first of *texts*, quoted and short, and how many more there are."""
    if not texts:
        return "no reason given"
    line = " ".join(texts[0].split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    quoted = repr(shown if len(shown) <= _CLIP else f"{shown[: _CLIP - 1]}…")
    return f"{quoted} (and {len(texts) - 1} more)" if len(texts) > 1 else quoted


_CLIP: Final = 80
