from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from udacity_client.runtime.scalars import Duration

WHOLE = st.integers(min_value=0, max_value=10**6)
SECONDS = st.decimals(min_value=0, max_value=10**6, places=6)
TIMEDELTAS: TypeAdapter[timedelta] = TypeAdapter(timedelta)


@given(months=WHOLE, days=WHOLE, seconds=SECONDS, backwards=st.booleans())
def test_what_is_written_is_read_back(
    *, months: int, days: int, seconds: Decimal, backwards: bool
) -> None:
    sign = -1 if backwards else 1
    duration = Duration(sign * months, sign * days, sign * seconds)

    assert Duration.parse(str(duration)) == duration


@given(
    text=st.from_regex(
        r"\A-?P[0-9]{1,4}DT[0-9]{1,4}H[0-9]{1,4}M[0-9]{1,4}(\.[0-9]{1,6})?S\Z"
    )
)
def test_reading_twice_changes_nothing(text: str) -> None:
    once = str(Duration.parse(text))

    assert str(Duration.parse(once)) == once


@given(text=st.text(alphabet="-+PT0123456789.,YMWDHS ", max_size=12))
def test_any_text_is_read_or_refused_and_never_worse(text: str) -> None:
    try:
        duration = Duration.parse(text)
    except ValueError:
        return
    assert Duration.parse(str(duration)) == duration


@given(
    days=st.integers(0, 9999),
    hours=st.integers(0, 23),
    minutes=st.integers(0, 59),
    seconds=st.integers(0, 59),
    microseconds=st.integers(0, 999_999),
    backwards=st.booleans(),
)
def test_pydantic_reads_the_same_length(
    *,
    days: int,
    hours: int,
    minutes: int,
    seconds: int,
    microseconds: int,
    backwards: bool,
) -> None:
    text = f"P{days}DT{hours}H{minutes}M{seconds}.{microseconds:06}S"
    text = f"-{text}" if backwards else text

    assert Duration.parse(text).to_timedelta() == TIMEDELTAS.validate_python(text)
