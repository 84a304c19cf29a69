from __future__ import annotations

import json

import pytest

from udacity_client.protocol.mutations import has_mutation


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
def test_a_document_with_a_mutation_is_told(document: str) -> None:
    assert has_mutation(json.dumps({"query": document}).encode())


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
def test_a_query_is_no_mutation_whatever_it_mentions(document: str) -> None:
    assert not has_mutation(json.dumps({"query": document}).encode())


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"nonsense", b'{"query": 1}'])
def test_what_is_no_request_is_no_mutation(content: bytes) -> None:
    assert not has_mutation(content)
