from __future__ import annotations

import importlib
import json
import pickle
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    WithJsonSchema,
    create_model,
)

from architecture.project import DOMAINS
from support.answers import Course, Level
from udacity_client import ReadOnlyError, UdacityError
from udacity_client.protocol.request import encode
from udacity_client.runtime import (
    UNSET,
    Duration,
    Input,
    Operation,
    Record,
    Secret,
    Time,
    UnsetType,
)

PREVIOUS = Course(course_key="nd1", student_count=7)


class Filter(Input, frozen=True):
    levels: list[Level] | None | UnsetType = UNSET
    one_level: Level | None | UnsetType = Field(
        default=UNSET, serialization_alias="oneLevel"
    )


class Search(Input, frozen=True):
    text: str
    page_size: int | None | UnsetType = Field(
        default=UNSET, serialization_alias="pageSize"
    )
    filters: list[Filter] | None | UnsetType = UNSET
    since: Time | None | UnsetType = UNSET
    within: Duration | None | UnsetType = UNSET
    share: float | None | UnsetType = UNSET
    secret: Secret | None | UnsetType = UNSET


SEARCH: Operation[dict[str, object], object] = Operation(
    domain="catalog",
    name="Search",
    kind="query",
    document="query Search{x}",
    model="support.answers:Courses",
    unwrap=lambda data: data,
)


def wire(search: Search) -> str:
    """Return the input as it is sent."""
    variables: dict[str, object] = {"input": search}
    content = encode(SEARCH, variables).content.decode()
    return content.partition('"variables":{"input":')[2].removesuffix("}}")


# Records


@pytest.mark.parametrize(
    "text",
    [
        '{"courseKey": "k", "studentCount": "7"}',
        '{"courseKey": "k", "studentCount": 7.5}',
        '{"courseKey": "k", "studentCount": true}',
        '{"courseKey": 7}',
        '{"courseKey": null}',
        "{}",
    ],
)
def test_a_record_takes_nothing_for_what_it_is_not(text: str) -> None:
    with pytest.raises(ValidationError):
        Course.model_validate_json(text)


def test_a_record_passes_over_fields_that_it_does_not_know() -> None:
    course = Course.model_validate_json('{"courseKey": "k", "new": {"deep": 1}}')

    assert course == Course(course_key="k")
    assert not hasattr(course, "new")


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_record_or_input_can_be_changed_and_the_error_shows_no_value(
    domain: str,
) -> None:
    package = importlib.import_module(f"udacity_graphql.{domain}")
    models = [
        value
        for value in (getattr(package, name) for name in package.__all__)
        if isinstance(value, type) and issubclass(value, Record | Input)
    ]
    assert models
    for model in models:
        one = model.model_construct()
        for name in [*model.model_fields, "no_such_field"]:
            with pytest.raises(ReadOnlyError, match=f"{name} was not set") as caught:
                setattr(one, name, "udcs_secret")
            assert "udcs_secret" not in f"{caught.value!r} {caught.value}"
            with pytest.raises(ReadOnlyError, match=f"{name} was not deleted"):
                delattr(one, name)
        assert one == model.model_construct()


def test_an_assignment_is_refused_in_words_that_help() -> None:
    said = (
        "A Course cannot be changed, so student_count was not set; make a changed copy "
        r"with model_copy\(update={'student_count': \.\.\.}\)\."
    )
    with pytest.raises(AttributeError, match=said):
        PREVIOUS.student_count = 8  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # the point of it
    with pytest.raises(UdacityError, match="make another Search with the values"):
        Search(text="a").text = "b"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # likewise
    assert PREVIOUS.model_copy(update={"student_count": 8}).student_count == 8


def test_private_attributes_of_a_subclass_can_be_set() -> None:
    class Noted(Course, frozen=True):
        _note: str = PrivateAttr(default="")

    noted: Any = Noted(course_key="k")
    noted._note = "seen"

    assert noted._note == "seen"


def test_a_refusal_shows_no_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Course.model_validate_json('{"courseKey": "k", "studentCount": "31337"}')
    assert "31337" not in str(caught.value)


