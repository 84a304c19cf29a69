"""Partial data is recovered if an error explains each null that does not fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.rich_answers import (
    ITEM,
    LIST_ITEMS,
    PERSON,
    PLAIN,
    Item,
    Plain,
    answer,
)
from udacity_client import GraphQLError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode
from udacity_client.runtime import Page, Result
from udacity_graphql.catalog import GET_CATALOG
from udacity_graphql.program_progress import LIST_PROGRAM_PROGRESS, ProgramProgress

RECORD: dict[str, Any] = {
    "userId": "u1",
    "userEmail": "a@example.org",
    "userFirstName": "A",
    "userLastName": "B",
    "enrollmentStatus": "ENROLLED",
    "enrolledAt": "2026-01-01T00:00:00Z",
    "unenrolledAt": None,
    "graduatedAt": None,
    "completedAt": None,
    "programKey": "nd1",
    "programVersion": "1.0.0",
    "programType": "COURSE",
    "lastActiveAt": None,
    "learnerHours": 1.5,
    "completionPercentage": 10.0,
    "projectsRequiredTotal": 2,
    "projectsRequiredCompleted": 1,
    "onTrackStatus": "ON_TRACK",
    "learningPlanId": None,
}
PAGE = ("programProgress",)


def read(
    *, errors: list[tuple[str | int, ...]], **connection: object
) -> Result[Page[ProgramProgress]]:
    whole: dict[str, object] = {
        "totalCount": 2,
        "pageInfo": {"hasNextPage": True, "endCursor": "c"},
        "edges": [{"node": RECORD}, {"node": RECORD}],
    }
    answer: dict[str, Any] = {
        "data": {"programProgress": {**whole, **connection}},
        "errors": [{"message": "internal", "path": list(path)} for path in errors],
    }
    content = json.dumps(answer).encode()
    return decode(LIST_PROGRAM_PROGRESS, RawResponse(200, {}, content, received_at=0.0))


def test_records_are_kept_where_the_end_of_the_page_is_not_told() -> None:
    result = read(errors=[(*PAGE, "pageInfo")], pageInfo=None)
    page = result.data
    assert page is not None
    assert result.has_data
    assert [record.user_email for record in page] == ["a@example.org"] * 2
    assert (page.total_count, page.has_next, page.end_cursor) == (2, False, None)
    with pytest.raises(GraphQLError, match=r"Partial data is in `\.data`") as caught:
        result.require()
    assert caught.value.data is page


def test_records_that_are_not_there_are_left_out() -> None:
    edges = [{"node": None}, {"node": RECORD}]
    page = read(errors=[(*PAGE, "edges", 0, "node")], edges=edges).data
    assert page is not None
    assert [record.user_id for record in page] == ["u1"]


def test_a_record_is_kept_without_a_field_of_its() -> None:
    edges = [{"node": {**RECORD, "userEmail": None}}]
    page = read(errors=[(*PAGE, "edges", 0, "node", "userEmail")], edges=edges).data
    assert page is not None
    [record] = page
    assert record.user_id == "u1"
    assert record.model_dump()["user_email"] is None


UNTOLD: list[dict[str, Any]] = [
    {"pageInfo": None},  # that is not what the error is about
    {"edges": [{"node": {**RECORD, "userId": 7}}]},
    {"edges": [{"node": {}}]},
    {"edges": None},
    {"totalCount": "7"},
]


@pytest.mark.parametrize("connection", UNTOLD)
def test_what_no_error_tells_of_is_not_read(connection: dict[str, object]) -> None:
    result = read(errors=[(*PAGE, "totalCount")], **connection)
    assert (result.data, result.has_data) == (None, False)
    with pytest.raises(GraphQLError) as caught:
        result.require()
    assert caught.value.data is None


def test_a_value_of_a_wrong_type_is_no_hole() -> None:
    result = read(errors=[(*PAGE, "totalCount")], totalCount="7")
    assert not result.has_data


def test_a_connection_without_edges_is_no_page() -> None:
    result = read(errors=[(*PAGE, "edges")], edges=None)
    assert not result.has_data


def test_other_results_have_null_where_the_error_is() -> None:
    catalog: dict[str, Any] = {
        "companyId": "4821",
        "programs": None,
        "assessments": [],
    }
    answer: dict[str, Any] = {
        "data": {"catalog": {**catalog, "learningPlans": []}},
        "errors": [{"message": "internal", "path": ["catalog", "programs"]}],
    }
    content = json.dumps(answer).encode()
    found = decode(GET_CATALOG, RawResponse(200, {}, content, received_at=0.0)).data
    assert found is not None
    assert found.company_id == "4821"
    assert found.model_dump()["programs"] is None


# Unions

PATH = ("items", 1, "thing")
TOOL = {"__typename": "Tool", "owner": PERSON, "colour": "RED"}


def read_thing(
    thing: object, *paths: tuple[str | int, ...]
) -> Result[tuple[list[Item], Page[Plain]]]:
    """Read two items, of which the second holds *thing*, a member of a union."""
    whole = answer([{"node": PLAIN}], items=[ITEM, {**ITEM, "thing": thing}])
    errors = [{"message": "internal", "path": list(path)} for path in paths]
    content = json.dumps({**json.loads(whole), "errors": errors}).encode()
    return decode(LIST_ITEMS, RawResponse(200, {}, content, received_at=0.0))


@pytest.mark.parametrize(
    ("thing", "path", "shown"),
    [
        (None, PATH, "None"),
        (
            {**TOOL, "colour": None},
            (*PATH, "colour"),
            "Tool(typename__='Tool', owner=Person(typename__='Person', name='Zoë'), "
            "colour=None)",
        ),
        (
            {**TOOL, "owner": {**PERSON, "name": None}},
            (*PATH, "owner", "name"),
            "Tool(typename__='Tool', owner=Person(typename__='Person', name=None), "
            "colour=<Colour.RED: 'RED'>)",
        ),
        (
            {**PERSON, "name": None},
            (*PATH, "name"),
            "Person(typename__='Person', name=None)",
        ),
    ],
)
def test_a_member_of_a_union_is_kept_without_what_an_error_tells_of(
    thing: object, path: tuple[str | int, ...], shown: str
) -> None:
    result = read_thing(thing, path)

    assert result.data is not None
    (first, second), page = result.data
    assert repr(second.thing) == shown
    assert repr(first) == repr(read_thing(ITEM["thing"]).require()[0][0])
    assert len(page) == 1
    assert result.errors[0].path == path


def test_nulls_in_a_union_that_no_error_tells_of_are_refused() -> None:
    thing = {**TOOL, "colour": None, "owner": {**PERSON, "name": None}}

    assert not read_thing(thing, (*PATH, "colour")).has_data
    assert not read_thing(thing, (*PATH, "Tool", "colour")).has_data
    assert read_thing(thing, (*PATH, "colour"), (*PATH, "owner", "name")).has_data


def test_what_was_not_given_stays_so() -> None:
    result = read_thing({**TOOL, "colour": None}, (*PATH, "colour"))

    assert result.data is not None
    (item, _), _ = result.data
    assert item.sometimes is None
    assert "sometimes" not in item.model_fields_set
    assert result.errors[0].symbol == "Tool.colour"
    shown = "internal (at items[1].thing.colour, in Python Tool.colour)"
    assert str(result.errors[0]) == shown
