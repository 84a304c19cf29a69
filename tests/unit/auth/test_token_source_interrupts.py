"""An interrupt at any moment leaves nobody waiting for a token that nobody gets."""

from __future__ import annotations

import threading

import pytest

from support.clock import VirtualClock
from support.token_endpoint import (
    BOUND,
    TokensEndpoint,
    source_over,
    wait_for_refreshes,
)


@pytest.mark.parametrize("has_started", [False, True])
def test_an_interrupt_at_the_start_of_a_refresh_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, *, has_started: bool
) -> None:
    endpoint = TokensEndpoint()
    source = source_over(endpoint, VirtualClock())
    start = threading.Thread.start

    def interrupt(thread: threading.Thread) -> None:
        monkeypatch.undo()
        if has_started:
            start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupt)
    with pytest.raises(KeyboardInterrupt):
        source.get()

    assert source.get(within=BOUND).authorization == "Token t1"
    wait_for_refreshes()
    assert endpoint.asked == 1
