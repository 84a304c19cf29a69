from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.emulator_caller import Caller, messages
from support.emulator_progress import DOCUMENTED_PLAN, QUERIES, connection, nodes
from udacity_client.emulator import CursorKind, Emulator

ORDERS = {
    "program-progress": ["EMAIL", "LAST_ACTIVE", "ENROLLMENT_STATUS"],
    "assessment-progress": ["ASSESSMENT_RESULT", "UPDATED_AT"],
    "learning-plan-progress": ["LAST_ACTIVE_AT", "USER_ID"],
}


@st.composite
def walks(draw: st.DrawFn) -> tuple[str, dict[str, object], list[int]]:
    """A domain, how it is sorted, and the sizes of its pages in turn."""
    domain = draw(st.sampled_from(sorted(QUERIES)))
    order: dict[str, object] = {
        "orderBy": draw(st.sampled_from([None, *ORDERS[domain]])),
        "order": draw(st.sampled_from([None, "ASC", "DESC"])),
    }
    return domain, order, draw(st.lists(st.integers(20, 300), min_size=1, max_size=4))


@given(walk=walks())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_pages_of_any_size_are_the_whole_without_duplicates(
    shared: Caller, token: str, walk: tuple[str, dict[str, object], list[int]]
) -> None:
    domain, order, sizes = walk
    whole = nodes(shared, token, domain, order)
    assert _walk(shared, token, domain, order, sizes) == whole


def _walk(
    caller: Caller, token: str, domain: str, order: dict[str, object], sizes: list[int]
) -> list[dict[str, Any]]:
    """Return the records of all pages, and check the page info of each."""
    records: list[dict[str, Any]] = []
    cursors: list[str] = []
    after: str | None = None
    while True:
        size = sizes[min(len(cursors), len(sizes) - 1)]
        page = connection(
            caller, token, domain, {**order, "first": size, "after": after}
        )
        info, edges = page["pageInfo"], page["edges"]
        records += [edge["node"] for edge in edges]
        cursors += [edge["cursor"] for edge in edges]
        assert info["hasPreviousPage"] == (after is not None)
        assert info["hasNextPage"] == (len(records) < page["totalCount"])
        assert (info["startCursor"], info["endCursor"]) == (
            edges[0]["cursor"],
            edges[-1]["cursor"],
        )
        if not info["hasNextPage"]:
            assert len(set(cursors)) == len(cursors) == page["totalCount"]
            return records
        after = info["endCursor"]


def test_a_page_has_50_records_by_default(shared: Caller, token: str) -> None:
    for page_input in ({}, {"first": None}):
        page = connection(shared, token, "program-progress", {**page_input})
        assert len(page["edges"]) == 50
        assert page["pageInfo"]["hasNextPage"] is True


def test_the_fiftieth_record_has_the_documented_cursor(
    shared: Caller, token: str
) -> None:
    page = connection(shared, token, "program-progress")
    assert page["pageInfo"]["endCursor"] == "eyJpZCI6IjUwIn0="


def test_the_documented_plan_has_48_records(shared: Caller, token: str) -> None:
    for plan_id in ("fd6f0490", DOCUMENTED_PLAN):
        page = connection(shared, token, "learning-plan-progress", {"planId": plan_id})
        assert page["totalCount"] == len(page["edges"]) == 48
        first = page["edges"][0]["node"]
        del first["lastActiveAt"], first["updatedAt"]
        assert first == {
            "userId": "8a386eac-5a18-4229-88a4-add7f1ee600f",
            "planId": DOCUMENTED_PLAN,
            "subscriptionStatus": "ACTIVE",
            "requiredStepsTotal": 5,
            "requiredStepsCompleted": 3,
            "assessmentsComplete": 2,
        }


def test_a_larger_page_is_cut_to_the_largest(
    call: Callable[[Emulator], Caller],
) -> None:
    caller = call(Emulator(learners=30, max_page_size=20))
    page = connection(caller, caller.new_token(), "program-progress", {"first": 500})
    assert len(page["edges"]) == 20
    assert page["pageInfo"]["hasNextPage"] is True


