from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.token_endpoint import (
    TokensEndpoint,
    refusal,
    source_over,
    wait_for_refreshes,
)
from udacity_client.errors import UdacityError
from udacity_client.system.clock import Clock

LIFETIME = 3600


class Clocks:
    """The real time, and two clocks that are each wrong in their own way."""

    def __init__(self, *, sleeps: float = 0.0) -> None:
        """*sleeps* is the share of suspend that the monotonic clock counts: 0 or 1."""
        self.now = 0.0
        self._sleeps = sleeps
        self.monotonic = 1000.0
        self.wall = 1_772_359_200.0

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.monotonic += seconds
        self.wall += seconds

    def suspend(self, seconds: float) -> None:
        """Suspend the machine; its monotonic clock may go on or stop."""
        self.now += seconds
        self.monotonic += seconds * self._sleeps
        self.wall += seconds

    def set_wall(self, seconds: float) -> None:
        """Set the wall clock, forward or back."""
        self.wall += seconds

    def both(self) -> Clock:
        return Clock(
            lambda: self.monotonic, lambda: self.wall, counts_suspend=self._sleeps == 1
        )


class Endpoint(TokensEndpoint):
    """Records when each token was issued."""

    def __init__(self, clocks: Clocks) -> None:
        super().__init__(lifetime=LIFETIME)
        self._clocks = clocks
        self.issued_at: dict[str, float] = {}

    def note(self) -> None:
        self.issued_at.setdefault(f"Token t{self.asked}", self._clocks.now)


SPANS = st.sampled_from([1, 30, 59, 61, 599, 601, 2999, 3541, 3599, 3600, 3601, 9999])
PASSING = st.tuples(st.just("pass"), SPANS)
SLEEPING = st.tuples(st.just("suspend"), SPANS)
SETTING = st.tuples(st.just("set"), SPANS | SPANS.map(lambda span: -span))
FAILING = st.tuples(st.just("fail"), st.just(0))


def oldest_served(steps: list[tuple[str, int]], *, sleeps: float = 0.0) -> float:
    """Return the age of the oldest token given, with one call after each step."""
    clocks = Clocks(sleeps=sleeps)
    endpoint = Endpoint(clocks)
    source = source_over(endpoint, clocks.both())
    oldest = 0.0
    for step, seconds in steps:
        match step:
            case "pass":
                clocks.pass_time(seconds)
            case "suspend":
                clocks.suspend(seconds)
            case "set":
                clocks.set_wall(seconds)
            case _:
                endpoint.answers.append(refusal(500))
        try:
            served = source.get().authorization
        except UdacityError:
            continue
        finally:
            wait_for_refreshes()
            endpoint.note()
        oldest = max(oldest, clocks.now - endpoint.issued_at[served])
    return oldest


@settings(max_examples=60)
@given(steps=st.lists(PASSING | SETTING | FAILING, max_size=15))
def test_no_setting_of_the_clock_serves_an_expired_token(
    steps: list[tuple[str, int]],
) -> None:
    assert oldest_served(steps) < LIFETIME


@settings(max_examples=60)
@given(steps=st.lists(PASSING | SLEEPING | FAILING, max_size=15))
def test_no_sleep_of_the_machine_serves_an_expired_token(
    steps: list[tuple[str, int]],
) -> None:
    assert oldest_served(steps) < LIFETIME


@settings(max_examples=100)
@given(steps=st.lists(PASSING | SLEEPING | SETTING | FAILING, max_size=20))
def test_no_jump_of_any_kind_serves_an_expired_token_by_a_clock_that_counts_sleep(
    steps: list[tuple[str, int]],
) -> None:
    assert oldest_served(steps, sleeps=1.0) < LIFETIME


@pytest.mark.skipif(
    not hasattr(time, "CLOCK_BOOTTIME"), reason="this system has no such clock"
)
def test_delays_use_the_clock_that_counts_suspend() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    now = Clock().monotonic()
    assert before <= now <= time.clock_gettime(time.CLOCK_BOOTTIME)
