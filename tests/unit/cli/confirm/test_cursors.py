from __future__ import annotations

import json
from typing import Any

import pytest

from udacity_client.cli.confirm.answers import Answer
from udacity_client.cli.confirm.cursors import CursorTest, cursor_test

STATUSES = ("ENROLLED", "GRADUATED", "UNENROLLED")


def record(number: int, status: str) -> dict[str, Any]:
    return {"enrolledAt": f"2026-01-{number:02}", "enrollmentStatus": status}


def page(*nodes: dict[str, Any]) -> Answer:
    edges = [{"cursor": f"c{n}", "node": node} for n, node in enumerate(nodes, start=1)]
    return answer({"data": {"page": {"edges": edges}}})


def answer(body: object, status: int = 200) -> Answer:
    return Answer(status, {}, json.dumps(body).encode())


def find_test(letters: str) -> CursorTest | None:
    """Return the test that a page allows, whose records have these statuses."""
    status = {"E": "ENROLLED", "G": "GRADUATED"}
    nodes = [record(n, status[one]) for n, one in enumerate(letters, start=1)]
    return cursor_test(page(*nodes), STATUSES)


@pytest.mark.parametrize(
    ("letters", "cursor", "by_place", "by_count"),
    [("EGG", "c1", 2, 3), ("EEGEG", "c1", 3, 5)],
)
def test_the_first_record_that_tells_kinds_apart_is_chosen(
    letters: str, cursor: str, by_place: int, by_count: int
) -> None:
    test = find_test(letters)
    assert test is not None
    assert test.cursor == cursor
    assert test.by_place["enrolledAt"] == f"2026-01-{by_place:02}"
    assert test.by_count["enrolledAt"] == f"2026-01-{by_count:02}"
    assert "ENROLLED" not in test.statuses


def test_records_that_are_alike_tell_nothing() -> None:
    same = record(2, "GRADUATED")
    assert cursor_test(page(record(1, "ENROLLED"), same, same), STATUSES) is None
    assert find_test("EEEE") is None
    assert find_test("EEEG") is None
    assert find_test("") is None


def test_the_answer_tells_what_a_cursor_names() -> None:
    test = find_test("EGG")
    assert test is not None
    assert test.kind(page(record(2, "GRADUATED"))) == "keyset"
    assert test.kind(page(record(3, "GRADUATED"))) == "offset"
    assert test.kind(page(record(9, "GRADUATED"))) is None
    assert test.kind(page()) is None
    error: dict[str, Any] = {"message": "cursor is gone", "path": ["page"]}
    assert test.kind(answer({"errors": [error], "data": None})) == "row"
    assert test.kind(answer({"errors": [error]}, status=403)) is None
    error["extensions"] = {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert test.kind(answer({"errors": [error]})) is None
    assert test.kind(answer({"errors": [{"message": "no such field"}]})) is None


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ("internal error", ["page"]),
        ("the filter is not supported", ["page"]),
        ("no such cursor", ["page", "edges", 0, "node"]),
        ("no such cursor", ["other"]),
    ],
)
def test_a_failure_that_is_not_about_the_cursor_tells_nothing(
    message: str, path: list[object]
) -> None:
    test = find_test("EGG")
    assert test is not None
    error = {"message": message, "path": path}
    assert test.kind(answer({"errors": [error], "data": None})) is None
    about = {"message": "sorry", "path": ["page"], "extensions": {"code": "BAD_CURSOR"}}
    assert test.kind(answer({"errors": [about], "data": None})) == "row"


def test_a_cursor_and_records_do_not_print() -> None:
    test = find_test("EGG")
    assert "2026-01" not in repr(test)
    assert "c1" not in repr(test)
