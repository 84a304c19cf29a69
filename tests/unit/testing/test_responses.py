"""Answers are what the API would send: the client reads back what was put in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.rich_schema import import_rich_schema
from support.shipped_operations import SHIPPED_OPERATIONS, operations_in
from udacity_client import (
    GraphQLError,
    InputError,
    Operation,
    Page,
    StaticToken,
    Udacity,
)
from udacity_client.testing import answer, error_answer, example, examples
from udacity_client.testing.example_records import build_model
from udacity_graphql.catalog import GET_CATALOG, Catalog
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress


def assert_is_read_back(operation: Operation[Any, Any]) -> None:
    model = operation.load_model()
    result = operation.unwrap(build_model(model, {}, number=1))
    sent = json.dumps(answer(operation, result)["data"])
    assert operation.unwrap(model.model_validate_json(sent, by_name=False)) == result


@pytest.mark.parametrize("operation", SHIPPED_OPERATIONS, ids=lambda each: each.name)
def test_a_result_is_read_back(operation: Operation[Any, Any]) -> None:
    assert_is_read_back(operation)


def test_results_of_own_operations_are_read_back(tmp_path: Path) -> None:
    for operation in operations_in(import_rich_schema(tmp_path, "rich_responses")):
        assert_is_read_back(operation)


def client_that_gets(response: dict[str, object]) -> Udacity:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=response))
    return Udacity(
        StaticToken("a-token"), http_client=httpx.Client(transport=transport)
    )


def test_a_client_gets_a_list_as_the_only_page() -> None:
    records = examples(ProgramProgress, 3)
    udacity = client_that_gets(answer(LIST_PROGRAM_PROGRESS, records))
    page = udacity.program_progress.list_program_progress()
    assert list(page) == records
    assert (page.total_count, page.has_next, page.end_cursor) == (3, False, None)


def test_an_empty_list_is_an_empty_page() -> None:
    udacity = client_that_gets(answer(LIST_PROGRAM_PROGRESS, []))
    assert list(udacity.program_progress.iter_program_progress()) == []


def test_a_page_says_where_the_next_one_begins() -> None:
    page = Page(
        tuple(examples(ProgramProgress, 2)),
        total_count=9,
        has_next=True,
        end_cursor="MjA=",
    )
    udacity = client_that_gets(answer(LIST_PROGRAM_PROGRESS, page))
    assert udacity.program_progress.list_program_progress() == page


def test_a_client_gets_one_object() -> None:
    catalog = example(Catalog, company_id="4821")
    udacity = client_that_gets(answer(GET_CATALOG, catalog))
    assert udacity.catalog.get_catalog() == catalog


def test_a_client_gets_an_error() -> None:
    response = error_answer("no such company", code="NOT_FOUND", path=["catalog"])
    with pytest.raises(GraphQLError, match="no such company") as caught:
        client_that_gets(response).catalog.get_catalog()
    assert caught.value.errors[0].code == "NOT_FOUND"


def test_what_the_operation_does_not_return_is_refused() -> None:
    wrong: Any = example(ProgramProgress)
    with pytest.raises(InputError) as caught:
        answer(GET_CATALOG, wrong)
    assert str(caught.value) == (
        "ProgramProgress is not what GetCatalog returns; give the result of its "
        "method, or a list of records if that is a page."
    )
