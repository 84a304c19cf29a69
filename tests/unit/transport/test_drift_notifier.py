"""Each event is logged once and passed on once, whoever else finds it."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.token_endpoint import BOUND
from udacity_client.runtime import DriftEvent
from udacity_client.transport.drift_notifier import DriftNotifier


class Meeting(str):
    """A text at whose hash two threads meet, each time."""

    __slots__ = ()

    def __hash__(self) -> int:
        both.wait(BOUND)
        return hash(str(self))


both = threading.Barrier(2)


def test_an_event_that_two_threads_find_at_once_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    event = DriftEvent("unknown_enum_value", "catalog", "Get", "Size", Meeting("XL"))
    notifier, heard = DriftNotifier(), list[DriftEvent]()
    hear = heard.append  # one listener: each look-up makes another

    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(notifier.notify, [event], hear) for _ in range(2)]
        for call in calls:
            call.result(BOUND)

    assert len(heard) == 1
    assert len(caplog.records) == 1
