"""Observe nothing where nobody listens, and fail nobody's call."""

from __future__ import annotations

import logging
import sys

import pytest

from support.clock import VirtualClock
from udacity_client.transport.telemetry import (
    NOOP_OBSERVATION,
    RATE_LIMIT,
    LongWaits,
    Observation,
    observe,
)

_OPENTELEMETRY = "opentelemetry.trace"


def test_nobody_is_told_where_nobody_listens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(sys.modules, _OPENTELEMETRY, raising=False)
    caplog.set_level(logging.INFO, logger="udacity_client")

    assert _observe() is NOOP_OBSERVATION
    with NOOP_OBSERVATION as observation:
        observation.count(1)
        observation.settle(["a record"])
    assert caplog.records == []


def test_logs_need_no_opentelemetry(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(sys.modules, _OPENTELEMETRY, raising=False)
    caplog.set_level(logging.DEBUG, logger="udacity_client")

    with _observe() as observation:
        observation.count(1)

    [record] = caplog.records
    assert record.getMessage() == (
        "GetCatalog of catalog: answered after 1 attempt in 0.000 s"
    )
    assert _OPENTELEMETRY not in sys.modules


def test_an_exception_passes_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="udacity_client")
    failure = LookupError("words of the server")

    with pytest.raises(LookupError) as caught, _observe():
        raise failure

    assert caught.value is failure
    [record] = caplog.records
    assert "LookupError" in record.getMessage()
    assert "words of the server" not in f"{record.getMessage()} {vars(record)}"


def test_waits_that_end_at_about_the_same_time_are_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = VirtualClock()
    waits = LongWaits(clock.monotonic)

    def wait(reason: str, seconds: float) -> int:
        waits.report("GetCatalog", reason=reason, wait=seconds, ends_in=99)
        return len(caplog.records)

    assert [wait(RATE_LIMIT, seconds) for seconds in (50, 49, 59.9)] == [1, 1, 1]
    assert wait("the API failed", 9) == 2
    clock.advance(9.9)
    assert [wait(RATE_LIMIT, 50), wait("the API failed", 9)] == [2, 2]
    clock.advance(0.2)
    assert [wait(RATE_LIMIT, 50), wait("the API failed", 9)] == [3, 3]
    clock.advance(50)
    assert [wait(RATE_LIMIT, 6), wait(RATE_LIMIT, 58)] == [3, 4]
    assert wait("the API failed", 9) == 5


def _observe() -> Observation:
    return observe("GetCatalog", domain="catalog", kind="query", clock=lambda: 5.0)
