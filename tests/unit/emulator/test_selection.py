from __future__ import annotations

import pytest

from support.emulator_caller import Caller
from support.emulator_progress import DOCUMENTED_PLAN, connection, nodes
from udacity_client.emulator.world import build_companies

# Domain, filter, and the node's field that it is about.
FILTERS = [
    ("program-progress", "enrollmentStatus", "enrollmentStatus"),
    ("program-progress", "learningPlanIds", "learningPlanId"),
    ("program-progress", "onTrackStatus", "onTrackStatus"),
    ("program-progress", "programKeys", "programKey"),
    ("program-progress", "programType", "programType"),
    ("assessment-progress", "assessmentIds", "assessmentId"),
    ("assessment-progress", "assessmentResult", "assessmentResult"),
    ("assessment-progress", "assessmentStatus", "assessmentStatus"),
    ("assessment-progress", "userIds", "userId"),
    ("learning-plan-progress", "subscriptionStatus", "subscriptionStatus"),
    ("learning-plan-progress", "userIds", "userId"),
]

# Domain, order, and the node's field that it is about.
ORDERS = [
    ("program-progress", "COMPLETED_PROJECTS", "projectsRequiredCompleted"),
    ("program-progress", "EMAIL", "userEmail"),
    ("program-progress", "ENROLLMENT_STATUS", "enrollmentStatus"),
    ("program-progress", "LAST_ACTIVE", "lastActiveAt"),
    ("assessment-progress", "ASSESSMENT_RESULT", "assessmentResult"),
    ("assessment-progress", "ASSESSMENT_STATUS", "assessmentStatus"),
    ("assessment-progress", "CREATED_AT", "createdAt"),
    ("assessment-progress", "UPDATED_AT", "updatedAt"),
    ("learning-plan-progress", "LAST_ACTIVE_AT", "lastActiveAt"),
    ("learning-plan-progress", "UPDATED_AT", "updatedAt"),
    ("learning-plan-progress", "USER_ID", "userId"),
]


@pytest.mark.parametrize(("domain", "name", "field"), FILTERS)
def test_a_filter_keeps_the_records_with_the_values_listed(
    shared: Caller, token: str, domain: str, name: str, field: str
) -> None:
    whole = nodes(shared, token, domain)
    values = sorted({node[field] for node in whole if node[field] is not None})
    for listed in ([values[0]], [values[-1], values[0]]):
        kept = nodes(shared, token, domain, {"filter": {name: listed}})
        assert kept == [node for node in whole if node[field] in listed]
        assert kept
        assert kept != whole or listed[::-1] == values


def test_attempts_are_filtered_by_a_plan_that_they_do_not_show(
    shared: Caller, token: str
) -> None:
    attempts = build_companies(learners=120, seed=7)["4821"].attempts
    expected = [a.attempt_id for a in attempts if a.learning_plan_id == DOCUMENTED_PLAN]
    for plan_id in ("fd6f0490", DOCUMENTED_PLAN):
        page_input: dict[str, object] = {"filter": {"learningPlanIds": [plan_id]}}
        kept = nodes(shared, token, "assessment-progress", page_input)
        assert [node["attemptId"] for node in kept] == expected


@pytest.mark.parametrize(("domain", "name", "_field"), FILTERS)
def test_an_empty_filter_is_ignored(
    shared: Caller, token: str, domain: str, name: str, _field: str
) -> None:
    whole = connection(shared, token, domain, {"first": 2})
    empty: list[dict[str, list[str] | None] | None] = [{name: []}, {name: None}]
    for given in [*empty, {}, None]:
        page_input: dict[str, object] = {"first": 2, "filter": given}
        assert connection(shared, token, domain, page_input) == whole


def test_filters_are_joined_by_and(shared: Caller, token: str) -> None:
    both: dict[str, object] = {
        "enrollmentStatus": ["ENROLLED"],
        "programType": ["COURSE"],
    }
    kept = nodes(shared, token, "program-progress", {"filter": both})
    assert kept == [
        node
        for node in nodes(shared, token, "program-progress")
        if (node["enrollmentStatus"], node["programType"]) == ("ENROLLED", "COURSE")
    ]


@pytest.mark.parametrize(("domain", "order_by", "field"), ORDERS)
def test_an_order_is_stable_and_puts_nulls_last(
    shared: Caller, token: str, domain: str, order_by: str, field: str
) -> None:
    whole = nodes(shared, token, domain)
    valued = [node for node in whole if node[field] is not None]
    nulls = [node for node in whole if node[field] is None]
    ascending = sorted(valued, key=lambda node: node[field]) + nulls
    descending = sorted(valued, key=lambda node: node[field], reverse=True) + nulls
    assert ascending != whole
    for order, expected in (
        (None, ascending),
        ("ASC", ascending),
        ("DESC", descending),
    ):
        page_input: dict[str, object] = {"orderBy": order_by, "order": order}
        assert nodes(shared, token, domain, page_input) == expected


def test_the_order_by_title_is_by_the_programs_title(
    shared: Caller, token: str
) -> None:
    page_input: dict[str, object] = {"orderBy": "PROGRAM_TITLE"}
    keys = [
        node["programKey"]
        for node in nodes(shared, token, "program-progress", page_input)
    ]
    assert list(dict.fromkeys(keys)) == [
        "pt3301",
        "nd00113",
        "nd027",
        "cd0417",
        "nd124-ent",
        "cd12345",
        "cd0922",
    ]


def test_descending_without_an_order_begins_with_the_newest(
    shared: Caller, token: str
) -> None:
    for domain in ("program-progress", "assessment-progress"):
        newest_first = nodes(shared, token, domain, {"order": "DESC"})
        assert newest_first == nodes(shared, token, domain)[::-1]


@pytest.mark.parametrize(
    "query", ["OLGA.", "  müller ", "花子", "o'neill", "Zoë", ".17@example", "ольга"]
)
def test_a_search_matches_mail_and_names_in_any_case(
    shared: Caller, token: str, query: str
) -> None:
    text = query.strip().casefold()
    found = nodes(shared, token, "program-progress", {"query": query})
    assert found
    assert found == [
        node
        for node in nodes(shared, token, "program-progress")
        if text in node["userEmail"]
        or text in node["userFirstName"].casefold()
        or text in node["userLastName"].casefold()
    ]


def test_a_search_matches_the_full_name(shared: Caller, token: str) -> None:
    node = nodes(shared, token, "program-progress")[0]
    full_name = f"{node['userFirstName']} {node['userLastName']}"
    found = nodes(shared, token, "program-progress", {"query": full_name})
    assert node in found


def test_a_blank_search_finds_everything(shared: Caller, token: str) -> None:
    found = nodes(shared, token, "program-progress", {"query": " "})
    assert found == nodes(shared, token, "program-progress")
    assert nodes(shared, token, "program-progress", {"query": "nobody"}) == []
