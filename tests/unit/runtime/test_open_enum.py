from __future__ import annotations

import copy
import json
import pickle
import threading
from typing import Any

import pytest

from support.answers import Level
from udacity_client.runtime.drift_events import collect_drift_events

GURU = Level("GURU")


def test_a_known_value_is_its_member() -> None:
    assert Level("EXPERT") is Level.EXPERT
    assert Level.EXPERT.is_known
    assert Level.EXPERT.known_or(Level.BEGINNER) is Level.EXPERT


def test_an_unknown_value_is_kept_and_says_so() -> None:
    assert not GURU.is_known
    assert GURU.known_or(Level.BEGINNER) is Level.BEGINNER
    assert isinstance(GURU, Level)
    assert (GURU.name, GURU.value) == ("GURU", "GURU")


def test_an_unknown_value_equals_itself_and_its_text() -> None:
    again = Level("GURU")

    assert again == GURU == "GURU"
    assert hash(again) == hash(GURU)
    assert {GURU: 1}[again] == 1
    assert Level("OTHER") != GURU


@pytest.mark.parametrize("level", [Level.EXPERT, GURU])
def test_a_twin_is_equal_and_as_known(level: Level) -> None:
    twins = [
        pickle.loads(pickle.dumps(level)),  # noqa: S301 - its own pickle
        copy.copy(level),
        copy.deepcopy(level),
    ]

    assert twins == [level] * 3
    assert {type(twin) for twin in twins} == {Level}
    assert {twin.is_known for twin in twins} == {level.is_known}


@pytest.mark.parametrize("level", [Level.EXPERT, GURU])
def test_it_is_written_as_its_value(level: Level) -> None:
    assert f"{level}" == str(level) == level.value
    assert json.dumps([level]) == f'["{level.value}"]'
    assert level.value in repr(level)


def test_meeting_unknown_values_adds_no_members() -> None:
    assert list(Level) == [Level.BEGINNER, Level.EXPERT]
    assert set(Level.__members__) == {"BEGINNER", "EXPERT"}


def test_unknown_values_are_recorded_for_the_thread_that_meets_them() -> None:
    def decode_elsewhere() -> None:
        with collect_drift_events(domain="tokens", operation="Other") as found:
            Level("ELSEWHERE")
        elsewhere.extend(event.value for event in found)

    elsewhere: list[str] = []
    with collect_drift_events(domain="catalog", operation="ListCourses") as found:
        Level("GURU")
        thread = threading.Thread(target=decode_elsewhere)
        thread.start()
        thread.join()
        Level("GURU")

    assert [event.value for event in found] == ["GURU"]
    assert elsewhere == ["ELSEWHERE"]


@pytest.mark.parametrize("value", [7, None, b"GURU", ["GURU"]])
def test_what_is_no_text_is_no_value(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid Level"):
        Level(value)