def test_a_larger_page_may_be_an_error(call: Callable[[Emulator], Caller]) -> None:
    caller = call(Emulator(learners=30, max_page_size=20, large_pages="refuse"))
    token, document = (
        caller.new_token(),
        "{programProgress(input:{first:21}){totalCount}}",
    )
    response = caller.post("program-progress", document, token=token)
    assert messages(response) == ["first must be at most 20, not 21"]


def test_an_empty_page_has_no_cursors(shared: Caller) -> None:
    token = shared.new_token(company_id="9000")
    assert connection(shared, token, "program-progress") == {
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "edges": [],
    }


def _cursor(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("page_input", "message"),
    [
        ({"first": 0}, "first must be at least 1, not 0"),
        ({"first": -3}, "first must be at least 1, not -3"),
        ({"after": "no base64!"}, "cursor 'no base64!' is malformed"),
        ({"after": _cursor("[]")}, "cursor 'W10=' is malformed"),
        (
            {"after": _cursor('{"id":"0"}')},
            "cursor 'eyJpZCI6IjAifQ==' is malformed",
        ),
        (
            {"after": _cursor('{"id":"99999"}')},
            "cursor 'eyJpZCI6Ijk5OTk5In0=' is not a record of this selection",
        ),
    ],
)
def test_an_impossible_page_is_an_error(
    shared: Caller, token: str, page_input: dict[str, object], message: str
) -> None:
    response = shared.post(
        "program-progress",
        QUERIES["program-progress"],
        {"input": page_input},
        token=token,
    )
    assert (response.status_code, messages(response)) == (200, [message])
    assert response.json()["data"] is None


@pytest.mark.parametrize("plan_id", ["c0ffee00", "no-such-plan"])
def test_a_plan_of_another_company_is_an_error(
    shared: Caller, token: str, plan_id: str
) -> None:
    response = shared.post(
        "learning-plan-progress",
        QUERIES["learning-plan-progress"],
        {"input": {"planId": plan_id}},
        token=token,
    )
    expected = f"learning plan {plan_id} must belong to the company 4821"
    assert messages(response) == [expected]


@pytest.mark.parametrize("cursors", get_args(CursorKind))
def test_pages_are_the_whole_whatever_cursors_name(
    cursors: CursorKind, call: Callable[[Emulator], Caller]
) -> None:
    caller = call(Emulator(learners=40, rate_limit=None, cursors=cursors))
    token = caller.new_token()
    orders = ("EMAIL", "LAST_ACTIVE", "COMPLETED_PROJECTS", None)
    for by, order in product(orders, ("ASC", "DESC", None)):
        given: dict[str, object] = {"orderBy": by, "order": order}
        whole = nodes(caller, token, "program-progress", given)
        assert _walk(caller, token, "program-progress", given, [7]) == whole


@pytest.mark.parametrize("cursors", ["row", "keyset"])
def test_the_cursor_of_another_kind_is_malformed_or_unknown(
    cursors: CursorKind, call: Callable[[Emulator], Caller]
) -> None:
    caller = call(Emulator(learners=10, rate_limit=None, cursors=cursors))
    given: dict[str, object] = {"after": base64.b64encode(b'{"id":"0"}').decode()}
    query = QUERIES["program-progress"]
    response = caller.post(
        "program-progress", query, {"input": given}, token=caller.new_token()
    )
    assert "is malformed" in messages(response)[0]


@pytest.mark.parametrize("kind", get_args(CursorKind))
def test_a_cursor_without_a_number_is_malformed(
    kind: CursorKind, call: Callable[[Emulator], Caller]
) -> None:
    caller = call(Emulator(learners=1, cursors=kind))
    token = caller.new_token()
    for number in ("x", "", "-1", "9" * 5_000):
        cursor = _cursor(json.dumps({"id": number, "place": [False, 0.0, ""]}))
        given = f'{{ programProgress(input: {{after: "{cursor}"}}) {{ totalCount }} }}'
        [message] = messages(caller.post("program-progress", given, token=token))
        assert message == f"cursor {cursor!r} is malformed"
