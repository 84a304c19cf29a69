"""Look at the documents that other generators are given."""

from __future__ import annotations

from graphql import build_schema, parse, validate

from sources import ROOT, document_of, domains, with_fragments_inlined


def test_documents_ask_for_the_same_without_descriptions() -> None:
    for domain in domains():
        schema = build_schema((ROOT / "schema" / f"{domain}.graphql").read_text())
        plain = document_of(domain)
        assert '"""' not in plain
        assert validate(schema, parse(plain)) == []
        assert validate(schema, parse(with_fragments_inlined(plain))) == []


def test_inlined_fragments_are_gone() -> None:
    inlined = with_fragments_inlined(document_of("program-progress"))
    assert "..." not in inlined
    assert "fragment" not in inlined
    assert "completionPercentage" in inlined