# Times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01t10:00:00z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (
            "2026-03-01T10:00:00.123456789Z",
            datetime(2026, 3, 1, 10, 0, 0, 123457, tzinfo=UTC),
        ),
        (
            "2026-03-01T10:00:00.1234564999Z",
            datetime(2026, 3, 1, 10, 0, 0, 123456, tzinfo=UTC),
        ),
        ("2026-03-01T10:59:59.9999995Z", datetime(2026, 3, 1, 11, tzinfo=UTC)),
        (
            "2026-03-01T10:00:00+05:30",
            datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        ),
        ("2026-03-01 10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (
            "2026-03-01T10:00:00-0130",
            datetime(2026, 3, 1, 10, tzinfo=timezone(-timedelta(hours=1, minutes=30))),
        ),
    ],
)
def test_a_time_is_read_to_the_microsecond(text: str, expected: datetime) -> None:
    course = Course.model_validate_json(f'{{"courseKey": "k", "changedAt": "{text}"}}')

    assert course.changed_at == expected
    assert course.changed_at is not None
    # Python's own class, which pandas and pickles know.
    assert repr(course.changed_at.tzinfo) == repr(expected.tzinfo)


@pytest.mark.parametrize(
    "value",
    [
        "1700000000",
        1700000000,
        1700000000.5,
        "2026-03-01",
        "2026-03-01T10:00:00",
        "2026-03-01_10:00:00Z",
        "2026-03-01T10:00:00+01",
        "9999-12-31T23:59:59.9999995Z",
        "2026-03-01T10:00Z",
        "2026-13-01T10:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T10:00:00+01:60",
        "2026-W09-7T10:00:00Z",
        "2026-03-01T10:00:00Z ",
        "",
    ],
)
def test_what_names_no_point_in_time_is_refused(value: object) -> None:
    text = json.dumps({"courseKey": "k", "changedAt": value})
    with pytest.raises(ValidationError, match="a time of RFC 3339, such as") as caught:
        Course.model_validate_json(text)

    assert "2026-13" not in str(caught.value)


def test_a_time_is_a_date_time_in_a_json_schema() -> None:
    described = {"format": "date-time", "type": "string"}

    assert described.items() <= (
        Course.model_json_schema()["properties"]["changedAt"]["anyOf"][0].items()
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-01T10:00:00Z", "valid datetime"),
        (1700000000, "valid datetime"),
        (datetime(2026, 3, 1, 10), "timezone info"),  # noqa: DTZ001 - naive is what is refused
    ],
)
def test_in_python_a_time_is_an_aware_datetime(value: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Course.model_validate({"courseKey": "k", "changedAt": value})


def test_a_time_may_be_a_datetime() -> None:
    now = datetime(2026, 3, 1, 10, tzinfo=UTC)

    assert Course(course_key="k", changed_at=now).changed_at == now
    assert wire(Search(text="t", since=now)) == (
        '{"text":"t","since":"2026-03-01T10:00:00Z"}'
    )


# Inputs


def test_an_input_sends_what_was_given_and_nothing_else() -> None:
    assert wire(Search(text="t")) == '{"text":"t"}'
    assert wire(Search(text="t", page_size=None)) == '{"text":"t","pageSize":null}'
    assert wire(Search(text="t", page_size=UNSET, filters=UNSET)) == '{"text":"t"}'


def test_what_is_unset_is_left_out_at_every_level() -> None:
    inner = [Filter(one_level=UNSET), Filter(levels=[Level.EXPERT], one_level=None)]

    assert wire(Search(text="t", filters=inner)) == (
        '{"text":"t","filters":[{},{"levels":["EXPERT"],"oneLevel":null}]}'
    )


def test_a_field_may_be_unset_again_in_a_copy() -> None:
    search = Search(text="t", page_size=5)

    assert wire(search.model_copy(update={"page_size": UNSET})) == '{"text":"t"}'


def test_unset_and_left_out_are_equal_and_null_is_neither() -> None:
    assert Search(text="t", page_size=UNSET) == Search(text="t")
    assert Search(text="t", page_size=None) != Search(text="t")


@pytest.mark.parametrize("name", ["pageSize", "pagesize"])
def test_an_input_answers_to_python_names_only(name: str) -> None:
    with pytest.raises(ValidationError, match=f"(?s){name}.*not permitted"):
        Search.model_validate({"text": "t", name: 5})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"page_size": "31337"}, "valid integer"),
        ({"page_size": True}, "valid integer"),
        ({"page_size": 5.0}, "valid integer"),
        ({"filters": ()}, "valid list"),
        ({"filters": [{"one_level": "EXPERT"}]}, "instance of Level"),
        ({"filters": [{"levels": ["EXPERT"]}]}, "instance of Level"),
        ({"since": "2026-03-01T10:00:00Z"}, "valid datetime"),
        ({"since": datetime(2026, 3, 1)}, "timezone info"),  # noqa: DTZ001 - as above
        ({"within": "P31337D"}, "instance of Duration"),
        ({"secret": "udcs_x"}, "instance of SecretStr"),
    ],
)
def test_an_input_takes_nothing_for_what_it_is_not(
    given: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said) as caught:
        Search.model_validate({"text": "t", **given})
    assert "31337" not in str(caught.value)
    assert "udcs_x" not in str(caught.value)


