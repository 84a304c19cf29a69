from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.mints import TokensEndpoint, let_land, refusal, source_over
from udacity_client.clock import Clock
from udacity_client.errors import UdacityError

LIFETIME = 3600


class Clocks:
    """Be a real time, and the two clocks that tell it, each wrong in its way."""

    def __init__(self, *, sleeps: float = 0.0) -> None:
        """*sleeps* is how much of a sleep the steady clock counts: 0 or 1."""
        self.now = 0.0
        self._sleeps = sleeps
        self.monotonic = 1000.0
        self.wall = 1_772_359_200.0

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.monotonic += seconds
        self.wall += seconds

    def suspend(self, seconds: float) -> None:
        """Let the machine sleep; the steady clock goes on where the machine has one."""
        self.now += seconds
        self.monotonic += seconds * self._sleeps
        self.wall += seconds

    def set_wall(self, seconds: float) -> None:
        """Let someone set the clock, forward or back."""
        self.wall += seconds

    def both(self) -> Clock:
        return Clock(lambda: self.monotonic, lambda: self.wall)


class Endpoint(TokensEndpoint):
    """Remember when each token was minted."""

    def __init__(self, clocks: Clocks) -> None:
        super().__init__(lifetime=LIFETIME)
        self._clocks = clocks
        self.minted_at: dict[str, float] = {}

    def note(self) -> None:
        self.minted_at.setdefault(f"Token t{self.asked}", self._clocks.now)


SPANS = st.sampled_from([1, 30, 59, 61, 599, 601, 2999, 3541, 3599, 3600, 3601, 9999])
PASSING = st.tuples(st.just("pass"), SPANS)
SLEEPING = st.tuples(st.just("suspend"), SPANS)
SETTING = st.tuples(st.just("set"), SPANS | SPANS.map(lambda span: -span))
FAILING = st.tuples(st.just("fail"), st.just(0))


def oldest_served(steps: list[tuple[str, int]], *, sleeps: float = 0.0) -> float:
    """Return the age of the oldest token served, asking for one after each step."""
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
            let_land()
            endpoint.note()
        oldest = max(oldest, clocks.now - endpoint.minted_at[served])
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
def test_delays_are_told_by_the_clock_that_counts_sleep_where_there_is_one() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    told = Clock().monotonic()
    assert before <= told <= time.clock_gettime(time.CLOCK_BOOTTIME)
