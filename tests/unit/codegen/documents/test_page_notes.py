"""A page without an iterator has a note, unless the document fixes its cursor."""

from __future__ import annotations

import re

import pytest

from udacity_client.codegen.compile import PackageTree, Sources, compile_tree
from udacity_client.codegen.scalar_types import ScalarType

SCHEMA = """
type Query {
  text(after: String): C! needed(after: String!): C! id(after: ID): C!
  whole(after: Int): C! json(after: Json): C! mark(after: Mark): C!
  list(after: [String!]): C! lists(after: [[ID]]): C! object(after: From): C!
  pick(input: Pick): C! picks(input: [Pick!]): C! deep(input: Deep!): C!
  otherwise(cursor: String, from: [String!]): C! fixed: C!
}
input From { text: String list: [String!] }
input Pick { after: [String!] first: Int }
input Deep { after: From first: Int }
scalar Json scalar Mark
type C { edges: [Edge!] pageInfo: Info! }
type Edge { node: Node }
type Node { id: ID }
type Info { hasNextPage: Boolean! endCursor: String }
"""
SCALARS = {"Mark": ScalarType("str")}
PAGE = "{ edges { node { id } } pageInfo { hasNextPage endCursor } }"

FIELDS = {
    "": """
        text; id; list; object; pick(input: {first: 1}); fixed
        text(after: "a"); text(after: null); whole(after: 5); json(after: {a: ["a"]})
        list(after: ["a"]); list(after: "a"); lists(after: [["a"], []])
        object(after: {text: "a"}); pick(input: {after: ["a"]}); otherwise(cursor: "a")
    """,
    "$after: String": """
        text(after: $after); otherwise(cursor: $after); json(after: {a: [$after]})
        object(after: {text: $after}); deep(input: {after: {text: $after}})
    """,
    "$after: String!": """
        text(after: $after); needed(after: $after); json(after: {a: $after})
        list(after: [$after]); list(after: ["a", $after])
        object(after: {list: [$after]})
        pick(input: {after: [$after]}); picks(input: {after: [$after]})
        picks(input: [{after: [$after]}])
        otherwise(cursor: $after); otherwise(from: [$after])
    """,
    '$after: String! = "a"': """
        needed(after: $after); list(after: [$after]); otherwise(cursor: $after)
    """,
    "$after: ID": "id(after: $after); lists(after: [[$after]])",
    "$after: [String!]": """
        list(after: $after); pick(input: {after: $after}); otherwise(from: $after)
    """,
    "$cursor: String!": """
        list(after: [$cursor]); json(after: {a: $cursor})
        object(after: {text: $cursor})
    """,
    "$after: Int": "whole(after: $after); json(after: {a: $after})",
    "$after: Json": "json(after: $after); json(after: {a: $after})",
    "$after: Mark": "mark(after: $after)",
    "$after: From": "object(after: $after)",
    "$input: Pick!": "pick(input: $input); picks(input: [$input])",
    "$input: Deep!": "deep(input: $input)",
}
"""What operations declare, and the field that each selects."""


def operation(name: str, declared: str, field: str) -> str:
    variables = f"({declared})" if declared else ""
    return f"query {name}{variables} {{ {field} {PAGE} }}"


OPERATIONS = {
    f"Walk{number}": operation(f"Walk{number}", *parts)
    for number, parts in enumerate(
        (declared, field)
        for declared, fields in FIELDS.items()
        for field in re.split(r";\s|\n\s+", fields.strip())
    )
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> PackageTree:
    folder = tmp_path_factory.mktemp("pages")
    schema, queries = folder / "schema", folder / "queries" / "shop"
    schema.mkdir()
    queries.mkdir(parents=True)
    (schema / "shop.graphql").write_text(SCHEMA, encoding="utf-8")
    for name, text in OPERATIONS.items():
        (queries / f"{name}.graphql").write_text(text, encoding="utf-8")
    return compile_tree(Sources(schema, queries.parent, SCALARS))


def test_a_page_has_an_iterator_or_a_note_or_a_cursor_of_its_own(
    tree: PackageTree,
) -> None:
    paged = {name for name in OPERATIONS if has_iterator(tree, name)}
    noted = {name for name in OPERATIONS if has_note(tree, name)}
    fixed = {name for name, text in OPERATIONS.items() if fixes_its_cursor(text)}
    kinds = [name for one in (paged, noted, fixed) for name in one]
    wrong = [text for name, text in OPERATIONS.items() if kinds.count(name) != 1]
    assert "\n".join(wrong) == ""
    assert all((paged, noted, fixed))


def has_iterator(tree: PackageTree, name: str) -> bool:
    client = tree.files["shop/client.py"]
    assert re.search(rf"def {name.lower()}\(.*?\) -> Page\[", client, re.DOTALL)
    return f"def iter_{name.lower()}(" in client


def has_note(tree: PackageTree, name: str) -> bool:
    found = [str(one) for one in tree.notes if f"{name}.graphql" in str(one)]
    return any("no iterator over its pages is made" in one for one in found)


def fixes_its_cursor(text: str) -> bool:
    """Return whether an operation has a cursor that no caller can change."""
    is_given = any(word in text for word in ("after: ", "cursor: ", "fixed"))
    return is_given and "$" not in text
