from __future__ import annotations

import copy
import pickle

import pytest

import udacity_client
from support.answers import LIST_COURSES, Course, Courses
from udacity_client import runtime
from udacity_client.errors import (
    ConfigurationError,
    GraphQLError,
    GraphQLErrorItem,
    ResponseShapeError,
)
from udacity_client.runtime import (
    RUNTIME_API,
    UNSET,
    RateLimit,
    Result,
    UnsetType,
    require_runtime_api,
)

ITEM = GraphQLErrorItem("no such plan", path=("plan",), code="NOT_FOUND")


def test_unset_is_false_and_the_same_everywhere() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert copy.deepcopy(UNSET) is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET  # noqa: S301 - its own pickle
    assert list(UnsetType) == [UNSET]


def test_an_operation_finds_its_model_and_hides_its_text() -> None:
    assert LIST_COURSES.load_model() is Courses
    assert "query ListCourses" not in repr(LIST_COURSES)
    assert "ListCourses" in repr(LIST_COURSES)


def test_a_result_without_errors_gives_its_data() -> None:
    data = [Course(course_key="nd1")]

    assert Result(operation=LIST_COURSES, data=data).require() is data


@pytest.mark.parametrize("data", [None, [], [Course(course_key="nd1")]])
def test_a_result_with_errors_raises_and_keeps_its_data(
    data: list[Course] | None,
) -> None:
    result = Result(
        operation=LIST_COURSES, data=data, errors=(ITEM,), request_id="req-1"
    ).after(3)

    with pytest.raises(GraphQLError, match="no such plan") as caught:
        result.require()
    error = caught.value
    assert error.errors == (ITEM,)
    assert error.data is data
    assert (error.operation, error.domain) == ("ListCourses", "catalog")
    assert (error.attempts, error.request_id) == (3, "req-1")


def test_a_result_without_anything_raises() -> None:
    with pytest.raises(ResponseShapeError, match="neither data nor errors"):
        Result(operation=LIST_COURSES, data=None, has_data=False).require()


def test_a_null_that_the_schema_allows_is_a_result() -> None:
    assert Result(operation=LIST_COURSES, data=None).require() is None


def test_a_result_notes_its_attempts_in_a_copy() -> None:
    result = Result(operation=LIST_COURSES, data=[], rate_limit=RateLimit(100, 7))

    assert result.after(2).attempts == 2
    assert result.attempts == 1
    assert result.after(2).rate_limit == RateLimit(100, 7)


@pytest.mark.parametrize("module", [runtime, udacity_client])
def test_every_public_name_is_there(module: object) -> None:
    names = vars(module)["__all__"]

    assert names == sorted(names, key=lambda name: (not name.isupper(), name))
    for name in names:
        assert getattr(module, name) is not None


@pytest.mark.parametrize("module", [runtime, udacity_client])
def test_a_name_that_is_not_there_is_named(module: object) -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = getattr(module, "Nonsense")  # noqa: B009 - type checkers know it is not there


def test_generated_code_for_another_runtime_is_refused_with_advice() -> None:
    require_runtime_api(RUNTIME_API, package="app.ops")

    for other in (RUNTIME_API - 1, RUNTIME_API + 1):
        with pytest.raises(ConfigurationError, match="udacity generate") as caught:
            require_runtime_api(other, package="app.ops")
        assert "app.ops" in str(caught.value)
        assert str(other) in str(caught.value)
