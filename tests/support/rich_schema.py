"""A schema with every kind of field, and operations on it, for tests to compile."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

from udacity_client.codegen.compile import PackageTree, Sources, compile_tree

DOMAIN: Final = "shop"
SCHEMA: Final = """
type Query {
  node(id: ID!): Node
  items(first: Int, after: String): ItemConnection!
  found: [Found]!
  grid: [[Found!]]
  leaves: Leaves!
}

type Mutation {
  change(id: ID!): Changed
}

interface Node {
  id: ID!
}

union Found = Book | Person | Shelf

union Changed = Book | Problem

type Leaves {
  flag: Boolean!
  whole: Int
  real: Float!
  reals: [[Float]!]
  text: String!
  at: Time!
  times: [Time]
  length: Duration
  lengths: [[Duration!]]
  colour: Colour!
  colours: [[Colour]!]
  json: Anything
  jsons: [Anything!]!
  maybe: Leaves
}

type Book implements Node {
  id: ID!
  title: String!
  authors: [Person!]!
  at: Time
  length: Duration
  colour: Colour
  price: Float
  anything: Anything
}

type Person implements Node {
  id: ID!
  name: String!
  password: String
  friends: [Person]
}

type Shelf {
  best: Found
  books: [[Book!]]
}

type Problem {
  message: String!
}

type Item implements Node {
  id: ID!
  fooBar: Int!
  foo_bar: String
  at: Time!
  price: Float!
  found: Found
  rows: [[Person]!]
  colours: [Colour!]!
}

type ItemConnection {
  totalCount: Int!
  pageInfo: PageInfo!
  edges: [ItemEdge]
}

type ItemEdge {
  node: Item
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
}

enum Colour {
  BLUE
  RED
}

scalar Anything
scalar Duration
scalar Time
"""
QUERIES: Final = """
fragment Person on Person {
  id
  name
  password
}

fragment Book on Book {
  title
  authors {
    ...Person
    friends {
      ...Person
    }
  }
  at
  length
  colour
  price
  anything
}

query GetLeaves {
  leaves {
    flag
    whole
    real
    reals
    text
    at
    times
    length
    lengths
    colour
    colours
    json
    jsons
    maybe {
      maybe {
        real
        at
      }
    }
  }
}

query GetNode($full: Boolean!) {
  node(id: 1) {
    id
    ...Book @include(if: $full)
    ...Person
  }
}

query Find {
  found {
    ...Book
    ... on Person {
      name
    }
  }
}

query Grid($full: Boolean!) {
  grid {
    __typename
    ... on Shelf {
      best {
        ...Book
        ... on Shelf {
          books {
            title @skip(if: $full)
            at
          }
        }
      }
    }
    ...Person
  }
}

query ListItems($first: Int, $after: String) {
  items(first: $first, after: $after) {
    totalCount
    pageInfo {
      endCursor
      hasNextPage
    }
    edges {
      node {
        id
        fooBar
        foo_bar
        at
        price
        colours
        rows {
          name
        }
      }
    }
  }
}

query ListFound($first: Int, $after: String) {
  items(first: $first, after: $after) {
    pageInfo {
      endCursor
      hasNextPage
    }
    edges {
      node {
        at
        found {
          ...Book
        }
      }
    }
  }
}

mutation Change {
  change(id: 1) {
    ...Book
    ... on Problem {
      message
    }
  }
}
"""
SECRETS: Final = ("Person.password",)


def compile_rich_schema(folder: Path, package: str) -> PackageTree:
    """Compile the schema and its operations to a package of this name."""
    for path, text in (
        (f"schema/{DOMAIN}.graphql", SCHEMA),
        (f"queries/{DOMAIN}/all.graphql", QUERIES),
    ):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text, encoding="utf-8")
    sources = Sources(folder / "schema", folder / "queries")
    return compile_tree(sources, package=package, secrets=SECRETS)


def import_rich_schema(folder: Path, package: str) -> ModuleType:
    """Compile the schema and its operations, and import the domain's package."""
    compile_rich_schema(folder, package).write(folder)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{package}.{DOMAIN}")
    finally:
        sys.path.remove(str(folder))
