"""Small pairs of schemas that a check once judged wrongly, each with its verdict.

`expected.txt` says why; then it lists what is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.codegen_cases import REFRESH
from support.drift.compiled_clients import CallRunner, ClientCompiler
from support.drift.findings_vs_calls import differences
from support.drift.sample_schema import drift_to
from support.drift.schema_mutations import finding_lines, outside_lines
from support.paths import TESTS
from udacity_client.schema.printer import canonical_sdl
from udacity_client.schema.sdl import SchemaFile, read_schema

EACH = pytest.mark.parametrize(
    "case",
    sorted((TESTS / "golden/drift/cases").iterdir()),
    ids=lambda case: case.name,
)


@EACH
def test_the_verdict_is_the_expected_one(case: Path) -> None:
    path = case / "expected.txt"
    why = path.read_text(encoding="utf-8").split("\n\n")[0]
    found = "\n".join([why, "", *reported(case), ""])
    if REFRESH:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@EACH
def test_calls_agree(
    case: Path, compiler: ClientCompiler, call_runner: CallRunner
) -> None:
    old, new = (canonical_sdl(schema(case, name).schema) for name in ("old", "new"))
    found = differences(compiler, call_runner, old, new, documents(case))
    assert [*found] == []


def reported(case: Path) -> Iterator[str]:
    old, new = schema(case, "old"), schema(case, "new")
    sdl = canonical_sdl(new.schema), canonical_sdl(old.schema)
    found = drift_to(*sdl, documents(case))
    yield from finding_lines(found)
    yield from (f"outside: {line}" for line in outside_lines(found))
    for problem in new.invalid:
        yield f"note: {problem.location.line}: {problem.message}"


def schema(case: Path, name: str) -> SchemaFile:
    found = read_schema(case / f"{name}.graphql", [])
    assert found is not None
    return found


def documents(case: Path) -> str:
    return (case / "operations.graphql").read_text(encoding="utf-8")
