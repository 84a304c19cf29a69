"""An operation that was edited for the other schema is told apart from a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from udacity_client.codegen.domains import read_domain
from udacity_client.codegen.sources import Sources
from udacity_client.drift.baseline.operation_problems import operation_problems
from udacity_client.drift.sources.source import DomainRequest, folder_source
from udacity_client.errors import Problem

SCHEMA = """type Query { film: Film }
type Film { title: String }
"""
ACCEPT = "udacity schema accept shop --against new"


def problems(
    operations: str | None, *, other: str | None, schema: str = SCHEMA
) -> tuple[tuple[Problem, ...], bool]:
    """Return the problems of *operations* of a domain whose schema becomes *other*."""
    for file, text in (
        ("schema/shop.graphql", schema),
        ("new/shop.graphql", other or ""),
        ("queries/shop/a.graphql", operations),
    ):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            Path(file).write_text(text)
    domain = read_domain(Sources(Path("schema"), Path("queries")), "shop")
    if other is None:
        return operation_problems(domain, None, ACCEPT)
    assert domain.schema_file
    request = DomainRequest(
        domain="shop",
        schema=domain.schema_file.schema,
        documents=domain.documents,
        schema_file=domain.schema_file,
    )
    return operation_problems(domain, folder_source(Path("new"))(request), ACCEPT)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


RENAMED = SCHEMA.replace("title", "name")
SAID = f"It is valid for the other schema. If it was changed for that one: {ACCEPT}"


def test_an_operation_that_was_edited_for_the_other_schema() -> None:
    (problem,), is_for_other = problems("query A { film { name } }", other=RENAMED)
    assert problem.message == "Cannot query field 'name' on type 'Film'."
    assert problem.hint == SAID
    assert is_for_other


def test_a_hint_that_there_is_stays() -> None:
    new = SCHEMA.replace("title", "titles")
    (problem,), _ = problems("query A { film { titles } }", other=new)
    assert problem.hint == f"Did you mean 'title'? {SAID}"


def test_what_the_other_schema_does_not_take_is_to_be_corrected_first() -> None:
    (edited, wrong), is_for_other = problems(
        "query A { film { name } } query B { film { nime } }", other=RENAMED
    )
    assert edited.hint == SAID
    assert wrong.hint is None
    assert not is_for_other


@pytest.mark.parametrize("other", [None, SCHEMA])
def test_without_such_a_schema_nothing_is_added(other: str | None) -> None:
    (problem,), is_for_other = problems("query A { film { name } }", other=other)
    assert problem.hint is None
    assert not is_for_other


def test_a_folder_without_operations_was_not_edited_for_another_schema() -> None:
    found, is_for_other = problems(None, other=RENAMED)
    assert found
    assert not is_for_other
    assert all(ACCEPT not in str(problem) for problem in found)


def test_what_is_valid_has_no_problem() -> None:
    assert problems("query A { film { title } }", other=RENAMED) == ((), False)
