"""Write a schema of 1,600 types in 1.2 MB, and 200 operations for it.

It is as large as GitHub's. It consists of groups: a record, a connection, a filter and
their other types. Each group is related to the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

GROUPS: Final = 266
"""How many groups of six types the schema has, in addition to a few shared types."""

NOTES: Final = 22
"""How many fields with descriptions a record has that no operation selects."""

OPERATIONS: Final = 200

SHARED: Final = """
scalar Duration
scalar Time
enum SortOrder { ASC DESC }
type PageInfo { endCursor: String hasNextPage: Boolean! }
"""

GROUP: Final = '''
"""What the API keeps of number %(number)d."""
type Record%(number)d {
  """The identifier, which never changes."""
  id: ID!
  createdAt: Time!
  details: [Detail%(number)d!]!
  related: Record%(next)d
  score: Float
  spentTime: Duration
  status: Status%(number)d!
  title: String!
  %(notes)s
}
type Detail%(number)d { count: Int! id: ID! label: String parent: Record%(number)d }
enum Status%(number)d { CLOSED OPEN "Nobody knows." UNKNOWN }
input Filter%(number)d {
  after: Time nested: Filter%(number)d statuses: [Status%(number)d!] text: String
}
type Connection%(number)d {
  edges: [Edge%(number)d!]! pageInfo: PageInfo! totalCount: Int!
}
type Edge%(number)d { cursor: String! node: Record%(number)d! }
'''

NOTE: Final = '''
  """
  What the API keeps as note %d. It is told in the customer's own words, as long as
  schemas' descriptions are.
  """
  note%d(format: String = "text"): String
'''

ROOT_FIELD: Final = """
  records%(number)d(
    after: String filter: Filter%(number)d first: Int order: SortOrder
  ): Connection%(number)d!
"""

OPERATION: Final = """
query ListRecords%(operation)d(
  $after: String $filter: Filter%(number)d $first: Int $order: SortOrder
) {
  records%(number)d(after: $after, filter: $filter, first: $first, order: $order) {
    totalCount
    pageInfo { endCursor hasNextPage }
    edges { node { ...Record%(operation)d } }
  }
}

fragment Record%(operation)d on Record%(number)d {
  id title createdAt spentTime status score
  details { id label count }
  related { id title }
}
"""


def write_large(folder: Path, *, operations: int = OPERATIONS) -> None:
    """Write the schema and the operations of a domain `shop` into *folder*."""
    notes = "".join(NOTE % (note, note) for note in range(NOTES))
    numbers = [
        {"number": number, "next": (number + 1) % GROUPS, "notes": notes}
        for number in range(GROUPS)
    ]
    schema = folder / "schema" / "shop.graphql"
    schema.parent.mkdir(parents=True)
    roots = "".join(ROOT_FIELD % number for number in numbers)
    groups = [GROUP % number for number in numbers]
    schema.write_text("\n".join([SHARED, f"type Query {{{roots}}}", *groups]))
    queries = folder / "queries" / "shop"
    queries.mkdir(parents=True)
    for operation in range(operations):
        names = {**numbers[operation % GROUPS], "operation": operation}
        (queries / f"list_{operation}.graphql").write_text(OPERATION % names)


def write_changed(folder: Path, *, into: Path) -> None:
    """Write a later version of the schema in *folder* to *into*.

    In every tenth group a field becomes nullable, and every status gets a new value.
    """
    text = (folder / "schema" / "shop.graphql").read_text()
    for number in range(0, GROUPS, 10):
        head, mark, rest = text.partition(f"type Record{number} {{")
        text = head + mark + rest.replace("title: String!", "title: String", 1)
    into.mkdir(parents=True)
    (into / "shop.graphql").write_text(text.replace("CLOSED OPEN", "CLOSED LOST OPEN"))
