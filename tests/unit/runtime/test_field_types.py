"""Times are written as the instants that they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from udacity_client.protocol.request import encode
from udacity_client.runtime import UNSET, Input, Operation, Scalar, Time, UnsetType


class Window(Input, frozen=True):
    since: Time | None | UnsetType = UNSET
    days: list[Time | None] | UnsetType = UNSET
    own: Annotated[datetime, Scalar()] | UnsetType = UNSET


WITHOUT_TYPES: Operation[Any, Any] = Operation(
    domain="shop", name="A", kind="query", document="", model="", unwrap=id
)
AMSTERDAM = timezone(timedelta(minutes=19, seconds=32))
"""The offset of Amsterdam until 1937."""

ENDS = (datetime.min, datetime.max)  # noqa: DTZ901 - they get one

offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)


@given(
    st.datetimes(timezones=st.sampled_from([UTC, AMSTERDAM]) | offsets)
    | st.sampled_from([one.replace(tzinfo=AMSTERDAM) for one in ENDS])
)
def test_an_offset_with_seconds_is_written_as_the_same_instant(time: datetime) -> None:
    window = Window(since=time, days=[time, None], own=time)
    for given_ in ({"i": window}, {"i": {"since": time, "days": [time], "own": time}}):
        sent = json.loads(encode(WITHOUT_TYPES, given_).content)["variables"]["i"]
        for text in (sent["since"], sent["days"][0], sent["own"]):
            assert datetime.fromisoformat(text) == time


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (datetime(1900, 1, 1, tzinfo=AMSTERDAM), "1899-12-31T23:40:28Z"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00Z"),
        (
            datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            "2026-01-01T00:00:00+01:00",
        ),
    ],
)
def test_an_offset_of_whole_minutes_is_kept(time: datetime, text: str) -> None:
    assert TypeAdapter(Time).dump_json(time).decode() == f'"{text}"'
    assert TypeAdapter(Time).dump_python(time, mode="json") == text
    assert TypeAdapter(Time).dump_python(time) is time
