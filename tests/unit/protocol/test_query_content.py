from __future__ import annotations

import codecs
import json

import pytest
from graphql import GraphQLSyntaxError, OperationType, parse
from hypothesis import given
from hypothesis import strategies as st

from udacity_client.errors import ConfigurationError
from udacity_client.protocol.query_content import require_queries


@pytest.mark.parametrize(
    "document",
    [
        "mutation { a }",
        "mutation M($x: Int = 1) @d { a }",
        "# query {\n mutation{a}",
        "query Q { a } mutation M { b }",
        "fragment f on mutation { a } \n mutation { a }",
        "subscription { a }",
        'query Q { a(x: "}") } mutation { b }',
        "query Q($x: T = {a: {b: 1}}) { a } mutation { b }",
        'query Q { a(x: """ } " \\""" """) } mutation { b }',
        "\ufeff,, mutation{a}",
    ],
)
def test_a_document_with_a_mutation_is_refused(document: str) -> None:
    with pytest.raises(ConfigurationError, match="holds a mutation"):
        require_queries(json.dumps({"query": document}).encode())


@pytest.mark.parametrize(
    "document",
    [
        "{ mutation }",
        "query mutation { a }",
        "query Q { mutation { a } }",
        "query Q($mutation: Int) { a } fragment mutation on T { b }",
        'query Q { a(x: "} mutation {") }',
        "query Q { a } # mutation { b }",
        'query Q { a(x: """} mutation { b }""") }',
        "query Q { a(x: {mutation: 1}) } { b }",
        "query Q @d(x: {a: 1}) { b }",
    ],
)
def test_a_query_is_taken_whatever_it_mentions(document: str) -> None:
    require_queries(json.dumps({"query": document}).encode())


MUTATION = "mutation { generateApiKey { id } }"
ONE = json.dumps({"query": MUTATION})
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"nonsense", "is not JSON"),
        (b'{"query": 1}', "has no string"),
        (b'{"Query": "{ a }"}', "has no string"),
        (b'{"extensions": {"persistedQuery": {}}}', "has no string"),
        (b'"query { a }"', "is not a JSON object"),
        (f"[{ONE}]".encode(), "is not a JSON object"),
        (codecs.BOM_UTF8 + ONE.encode(), "is not JSON without a byte order mark"),
        (ONE.encode("utf-16"), "is not UTF-8"),
        (ONE.encode("utf-32-be"), "is not JSON"),
        (ONE.encode() + b"\xe9", "is not UTF-8"),
        (ONE.encode()[:-1] + b', "variables": NaN}', "is not JSON"),
        (f'{{"variables": {DEEP}, {ONE[1:]}'.encode(), "is nested too deeply"),
        (
            ONE.encode()[:-1] + b', "variables": ' + b"[" * 250 + b"]" * 250 + b"}",
            "holds a mutation",
        ),
        (ONE.encode()[:-1] + b', "query": "{ a }"}', "has a key twice"),
        (b'{"query": "{ a }", ' + ONE.encode()[1:], "has a key twice"),
        (b'{"query": "{ a }", "Query": "mutation { a }"}', "has a key twice"),
        (
            b'{"query": "{ a }", "operationName": "A", "operationName": "B"}',
            "has a key twice",
        ),
        (json.dumps({"query": MUTATION + "#\ud800"}).encode(), "holds a document that"),
    ],
)
def test_what_is_not_plainly_a_query_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ConfigurationError, match=f"The content {said}") as caught:
        require_queries(content)
    assert "generateApiKey" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "is not made of queries"),
        ("fragment f on T { a }", "is not made of queries"),
        ("scalar S mutation { a }", "is not GraphQL|is not made of queries"),
        ("type T { a: Int }", "is not made of queries"),
        ("query Q", "is not GraphQL"),
        ("query Q mutation", "is not GraphQL"),
        ("{ a ", "is not GraphQL"),
        ("{ a }} mutation { b }", "is not GraphQL"),
        ("{ a(x: [1) } mutation { b } ]", "is not GraphQL"),
        ('{ a(x: "} mutation { b }', "is not GraphQL"),
        ('{ a(x: "\n } mutation { b }")}', "is not GraphQL"),
        ('{ a(x: """} \\""") } mutation { b }', "is not GraphQL"),
        ("{ a } \x00 mutation { b }", "is not GraphQL"),
        ("{ a } \N{FULLWIDTH LATIN SMALL LETTER M}utation { b }", "is not GraphQL"),
    ],
)
def test_what_is_not_graphql_is_refused(document: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        require_queries(json.dumps({"query": document}).encode())


@pytest.mark.parametrize(
    "document",
    [
        "query Q($a: [Int!]! = [-1, 2.5, 1e9, 1.5E-3]) @d { ...f b: c(x: $a) }"
        " fragment f on T { a }",
        '{ a(x: "", y: """""", z: "\\"\\u00fc", w: """a "quote" \\n""") }',
        "\ufeff{a ... on T @include(if: true) {b}}",
    ],
)
def test_any_query_is_taken(document: str) -> None:
    content = {"query": document, "operationName": "Q", "variables": {"query": DEEP}}
    require_queries(json.dumps(content).encode())


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"]
PIECES = st.lists(
    st.sampled_from(
        [
            *("{a}", "query Q($x: I = {a: 1}) @d(x: {}) {a}", "fragment f on T {a}"),
            *("#", "\n", "\r", "\t", "\f", ",", "\ufeff", "\xa0", "\x85", "\u2028"),
            *('{a(x: "', '")}', '{a(x: """', '""")}', '"', "\\", "\ud800", "é"),
        ]
    ),
    max_size=6,
).map("".join)


@given(before=PIECES, after=PIECES, encoding=st.sampled_from(ENCODINGS))
@pytest.mark.parametrize("escape", [True, False])
def test_no_text_around_a_mutation_gets_it_through(
    before: str, after: str, encoding: str, *, escape: bool
) -> None:
    document = f"{before}{MUTATION}{after}"
    content = json.dumps({"query": document}, ensure_ascii=escape)
    if holds_a_mutation(document):
        with pytest.raises(ConfigurationError):
            require_queries(content.encode(encoding, "backslashreplace"))


@given(document=PIECES)
def test_all_queries_that_parse_are_taken(document: str) -> None:
    content = json.dumps({"query": document}).encode()
    if holds_a_mutation(document) is False:
        require_queries(content)


def holds_a_mutation(document: str) -> bool | None:
    """Return what a whole parser says; `None` if the document has no operation."""
    try:
        document.encode()
        found = parse(document).definitions
    except (GraphQLSyntaxError, UnicodeEncodeError):
        return None
    kinds = {getattr(one, "operation", None) for one in found} - {None}
    return kinds != {OperationType.QUERY} if kinds else None


def test_an_empty_object_asks_for_nothing() -> None:
    require_queries(b"{}")
