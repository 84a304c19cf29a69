from __future__ import annotations

import pytest
from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    build_schema,
    parse,
    strip_ignored_characters,
    validate,
)

from udacity_client.codegen.documents.sent_documents import (
    add_typenames,
    document_text,
)

SCHEMA = build_schema("""
type Query { node: Node named: Named user: User found: Found deep: Holder }
interface Node { id: ID! holder: Holder }
interface Named implements Node { id: ID! holder: Holder name: String }
type User implements Node & Named { id: ID! holder: Holder name: String age: Int }
type Team implements Node { id: ID! holder: Holder size: Int }
type Holder { node: Node found: Found }
union Found = User | Team
""")


def sent(text: str) -> str:
    """Return what is sent for the first operation of *text*."""
    document = parse(text)
    assert validate(SCHEMA, document) == []
    definitions = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    after = add_typenames(SCHEMA, definitions)
    fragments = {
        d.name.value: d for d in after if isinstance(d, FragmentDefinitionNode)
    }
    operation = next(d for d in after if isinstance(d, OperationDefinitionNode))
    return document_text(operation, fragments)


@pytest.mark.parametrize(
    "text",
    [
        "query Q{node{id}}",
        "query Q{user{...on Node{id}...on User{age}}}",
        "query Q{named{...on Node{id}}}",
        "query Q{node{...on Node{id}}}",
        "query Q{found{__typename}}",
        "query Q{node{__typename...on User{age}}}",
        "query Q{node{id __typename...on User{age}}}",
        "query Q{n:node{theId:id}}",
        "query Q($a:Boolean!){user{age@include(if:$a)name@skip(if:true)}}",
    ],
)
def test_a_document_that_needs_no_typename_is_sent_as_it_is_written(text: str) -> None:
    assert sent(text) == strip_ignored_characters(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "query Q{node{id...on User{age}}}",
            "query Q{node{__typename id...on User{age}}}",
        ),
        (
            "query Q{found{...on Node{id}}}",
            "query Q{found{__typename...on Node{id}}}",
        ),
        (
            "query Q{node{...on Named{name}}}",
            "query Q{node{__typename...on Named{name}}}",
        ),
        (
            "query Q{node{...{...on User{age}}}}",
            "query Q{node{__typename...{...on User{age}}}}",
        ),
        (
            "query Q{deep{node{holder{found{...on User{age}}}}}}",
            "query Q{deep{node{holder{found{__typename...on User{age}}}}}}",
        ),
        (
            "query Q{node{kind:__typename...on User{age}}}",
            "query Q{node{__typename kind:__typename...on User{age}}}",
        ),
        (
            "query Q($a:Boolean!){node{__typename@include(if:$a)...on User{age}}}",
            "query Q($a:Boolean!)"
            "{node{__typename __typename@include(if:$a)...on User{age}}}",
        ),
        (
            "query Q{node{...F}}fragment F on User{age}",
            "query Q{node{__typename...F}}fragment F on User{age}",
        ),
        (
            "query Q{node{...F}}fragment F on Node{...on User{holder{node{...F2}}}}"
            "fragment F2 on Team{size}",
            "query Q{node{__typename...F}}"
            "fragment F on Node{...on User{holder{node{__typename...F2}}}}"
            "fragment F2 on Team{size}",
        ),
    ],
)
def test_a_selection_that_tells_members_apart_asks_for_the_typename_first(
    text: str, expected: str
) -> None:
    assert sent(text) == strip_ignored_characters(expected)


def test_what_a_selection_is_merged_with_does_not_count() -> None:
    fragment = "fragment F on Query{node{id}}"
    alone = sent(f"query Q{{...F}}{fragment}")
    merged = sent(f"query Q{{...F node{{...on User{{age}}}}}}{fragment}")
    assert fragment in alone
    assert fragment in merged
    assert "node{__typename ...on User{age}}" in merged


def test_white_space_comments_and_commas_are_removed() -> None:
    assert sent("# Who?\nquery Q {\n  user { # all\n age, name } }") == (
        "query Q{user{age name}}"
    )
