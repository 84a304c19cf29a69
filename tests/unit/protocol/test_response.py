from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from support.answers import LIST_COURSES, Course, reply
from udacity_client.errors import (
    ApiConnectionError,
    GraphQLError,
    GraphQLErrorItem,
    ResponseShapeError,
    ServerError,
    UdacityError,
    UnauthorizedError,
)
from udacity_client.protocol.http_response import RawResponse
from udacity_client.protocol.response import decode, read_bytes
from udacity_client.runtime import DriftEvent

ONE = {"courseKey": "nd1"}
READERS: tuple[Callable[[RawResponse], object], ...] = (
    partial(decode, LIST_COURSES),
    read_bytes,
)


def test_an_answer_becomes_the_operations_result() -> None:
    headers = {
        "x-ratelimit-limit": "100",
        "x-ratelimit-remaining": "93",
        "x-request-id": "req-1",
    }
    body = {"data": {"allCourses": [ONE]}, "extensions": {"cost": 3}}
    result = decode(LIST_COURSES, reply(200, body, headers))

    assert result.require() == [Course(course_key="nd1")]
    assert result.operation is LIST_COURSES
    assert result.extensions == {"cost": 3}
    assert (result.rate_limit.limit, result.rate_limit.remaining) == (100, 93)
    assert result.request_id == "req-1"
    assert result.errors == ()


@pytest.mark.parametrize("data", [None, {"allCourses": [ONE]}, {"allCourses": None}])
@pytest.mark.parametrize(
    "more",
    [
        {"errors": [{"message": "no udcs_x"}]},
        {"errors": [{"message": "m"}], "extensions": {"echo": "udcs_x"}},
    ],
)
def test_a_secret_that_errors_or_extensions_echo_is_not_in_the_result(
    data: object, more: dict[str, object]
) -> None:
    answered = reply(200, {"data": data, **more}).hiding(("udcs_x",))

    result = decode(LIST_COURSES, answered)

    assert "udcs_x" not in f"{result.errors}{result.extensions}"
    assert "**********" in f"{result.errors}{result.extensions}"


def test_what_is_told_of_a_new_enum_value_hides_secrets() -> None:
    new = {"courseKey": "nd1", "level": "Xudcs_x"}
    answered = reply(200, {"data": {"allCourses": [new]}}).hiding(("udcs_x",))

    (event,) = decode(LIST_COURSES, answered).drift

    assert event.value == "X**********"


@pytest.mark.parametrize("status", [200, 400, 500])
def test_half_a_character_is_replaced(status: int) -> None:
    course, message = {"courseKey": "cut \ud83d"}, "\ude00 cut"
    body = {"data": {"allCourses": [course]}, "errors": [{"message": message}]}

    with pytest.raises(UdacityError, match="\ufffd cut") as caught:
        decode(LIST_COURSES, reply(status, body)).require()

    if isinstance(caught.value, GraphQLError) and status == 200:
        assert caught.value.data == [Course(course_key="cut \ufffd")]


def test_a_record_is_read_as_it_is_although_a_secret_is_hidden() -> None:
    answered = reply(200, {"data": {"allCourses": [ONE]}}).hiding(("nd1",))

    assert decode(LIST_COURSES, answered).require() == [Course(course_key="nd1")]


def test_a_new_enum_value_is_read_and_told_once() -> None:
    new = {"courseKey": "nd1", "level": "GURU"}
    result = decode(LIST_COURSES, reply(200, {"data": {"allCourses": [new, new]}}))

    level = result.require()[0].level
    assert level is not None
    assert (level.value, level.is_known) == ("GURU", False)
    assert result.drift == (
        DriftEvent("unknown_enum_value", "catalog", "ListCourses", "Level", "GURU"),
    )


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"allCourses": []}, "errors": []},
        {"data": {"allCourses": []}, "errors": None, "extensions": None},
        {"data": {"allCourses": [], "unknown": {"deep": [1]}}},
    ],
)
def test_what_says_nothing_is_nothing(body: object) -> None:
    assert decode(LIST_COURSES, reply(200, body)).require() == []


@pytest.mark.parametrize("body", [{"data": None}, {}, {"data": None, "errors": []}])
def test_neither_data_nor_errors_is_an_error_of_shape(body: object) -> None:
    result = decode(LIST_COURSES, reply(200, body))

    assert result.data is None
    with pytest.raises(ResponseShapeError, match="neither data nor errors") as caught:
        result.require()
    assert caught.value.operation == "ListCourses"


ODD_ERRORS: list[tuple[object, GraphQLErrorItem]] = [
    ({"message": "m"}, GraphQLErrorItem("m")),
    ({}, GraphQLErrorItem("no message")),
    ({"message": None}, GraphQLErrorItem("no message")),
    ({"message": "m", "path": None, "extensions": None}, GraphQLErrorItem("m")),
    (
        {"message": "m", "path": ["allCourses", 0, "level"]},
        GraphQLErrorItem("m", ("allCourses", 0, "level"), symbol="Course.level"),
    ),
    (
        {"message": "m", "extensions": {"code": "BAD"}, "locations": [{}]},
        GraphQLErrorItem("m", code="BAD"),
    ),
    ({"message": "m", "extensions": {"code": 7}}, GraphQLErrorItem("m", code="7")),
    ({"message": "m", "extensions": "odd"}, GraphQLErrorItem("m")),
]


