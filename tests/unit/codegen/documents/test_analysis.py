"""Generating computes each fact once per domain, and reads each file once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.codegen_cases import shipped
from udacity_client.codegen.compile import compile_tree
from udacity_client.codegen.documents import analysis
from udacity_client.schema.documents import read_documents

ANALYSES = (
    "NormalisedDocuments",
    "add_typenames",
    "reached_enums",
    "reached_inputs",
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the calls of each analysis, and the reads of each file."""
    counts = Counter[str]()

    def count(owner: object, name: str, key: Callable[[tuple[Any, ...]], str]) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **options: Any) -> object:
            counts[key(args)] += 1
            return real(*args, **options)

        monkeypatch.setattr(owner, name, counted)

    def constant(text: str) -> Callable[[tuple[Any, ...]], str]:
        return lambda _: text

    for name in ANALYSES:
        count(analysis, name, constant(name))
    count(analysis, "find_connection", lambda args: f"connection {id(args[1])}")
    count(Path, "read_text", lambda args: str(args[0]))
    return counts


def test_five_domains_compute_each_fact_once(calls: Counter[str]) -> None:
    sources = shipped()
    compile_tree(sources)
    assert len(sources.domains) == 5
    assert {name: calls[name] for name in ANALYSES} == dict.fromkeys(ANALYSES, 5)
    operations = [
        operation
        for domain in sources.domains
        for operation in read_documents(sources.queries / domain, []).operations
    ]
    found = {key: count for key, count in calls.items() if key.startswith("connection")}
    assert len(found) == len(operations)
    assert set(found.values()) == {1}


def test_each_source_is_read_once(calls: Counter[str]) -> None:
    sources = shipped()
    compile_tree(sources)
    for folder in (sources.schema, sources.queries):
        reads = {path: calls[path] for path in calls if path.startswith(str(folder))}
        assert reads
        assert set(reads.values()) == {1}
    assert calls[str(sources.schema / "provenance.toml")] == 1
