"""A sample schema with every GraphQL feature, and operations that use half of it."""

from __future__ import annotations

from functools import cache

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    Source,
    build_schema,
    parse,
)

from udacity_client.drift.impact.assess import AssessedDrift, drift_between

SCHEMA = """
schema { query: Query mutation: Mutation }

"Marks."
directive @trace(label: String = "x", level: Int) on FIELD | QUERY
directive @unused(note: String) repeatable on FIELD
directive @owned(by: String) on OBJECT

"A point in time."
scalar Time @specifiedBy(url: "https://example.com/time")
scalar Spare

interface Node { id: ID! }
interface Named { name: String }

"A learner."
type User implements Node & Named {
  id: ID!
  "What to call it."
  name: String
  email: String
  age: Int!
  score: Float
  tags: [String!]!
  states: [State]
  state: State!
  boss: User
  born: Time
  old: String @deprecated(reason: "gone soon")
  spare: String
  courses(first: Int = 10, after: String, sort: Sort = NAME): [Course!]!
}

type Course implements Node {
  id: ID!
  title: String!
  level: Level
  weight: Float
  teacher(id: ID): Teacher
}

type Teacher { name: String! room: Int }
type Film { minutes: Int! }
type Lonely { x: Int }
union Found = User | Course

"How far."
enum State {
  "At the start."
  NEW
  DONE
  OLD @deprecated(reason: "never")
}
enum Level { LOW HIGH }
enum Sort { NAME AGE }
enum Idle { ON OFF }

input Filter {
  state: State
  limit: Int = 5
  text: String
  ids: [ID!]
  sort: Sort!
  inner: Inner
  since: Time
}
input Inner { flag: Boolean! note: String }
input Pick { a: Int b: Int }
input Idler { x: Int }

type Query {
  user(id: ID!, deep: Boolean): User
  users(filter: Filter!, page: Int! = 1, size: Int = 20): [User!]
  node(id: ID!): Node
  find(text: String, in: Inner): [Found!]!
  named: Named
  pick(by: Pick): Course
  lonely(x: Int = 1): Lonely
  json: Spare
}
type Mutation { rename(id: ID!, name: String): User! }
"""

DOCUMENTS = """\
query GetUser($id: ID!, $after: String) {
  user(id: $id) {
    ...Person
    courses(after: $after, sort: AGE) {
      id
      title
      level
    }
  }
}

query ListUsers($filter: Filter!, $size: Int, $page: Int = 3) {
  users(filter: $filter, size: $size, page: $page) {
    state
    boss {
      email
    }
  }
}

query FindThings {
  find(text: "a", in: {flag: true}) {
    ... on User {
      name
      mark: score
    }
    ... on Course {
      mark: weight
    }
    ... on Node {
      id
    }
  }
}

query GetNode($id: ID!) {
  node(id: $id) @trace(level: 2) {
    id
  }
}

query PickOne($by: Pick) {
  pick(by: $by) {
    teacher {
      name
    }
  }
}

mutation Rename($id: ID!, $name: String) {
  rename(id: $id, name: $name) {
    id
  }
}

fragment Person on User {
  id
  name
  age
  score
  tags
  states
  born
  old
}
"""

DOCUMENT = parse(Source(DOCUMENTS, "ops.graphql"))
OPERATIONS = [d for d in DOCUMENT.definitions if isinstance(d, OperationDefinitionNode)]
FRAGMENTS = {
    d.name.value: d
    for d in DOCUMENT.definitions
    if isinstance(d, FragmentDefinitionNode)
}


def mutated(*replacements: tuple[str, str], of: str = SCHEMA) -> str:
    """Return the schema with each text replaced; it has to occur exactly once."""
    text = of
    for old, new in replacements:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


@cache
def schema_of(sdl: str) -> GraphQLSchema:
    """Return the schema that *sdl* defines."""
    return build_schema(sdl)


@cache
def drift_to(new: str, old: str = SCHEMA, documents: str = DOCUMENTS) -> AssessedDrift:
    """Return what the change from *old* to *new* does to the operations."""
    parts = _parsed(documents).definitions
    return drift_between(
        schema_of(old),
        schema_of(new),
        domain="shop",
        operations=[d for d in parts if isinstance(d, OperationDefinitionNode)],
        fragments={
            d.name.value: d for d in parts if isinstance(d, FragmentDefinitionNode)
        },
    )


@cache
def _parsed(documents: str) -> DocumentNode:
    return parse(Source(documents, "ops.graphql"))