@pytest.mark.parametrize(("entry", "item"), ODD_ERRORS)
def test_errors_are_kept_whatever_they_lack(
    entry: object, item: GraphQLErrorItem
) -> None:
    result = decode(LIST_COURSES, reply(200, {"data": None, "errors": [entry]}))

    assert result.errors == (item,)
    with pytest.raises(GraphQLError) as caught:
        result.require()
    assert str(item) in str(caught.value)
    assert caught.value.data is None


def test_partial_data_stays_beside_its_errors() -> None:
    body = {"data": {"allCourses": [ONE]}, "errors": [{"message": "m"}]}
    result = decode(LIST_COURSES, reply(200, body))

    assert result.data == [Course(course_key="nd1")]
    with pytest.raises(GraphQLError, match=r"Partial data is in `\.data`") as caught:
        result.require()
    assert caught.value.data == result.data


def test_data_that_does_not_fit_gives_way_to_the_errors_beside_it() -> None:
    body = {"data": {"allCourses": None}, "errors": [{"message": "m"}]}
    result = decode(LIST_COURSES, reply(200, body))

    assert result.data is None
    assert [item.message for item in result.errors] == ["m"]


@pytest.mark.parametrize(
    ("course", "problem"),
    [
        ({}, "data.allCourses[0].courseKey (Course.course_key): Field required"),
        ({"courseKey": 7}, "data.allCourses[0].courseKey (Course.course_key): "),
        ({"courseKey": "k", "studentCount": "31337"}, "(Course.student_count): "),
        ({"courseKey": "k", "studentCount": None}, "(Course.student_count): "),
        ({"courseKey": "k", "level": 31337}, "level"),
        ({"courseKey": "k", "changedAt": "31337"}, "changedAt"),
        ({"courseKey": "k", "password": 31337}, "password (Course.password): "),
        ("31337", "data.allCourses[0] (Courses.all_courses): "),
    ],
)
def test_a_shape_that_does_not_fit_is_told_by_path_and_not_by_value(
    course: object, problem: str
) -> None:
    with pytest.raises(ResponseShapeError) as caught:
        decode(
            LIST_COURSES,
            reply(200, {"data": {"allCourses": [course]}}, {"x-request-id": "req-1"}),
        )
    error = caught.value
    assert any(problem in one for one in error.problems)
    assert problem in str(error)
    assert "31337" not in str(error)
    assert error.request_id == "req-1"


@pytest.mark.parametrize("content", [b'{"data": {"allCourses": [', b' {"err', b"["])
@pytest.mark.parametrize("media", ["application/json", "text/html"])
def test_json_without_its_end_broke_off(content: bytes, media: str) -> None:
    response = reply(200, content, {"content-type": media})
    for read in READERS:
        with pytest.raises(ApiConnectionError, match="broke off before its end") as one:
            read(response)
        assert one.value.is_transient
        assert one.value.sent


def test_an_error_status_is_told_before_a_missing_end() -> None:
    for read in READERS:
        with pytest.raises(ServerError, match="HTTP 502"):
            read(reply(502, b'{"message": "bad gat'))


@pytest.mark.parametrize(
    ("content", "media", "kind"),
    [
        (b"<html>31337</html>", "text/html; charset=utf-8", "HTML"),
        (b"\n <!doctype html>31337", "", "HTML"),
        (b"", "application/json", "empty"),
        (b"31337 ", "text/plain", "text/plain with 6 bytes"),
        (b'{"data": {allCourses: [', "application/json", "with 23 bytes"),
        (b"[]", "application/json", "with 2 bytes"),
        (b"\xff\xfe", "", "of no stated type with 2 bytes"),
    ],
)
def test_what_is_no_graphql_answer_is_named_and_not_shown(
    content: bytes, media: str, kind: str
) -> None:
    with pytest.raises(ResponseShapeError, match=kind) as caught:
        decode(LIST_COURSES, reply(200, content, {"content-type": media}))
    assert "31337" not in str(caught.value)


def test_unauthorized_at_200_is_raised_even_beside_data() -> None:
    body = {
        "data": {"allCourses": [ONE]},
        "errors": [
            {"message": "m"},
            {"message": "not authorized", "extensions": {"code": "UNAUTHORIZED"}},
        ],
    }
    with pytest.raises(UnauthorizedError, match="not authorized") as caught:
        decode(LIST_COURSES, reply(200, body))
    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"data": {"odd": 1}}'),
        (200, b'{"errors": [{"message": "m"}]}'),
        (400, b'{"errors": [{"message": "m"}]}'),
        (422, b'{"errors": [{"message": "m"}], "data": null}'),
    ],
)
def test_the_bytes_of_an_answer_are_left_as_they_are(status: int, body: bytes) -> None:
    assert read_bytes(reply(status, body)) == body


def test_bytes_that_say_unauthorized_are_refused() -> None:
    body = {"errors": [{"message": "m", "extensions": {"code": "UNAUTHORIZED"}}]}

    with pytest.raises(UnauthorizedError) as caught:
        read_bytes(reply(200, body))
    assert not caught.value.executed
