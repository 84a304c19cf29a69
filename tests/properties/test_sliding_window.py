from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from support.clock import VirtualClock
from support.shared_limits import file_limit
from udacity_client.limits.shared import SharedLimiter
from udacity_client.limits.sliding_window import Permit, RateLimiter, SlidingWindow

WINDOW = 60.0


@dataclass(frozen=True)
class Out:
    """A request that has left and has not been answered yet."""

    permit: Permit
    sent_at: float
    transit: float


class Simulation:
    """Requests that reach the server at any moment between request and response."""

    def __init__(self, limiter: RateLimiter, clock: VirtualClock) -> None:
        self.clock = clock
        self.limiter = limiter
        self.arrivals: list[float] = []
        self._out: list[Out] = []

    def send(self, transit: float) -> None:
        permit = self.limiter.try_acquire()
        if isinstance(permit, Permit):
            self._out.append(Out(permit, self.clock.monotonic(), transit))

    def answer(self, which: int) -> None:
        if not self._out:
            return
        out = self._out.pop(which % len(self._out))
        now = self.clock.monotonic()
        self.arrivals.append(out.sent_at + out.transit * (now - out.sent_at))
        with out.permit:
            pass

    def finish(self) -> None:
        while self._out:
            self.answer(0)

    def worst_window(self) -> int:
        """Return how many arrivals the fullest window of the server had."""
        return max(
            (
                sum(start <= other < start + WINDOW for other in self.arrivals)
                for start in self.arrivals
            ),
            default=0,
        )


SENDS = st.tuples(st.just("send"), st.floats(0, 1))
ANSWERS = st.tuples(st.just("answer"), st.integers(0, 7))
# Quarters of a second, so there are no rounding errors.
PASSING = st.tuples(st.just("advance"), st.integers(0, 260).map(lambda n: n / 4))


Steps: TypeAlias = list[tuple[str, float]]
LIMITS = st.integers(1, 5)
GAPS = st.lists(st.integers(0, 200).map(lambda n: n / 4), max_size=60)
STEPS = st.lists(SENDS | SENDS | ANSWERS | PASSING, max_size=80)


@contextmanager
def limiter_in_a_file(limit: int, clock: VirtualClock) -> Generator[RateLimiter]:
    with TemporaryDirectory() as folder:
        # No request is out for longer than all the steps can take.
        shared = file_limit(Path(folder, "limit"), lease=10_000, clock=clock.monotonic)
        yield SharedLimiter(shared, "k", limit=limit)


@given(limit=LIMITS, steps=STEPS)
def test_no_window_of_the_server_sees_more_than_the_limit(
    limit: int, steps: Steps
) -> None:
    clock = VirtualClock()
    act(Simulation(SlidingWindow(limit, clock=clock.monotonic), clock), limit, steps)


# A file is some hundred times slower than memory.
@settings(max_examples=40)
@given(limit=LIMITS, steps=STEPS)
def test_no_window_sees_more_than_the_limit_in_a_file(limit: int, steps: Steps) -> None:
    clock = VirtualClock()
    with limiter_in_a_file(limit, clock) as limiter:
        act(Simulation(limiter, clock), limit, steps)


def act(simulation: Simulation, limit: int, steps: Steps) -> None:
    for step, value in steps:
        if step == "send":
            simulation.send(value)
        elif step == "answer":
            simulation.answer(int(value))
        else:
            simulation.clock.advance(value)
    simulation.finish()

    assert simulation.worst_window() <= limit


@given(limit=LIMITS, gaps=GAPS)
def test_the_promised_wait_is_long_enough(limit: int, gaps: list[float]) -> None:
    clock = VirtualClock()
    wait_each_time(SlidingWindow(limit, clock=clock.monotonic), clock, gaps)


@settings(max_examples=40)
@given(limit=LIMITS, gaps=GAPS)
def test_the_promised_wait_is_long_enough_in_a_file(
    limit: int, gaps: list[float]
) -> None:
    clock = VirtualClock()
    with limiter_in_a_file(limit, clock) as limiter:
        wait_each_time(limiter, clock, gaps)


def wait_each_time(
    limiter: RateLimiter, clock: VirtualClock, gaps: list[float]
) -> None:
    for gap in gaps:
        clock.advance(gap)
        permit = limiter.try_acquire()
        if not isinstance(permit, Permit):
            assert 0 < permit.wait <= WINDOW
            clock.advance(permit.wait)
            permit = limiter.try_acquire()
        assert isinstance(permit, Permit)
        with permit:
            pass
