from __future__ import annotations

import pytest

from support.clock import VirtualClock
from udacity_client.limits.sliding_window import Permit, Saturated, SlidingWindow


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def taken(budget: SlidingWindow) -> Permit:
    slot = budget.try_acquire()
    assert isinstance(slot, Permit)
    return slot


def spend(budget: SlidingWindow, count: int) -> None:
    for _ in range(count):
        with taken(budget):
            pass


def wait_of(budget: SlidingWindow) -> float:
    full = budget.try_acquire()
    assert isinstance(full, Saturated)
    return full.wait


def room(budget: SlidingWindow) -> int:
    """Return how many slots can be taken at this moment, and take them."""
    count = 0
    while isinstance(budget.try_acquire(), Permit):
        count += 1
    return count


def test_no_more_than_the_limit_fits_into_a_window(clock: VirtualClock) -> None:
    budget = SlidingWindow(3, clock=clock.monotonic)
    spend(budget, 3)

    assert wait_of(budget) == 60
    clock.advance(59.5)
    assert wait_of(budget) == 0.5
    clock.advance(0.5)
    assert room(budget) == 3


def test_the_window_slides(clock: VirtualClock) -> None:
    budget = SlidingWindow(2, clock=clock.monotonic)
    spend(budget, 1)
    clock.advance(20)
    spend(budget, 1)
    assert wait_of(budget) == 40

    clock.advance(40)
    spend(budget, 1)
    assert wait_of(budget) == 20


def test_a_slot_counts_from_the_answer_and_not_from_the_request(
    clock: VirtualClock,
) -> None:
    budget = SlidingWindow(1, clock=clock.monotonic)
    with taken(budget):
        clock.advance(45)
        assert wait_of(budget) > 0

    assert wait_of(budget) == 60


def test_a_slot_is_freed_when_the_request_fails(clock: VirtualClock) -> None:
    budget = SlidingWindow(1, clock=clock.monotonic)
    with pytest.raises(ZeroDivisionError), taken(budget):
        raise ZeroDivisionError

    clock.advance(60)
    assert room(budget) == 1


def test_without_a_limit_there_is_always_room(clock: VirtualClock) -> None:
    budget = SlidingWindow(None, clock=clock.monotonic)
    spend(budget, 1000)
    budget.reconcile(0)

    assert isinstance(budget.try_acquire(), Permit)


@pytest.mark.parametrize("limit", [None, 5])
def test_a_pause_holds_for_everybody(limit: int | None, clock: VirtualClock) -> None:
    budget = SlidingWindow(limit, clock=clock.monotonic)
    budget.pause(7)
    assert wait_of(budget) == 7

    budget.pause(3)  # a shorter one does not end a longer one
    assert wait_of(budget) == 7
    clock.advance(7)
    assert isinstance(budget.try_acquire(), Permit)


def test_the_server_corrects_what_others_have_used(clock: VirtualClock) -> None:
    budget = SlidingWindow(10, clock=clock.monotonic)
    spend(budget, 1)
    budget.reconcile(4)

    assert room(budget) == 4


def test_a_correction_is_not_counted_twice(clock: VirtualClock) -> None:
    budget = SlidingWindow(10, clock=clock.monotonic)
    for remaining in (4, 3, 2):
        spend(budget, 1)
        budget.reconcile(remaining)

    assert room(budget) == 2


def test_a_correction_passes_with_the_window(clock: VirtualClock) -> None:
    budget = SlidingWindow(10, clock=clock.monotonic)
    budget.reconcile(0)
    assert wait_of(budget) == 60

    clock.advance(60)
    assert room(budget) == 10


@pytest.mark.parametrize("remaining", [9, 10, 100])
def test_a_server_that_has_counted_less_gives_no_more(
    remaining: int, clock: VirtualClock
) -> None:
    budget = SlidingWindow(10, clock=clock.monotonic)
    spend(budget, 4)
    budget.reconcile(remaining)

    assert room(budget) == 6


def test_a_correction_does_not_count_what_has_passed(clock: VirtualClock) -> None:
    budget = SlidingWindow(10, clock=clock.monotonic)
    spend(budget, 6)
    slot = taken(budget)
    clock.advance(61)
    with slot:
        pass
    budget.reconcile(3)  # the six have left the server's window as well

    assert room(budget) == 3
