"""Observe nothing where nobody listens, and fail nobody's call."""

from __future__ import annotations

import logging
import sys

import pytest

from udacity_client.transport.telemetry import NOOP_OBSERVATION, Observation, observe

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


def _observe() -> Observation:
    return observe("GetCatalog", domain="catalog", kind="query", clock=lambda: 5.0)
