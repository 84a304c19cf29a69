"""A wrong value of an input object is named with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pydantic import Field, SecretStr, field_validator

from udacity_client import InputError, UdacityError
from udacity_client.runtime import (
    UNSET,
    Duration,
    Input,
    JsonInput,
    OpenEnum,
    UnsetType,
)
from udacity_client.runtime.field_types import Secret, Time


class Level(OpenEnum):
    BEGINNER = "BEGINNER"
    EXPERT = "EXPERT"


class Filter(Input, frozen=True):
    levels: list[Level] | None | UnsetType = UNSET
    one_level: Level | UnsetType = Field(default=UNSET, serialization_alias="oneLevel")


class Search(Input, frozen=True):
    text: str
    filters: list[Filter] | None | UnsetType = UNSET
    filter: Filter | None | UnsetType = UNSET
    page_size: int | None | UnsetType = UNSET
    share: float | UnsetType = UNSET
    shares: list[list[float]] | UnsetType = UNSET
    anything: JsonInput | UnsetType = UNSET
    since: Time | None | UnsetType = UNSET
    within: Duration | UnsetType = UNSET
    secret: Secret | UnsetType = UNSET


class Even(Input, frozen=True):
    number: int

    @field_validator("number")
    @classmethod
    def _is_even(cls, number: int) -> int:
        if number % 2:
            message = "it is odd"
            raise ValueError(message)
        return number


search = cast("Callable[..., Search]", Search)
"""Takes what type checkers refuse."""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"filter": {"levels": ["EXPERT"]}},
            "filter.levels[0] is 'EXPERT', a str. Write Level.EXPERT.",
        ),
        (
            {"filters": [{}, {"levels": [Level.EXPERT, "expert"]}]},
            "filters[1].levels[1] is 'expert', a str. Write Level.EXPERT.",
        ),
        (
            {"filter": {"one_level": "GURU"}},
            "filter.one_level is 'GURU', a str. Write one of Level.BEGINNER, "
            "Level.EXPERT.",
        ),
        (
            {"filter": {"one_level": Level("GURU")}},
            "filter.one_level is 'GURU', which is not a value of Level that this "
            "client can send. It knows BEGINNER, EXPERT.",
        ),
        (
            {"filter": {"one_level": 7}},
            "filter.one_level is an int. Write one of Level.BEGINNER, Level.EXPERT.",
        ),
        ({"filter": "EXPERT"}, "filter is a str. Write Filter(...)."),
        (
            {"share": float("nan")},
            "share is nan, which JSON has no number for. Write a finite number.",
        ),
        (
            {"shares": [[1, float("-inf")]]},
            "shares[0][1] is -inf, which JSON has no number for. Write a finite "
            "number.",
        ),
        (
            {"anything": {"a": [float("inf")]}},
            "anything is not JSON: it holds inf.",
        ),
        ({"filter": {"oneLevel": Level.EXPERT}}, "Write one_level."),
        ({"pageSize": 5}, "pageSize is not a field of Search. Write page_size."),
        ({"zzz": 5}, "zzz is not a field of Search. It has text, filters, filter,"),
        ({"filters": ()}, "filters is a tuple. Write a list."),
        ({"page_size": "31337"}, "page_size is a str. Write an int."),
        ({"page_size": True}, "page_size is a bool. Write an int."),
        ({"page_size": 5.0}, "page_size is a float. Write an int."),
        ({"share": "31337"}, "share is a str. Write a float."),
        ({"since": "2026-03-01T10:00:00Z"}, "Write a datetime with an offset."),
        ({"since": datetime(2026, 3, 1)}, "since is a datetime without an offset."),  # noqa: DTZ001 - what it is about
        ({"within": "P31337D"}, "within is a str. Write Duration(...)."),
        ({"secret": "udcs_x"}, "secret is a str. Write pydantic.SecretStr(...)."),
        ({"share": None}, "share is None. Write a float."),
        ({"text": UNSET}, "text is missing; Search needs it."),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write_instead(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        search(**{"text": "t", **given})

    for unknown in ("UnsetType", "http", "31337", "udcs_x", "validation error"):
        assert unknown not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_value_error_and_an_error_of_this_library() -> None:
    for kind in (ValueError, UdacityError):
        with pytest.raises(kind):
            search(text=7)


def test_of_many_problems_a_few_are_told() -> None:
    with pytest.raises(InputError, match=r"levels\[2\].*There are 97 more problems"):
        cast("Callable[..., Filter]", Filter)(levels=["EXPERT"] * 100)


def test_what_a_validator_of_yours_says_is_told() -> None:
    with pytest.raises(InputError, match="number is refused: it is odd"):
        Even(number=3)


def test_right_values_are_taken() -> None:
    taken = Search(
        text="t",
        filters=[Filter(levels=[Level.EXPERT], one_level=Level.BEGINNER)],
        filter=None,
        share=1,
        since=datetime(2026, 3, 1, tzinfo=UTC),
        secret=SecretStr("udcs_x"),
    )
    assert taken.share == 1
    assert Search.model_validate_json('{"text": "t", "since": null}').text == "t"
    assert search(text="t", filter={"levels": [Level.EXPERT]}).filter == Filter(
        levels=[Level.EXPERT]
    )
