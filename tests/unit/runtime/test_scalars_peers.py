"""Compare `Duration` with three libraries that parse the same texts.

isodate returns a `timedelta` if there are no months, and a type of its own otherwise;
whenever keeps every unit apart; pydantic takes a month for 30 days and a year for 365.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Protocol, cast

import pytest
import whenever
from pydantic import TypeAdapter

from udacity_client import Duration


class IsodateDuration(Protocol):
    """What isodate, which has no type hints, returns for years and months."""

    years: int
    months: int


class Isodate(Protocol):
    def parse_duration(self, text: str, /) -> object: ...


ISODATE = cast("Isodate", import_module("isodate"))
PYDANTIC: TypeAdapter[timedelta] = TypeAdapter(timedelta)
EXACT = ["P30D", "P71D", "PT2H30M", "PT30M", "P1W", "PT90M", "PT1.5S", "-P1D", "P1DT1S"]
WITH_MONTHS = ["P1M", "P1Y", "P1Y2M", "P2M", "P1Y2M3DT4H"]


@pytest.mark.parametrize("text", EXACT)
def test_an_exact_duration_is_the_same_to_all(text: str) -> None:
    exact = Duration.parse(text).to_timedelta()

    assert exact == ISODATE.parse_duration(text)
    assert exact == PYDANTIC.validate_python(text)
    assert exact == _exact_of(whenever.ItemizedDelta.parse_iso(text))


@pytest.mark.parametrize("text", WITH_MONTHS)
def test_months_are_kept_where_pydantic_loses_them(text: str) -> None:
    ours = Duration.parse(text)
    theirs = cast("IsodateDuration", ISODATE.parse_duration(text))
    itemized = whenever.ItemizedDelta.parse_iso(text)

    assert not isinstance(theirs, timedelta)
    assert ours.months == theirs.years * 12 + theirs.months
    assert ours.months == itemized.get("years", 0) * 12 + itemized.get("months", 0)
    with pytest.raises(ValueError, match="no fixed length"):
        ours.to_timedelta()
    # A length that nobody promised.
    assert isinstance(PYDANTIC.validate_python(text), timedelta)


def test_a_month_is_not_thirty_days() -> None:
    assert Duration.parse("P1M") != Duration.parse("P30D")
    assert PYDANTIC.validate_python("P1M") == PYDANTIC.validate_python("P30D")


def _exact_of(delta: whenever.ItemizedDelta) -> timedelta:
    days = delta.get("weeks", 0) * 7 + delta.get("days", 0)
    return timedelta(
        days=days,
        hours=delta.get("hours", 0),
        minutes=delta.get("minutes", 0),
        seconds=delta.get("seconds", 0),
        microseconds=delta.get("nanoseconds", 0) / 1000,
    )
