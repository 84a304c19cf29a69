"""Answer introspection as older servers do, or with mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    graphql_sync,  # pyright: ignore[reportUnknownVariableType] - a bare tuple inside
    parse,
    visit,
)

EVERY_FEATURE = '''
"""All that a server can tell."""
schema {
  query: Root
  subscription: Feed
}

"""Cost of a field."""
directive @cost(
  points: Int = 1
  previous: Int = 2 @deprecated(reason: "no directive counts it")
) repeatable on FIELD_DEFINITION

"""A point in time."""
scalar Time @specifiedBy(url: "https://example.com/time")
scalar Anything

interface Node { id: ID! }
interface Named implements Node { id: ID! name: String }
type Learner implements Node & Named {
  id: ID!
  """Multi-line
  description."""
  name: String @deprecated(reason: "use id")
  seen(
    "Not before."
    from: Time = "2026-01-01T00:00:00Z"
    until: Time @deprecated(reason: "no field counts it")
  ): [[Time!]]!
}
type Course { title: String! level: Level }
union Found = Learner | Course
enum Level { LOW "The highest." HIGH @deprecated }

input Pick @oneOf { name: String id: ID }
input Range { from: Float = 1.0 to: Float }
input Filter {
  levels: [Level!] = [LOW]
  range: Range = {to: 2}
  anything: Anything = "x"
  legacy: Int = 3 @deprecated(reason: "no input counts it")
}
type Feed { seen: Time }
type Root { find(filter: Filter = {levels: [HIGH]}, pick: Pick, ids: [ID!] = 5): Found }
'''

Answer: TypeAlias = dict[str, Any]
Mangle: TypeAlias = Callable[[Answer], object]


class Server:
    """Answer with graphql-core, as a server whose introspection knows less might."""

    def __init__(
        self,
        schema: str | GraphQLSchema = EVERY_FEATURE,
        *,
        unknown: frozenset[str] = frozenset(),
        mangle: Mangle | None = None,
    ) -> None:
        self.schema = build_schema(schema) if isinstance(schema, str) else schema
        self.unknown = unknown
        self.mangle = mangle
        self.asked: list[tuple[str, str]] = []

    def __call__(self, domain: str, body: bytes) -> bytes:
        request = json.loads(body)
        self.asked.append((domain, request["operationName"]))
        refused = self._refused(request["query"])
        if refused:
            return json.dumps({"errors": [{"message": refused}]}).encode()
        result = graphql_sync(
            self.schema, request["query"], operation_name=request["operationName"]
        )
        answer: Answer = json.loads(json.dumps(result.formatted))
        if request["operationName"] == "IntrospectionProbe":
            self._forget(answer["data"])
        elif self.mangle:
            self.mangle(answer)
        return json.dumps(answer).encode()

    def _refused(self, query: str) -> str | None:
        types = TypeInfo(self.schema)
        finder = _Coordinates(types)
        visit(parse(query), TypeInfoVisitor(types, finder))
        bad = sorted(finder.found & self.unknown)
        return f"Unknown here: {', '.join(bad)}" if bad else None

    def _forget(self, data: Answer) -> None:
        for type_ in data.values():
            name = type_["name"]
            type_["fields"] = [
                {
                    "name": field["name"],
                    "args": [
                        argument
                        for argument in field["args"]
                        if f"{name}.{field['name']}({argument['name']}:)"
                        not in self.unknown
                    ],
                }
                for field in type_["fields"]
                if f"{name}.{field['name']}" not in self.unknown
            ]


class _Coordinates(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        coordinate = f"{self.types.get_parent_type()}.{node.name.value}"
        self.found.add(coordinate)
        for argument in node.arguments:
            self.found.add(f"{coordinate}({argument.name.value}:)")


def types_of(answer: Answer) -> dict[str, Answer]:
    return {type_["name"]: type_ for type_ in answer["data"]["__schema"]["types"]}


def field_of(answer: Answer, type_: str, field: str) -> Answer:
    fields: list[Answer] = types_of(answer)[type_]["fields"]
    return next(one for one in fields if one["name"] == field)
