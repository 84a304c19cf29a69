from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from udacity_client.runtime.scalars import Duration

DURATIONS: TypeAdapter[Duration] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("text", "months", "days", "seconds", "written"),
    [
        ("P30D", 0, 30, "0", "P30D"),
        ("P1Y2M", 14, 0, "0", "P1Y2M"),
        ("PT2H30M", 0, 0, "9000", "PT2H30M"),
        ("PT30M", 0, 0, "1800", "PT30M"),
        ("P71D", 0, 71, "0", "P71D"),
        ("P1W", 0, 7, "0", "P7D"),
        ("P12M", 12, 0, "0", "P1Y"),
        ("PT90M", 0, 0, "5400", "PT1H30M"),
        ("PT36H", 0, 0, "129600", "PT36H"),
        ("P1Y2M3W4DT5H6M7.5S", 14, 25, "18367.5", "P1Y2M25DT5H6M7.5S"),
        ("PT0.000001S", 0, 0, "0.000001", "PT0.000001S"),
        ("PT1,25S", 0, 0, "1.25", "PT1.25S"),
        ("PT1.500S", 0, 0, "1.5", "PT1.5S"),
        ("PT100S", 0, 0, "100", "PT1M40S"),
        ("-P1M2DT3S", -1, -2, "-3", "-P1M2DT3S"),
        ("+P1D", 0, 1, "0", "P1D"),
        ("PT0S", 0, 0, "0", "PT0S"),
        ("P0D", 0, 0, "0", "PT0S"),
        ("-PT0S", 0, 0, "0", "PT0S"),
    ],
)
def test_a_duration_is_read_and_written(
    text: str, months: int, days: int, seconds: str, written: str
) -> None:
    duration = Duration.parse(text)

    assert duration == Duration(months, days, Decimal(seconds))
    assert str(duration) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P1Y", "P12M"),
        ("P1W", "P7D"),
        ("PT90M", "PT1H30M"),
        ("PT1.0S", "PT1S"),
        ("-PT0S", "PT0S"),
    ],
)
def test_two_ways_to_write_one_length_are_equal(one: str, other: str) -> None:
    assert Duration.parse(one) == Duration.parse(other)
    assert hash(Duration.parse(one)) == hash(Duration.parse(other))


@pytest.mark.parametrize(
    ("one", "other"), [("P1M", "P30D"), ("P1D", "PT24H"), ("P1D", "-P1D")]
)
def test_what_may_differ_in_length_is_not_equal(one: str, other: str) -> None:
    assert Duration.parse(one) != Duration.parse(other)


REFUSED = [
    "",
    "P",
    "PT",
    "P1",
    "1D",
    "P1DT",
    "-P",
    "P-1D",
    "P1.5D",
    "PT1.5H",
    "PT1.S",
    "PT.5S",
    "PT1M1H",
    "P1D1M",
    "p1d",
    " P1D",
    "P1D\n",
    "102240",
    "P\u0661D",  # a digit, though not one of ISO 8601
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        Duration.parse(text)


@pytest.mark.parametrize(
    "length",
    [
        timedelta(days=30),
        timedelta(hours=2, minutes=30),
        timedelta(microseconds=1),
        timedelta(days=-1, microseconds=-1),
        timedelta(seconds=0.1),
    ],
)
def test_a_timedelta_is_exact(length: timedelta) -> None:
    seconds = Decimal(length // timedelta(microseconds=1)) / 1_000_000

    assert Duration(seconds=seconds).to_timedelta() == length


@pytest.mark.parametrize("text", ["P1M", "P1Y1D", "-P1Y"])
def test_months_are_no_timedelta(text: str) -> None:
    with pytest.raises(ValueError, match="no fixed length"):
        Duration.parse(text).to_timedelta()


def test_what_is_finer_than_a_timedelta_is_not_rounded() -> None:
    with pytest.raises(ValueError, match="finer"):
        Duration.parse("PT0.0000001S").to_timedelta()


def test_what_is_longer_than_a_timedelta_is_refused_as_promised() -> None:
    with pytest.raises(ValueError, match="P9999999999D"):
        Duration.parse("P9999999999D").to_timedelta()


def test_a_duration_of_two_directions_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="sign"):
        Duration(months=1, days=-1)


def test_a_model_reads_text_and_takes_a_duration_as_it_is() -> None:
    thirty = Duration.parse("P30D")

    assert DURATIONS.validate_json(b'"P30D"', strict=True) == thirty
    assert DURATIONS.validate_python(thirty, strict=True) is thirty
    assert DURATIONS.validate_python("P30D") == thirty
    assert DURATIONS.dump_json(thirty) == b'"P30D"'
    assert DURATIONS.dump_python(thirty) is thirty


@pytest.mark.parametrize("value", ['"soon, dear"', "30", "null"])
def test_a_model_refuses_without_showing_the_value(value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DURATIONS.validate_json(value)
    assert "soon" not in caught.value.errors()[0]["msg"]
