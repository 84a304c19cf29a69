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
from udacity_client.codegen.documents.selections import Selections
from udacity_client.schema.documents import read_documents

ANALYSES = (
    "add_typenames",
    "expand_abstract_selections",
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
    count(analysis, "find_root", lambda args: f"root {args[1].name.value}")
    count(Selections, "shapes", lambda args: f"shapes {args[1].name.value}")
    count(Path, "read_text", lambda args: str(args[0]))
    return counts


def test_five_domains_compute_each_fact_once(calls: Counter[str]) -> None:
    sources = shipped()
    compile_tree(sources)
    assert len(sources.domains) == 5
    assert {name: calls[name] for name in ANALYSES} == dict.fromkeys(ANALYSES, 5)
    expected = set[str]()
    for domain in sources.domains:
        documents = read_documents(sources.queries / domain, [])
        operations = {node.name.value for node in documents.operations if node.name}
        expected |= {f"root {name}" for name in operations}
        expected |= {f"shapes {name}" for name in (*operations, *documents.fragments)}
    found = {key: count for key, count in calls.items() if " " in key}
    assert found == dict.fromkeys(expected, 1)


def test_each_source_is_read_once(calls: Counter[str]) -> None:
    sources = shipped()
    compile_tree(sources)
    for folder in (sources.schema, sources.queries):
        reads = {path: calls[path] for path in calls if path.startswith(str(folder))}
        assert reads
        assert set(reads.values()) == {1}
    assert calls[str(sources.schema / "provenance.toml")] == 1
