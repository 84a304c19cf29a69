from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.clock import VirtualClock
from udacity_client import ApiConnectionError, ConfigurationError, FileRateLimit
from udacity_client.limits.shared import LimiterStore, SharedLimiter, require_limit
from udacity_client.limits.sliding_window import Permit, Saturated


class FailingStore(LimiterStore):
    """A store that works until *error* is set."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def acquire(self, key: str, permit_id: str, *, limit: int) -> float:
        del key, permit_id, limit
        self._fail()
        return 0.0

    def release(self, key: str, permit_id: str) -> None:
        del key, permit_id
        self._fail()

    def pause(self, key: str, seconds: float) -> None:
        del key, seconds
        self._fail()

    def reconcile(self, key: str, *, limit: int, remaining: int) -> None:
        del key, limit, remaining
        self._fail()

    def _fail(self) -> None:
        if self.error:
            raise self.error


def test_a_store_that_fails_after_a_response_is_only_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = FailingStore()
    limiter = SharedLimiter(store, "k", limit=1)
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    store.error = ApiConnectionError("The store is gone.", sent=False)

    with permit:
        pass
    limiter.pause(1)
    limiter.reconcile(0)

    assert (
        caplog.messages
        == ["The shared rate limit was not updated: The store is gone."] * 3
    )


def test_a_store_that_fails_before_a_request_refuses_it() -> None:
    store = FailingStore()
    store.error = ApiConnectionError("The store is gone.", sent=False)

    with pytest.raises(ApiConnectionError, match="The store is gone"):
        SharedLimiter(store, "k", limit=1).try_acquire()


def test_a_mistake_in_a_store_is_not_hidden() -> None:
    store = FailingStore()
    store.error = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        SharedLimiter(store, "k", limit=1).pause(1)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit: int) -> None:
    require_limit(1)
    with pytest.raises(ConfigurationError, match=f"limit is {limit}; give 1 or more"):
        require_limit(limit)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_does_not_release_the_permits_of_its_parent(
    tmp_path: Path,
) -> None:
    clock = VirtualClock()
    shared = FileRateLimit(tmp_path / "limit.sqlite3", clock=clock.monotonic)
    limiter = shared.budget("k", limit=1)
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    with permit:
        child = os.fork()
        if child == 0:
            permit.release()  # as a child does when it leaves the same block
            os._exit(0 if isinstance(limiter.try_acquire(), Saturated) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        clock.advance(100)
        saturated = limiter.try_acquire()
        assert isinstance(saturated, Saturated)
        assert saturated.wait == 60