def test_an_input_is_read_again_from_what_was_dumped_by_python_names() -> None:
    search = Search(
        text="t",
        page_size=5,
        filters=[Filter(one_level=Level.EXPERT)],
        since=datetime(2026, 3, 1, 10, tzinfo=UTC),
        within=Duration.parse("P1M"),
    )

    dumped = search.model_dump_json(by_alias=False)
    assert Search.model_validate_json(dumped) == search


def test_a_whole_number_will_do_for_a_float() -> None:
    assert wire(Search(text="t", share=1)) == '{"text":"t","share":1.0}'


@pytest.mark.parametrize(
    "given",
    [{"one_level": Level("GURU")}, {"levels": [Level.EXPERT, Level("GURU")]}],
)
def test_an_input_refuses_enum_values_that_it_does_not_know(
    given: dict[str, object],
) -> None:
    with pytest.raises(
        ValidationError, match="'GURU' is not a value of Level"
    ) as caught:
        Filter.model_validate(given)
    assert "BEGINNER, EXPERT" in str(caught.value)


# Secrets


def test_only_a_request_reveals_a_secret() -> None:
    search = Search(text="t", secret=SecretStr("udcs_x"))

    assert '"secret":"udcs_x"' in wire(search)
    for shown in (
        repr(search),
        str(search),
        search.model_dump_json(),
        str(search.model_dump()),
        str(search.model_dump(mode="json")),
    ):
        assert "udcs_x" not in shown


def test_a_secret_in_a_record_is_masked_too() -> None:
    course = Course.model_validate_json('{"courseKey": "k", "password": "udcs_x"}')

    assert course.password is not None
    assert course.password.get_secret_value() == "udcs_x"
    assert "udcs_x" not in repr(course) + course.model_dump_json()


FORWARD = """
from __future__ import annotations
from udacity_client.runtime import Input

class Outer(Input, frozen=True):
    inner: Later | None = None

class Later(Input, frozen=True):
    outer: Outer | None = None
    size: int = 1
"""


def test_a_class_of_the_caller_never_stands_in_for_one_of_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forward_inputs.py").write_text(FORWARD)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    forward = importlib.import_module("forward_inputs")

    class Later:
        pass

    made = forward.Outer.model_validate({"inner": {"size": 2}})
    assert made.inner.size == 2
    assert not isinstance(made.inner, Later)


# What pydantic writes into


def test_what_one_class_says_of_unset_is_not_said_of_others() -> None:
    hole = Annotated[UnsetType, WithJsonSchema({"not": {}})]
    one: Any = create_model("One", __base__=Input, hole=(str | hole, UNSET))
    other: Any = create_model("Other", __base__=Input, x=(int | UnsetType, UNSET))
    assert {"not": {}} in one.model_json_schema()["properties"]["hole"]["anyOf"]
    assert {"not": {}} not in other.model_json_schema()["properties"]["x"]["anyOf"]


def test_a_pickle_shows_no_secret_of_a_list() -> None:
    class Keys(Record, frozen=True):
        keys: list[Secret]

    with pytest.raises(TypeError, match="holds a secret"):
        pickle.dumps(Keys(keys=[SecretStr("hunter22")]))
