"""Responses for tests, and operations that decode them."""

from __future__ import annotations

import json
from typing import Final

from pydantic import Field

from udacity_client.errors import UdacityError
from udacity_client.protocol.http_response import RawResponse
from udacity_client.runtime import OpenEnum, Operation, Record, Secret, Time

RECEIVED_AT = 1_772_359_200.0  # 2026-03-01T10:00:00Z


class Level(OpenEnum):
    BEGINNER = "BEGINNER"
    EXPERT = "EXPERT"


class Course(Record, frozen=True):
    course_key: str
    student_count: int = 0
    level: Level | None = None
    changed_at: Time | None = None
    password: Secret | None = None


class Courses(Record, frozen=True):
    all_courses: list[Course] = Field(default_factory=list[Course])
    best: Course | None = None


def _all(data: Courses) -> list[Course]:
    return data.all_courses


LIST_COURSES: Final[Operation[dict[str, object], list[Course]]] = Operation(
    domain="catalog",
    name="ListCourses",
    kind="query",
    document="query ListCourses{all_courses:allCourses{course_key:courseKey}}",
    model=f"{__name__}:Courses",
    unwrap=_all,
)

CHANGE_COURSES: Final[Operation[dict[str, object], list[Course]]] = Operation(
    domain="catalog",
    name="ChangeCourses",
    kind="mutation",
    document="mutation ChangeCourses{all_courses:changeCourses{course_key:courseKey}}",
    model=f"{__name__}:Courses",
    unwrap=_all,
)


def reply(
    status: int, body: object = None, headers: dict[str, str] | None = None
) -> RawResponse:
    """Return a response with *body*: bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return RawResponse(status, headers or {}, content, received_at=RECEIVED_AT)


def facts(error: UdacityError) -> dict[str, object]:
    """Return the attributes of *error* that tests of responses compare."""
    names = ("status", "reason", "request_id", "limit", "remaining", "problems")
    return {name: getattr(error, name) for name in names if hasattr(error, name)}
