from __future__ import annotations

import sys
from types import FrameType

import pytest

from support.clock import VirtualClock
from udacity_client.limits import sliding_window
from udacity_client.limits.sliding_window import Permit, Saturated, SlidingWindow


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def taken(limiter: SlidingWindow) -> Permit:
    permit = limiter.try_acquire()
    assert isinstance(permit, Permit)
    return permit


def spend(limiter: SlidingWindow, count: int) -> None:
    for _ in range(count):
        with taken(limiter):
            pass


def wait_of(limiter: SlidingWindow) -> float:
    saturated = limiter.try_acquire()
    assert isinstance(saturated, Saturated)
    return saturated.wait


def room(limiter: SlidingWindow) -> int:
    """Take all permits that are left, and return how many there were."""
    count = 0
    while isinstance(limiter.try_acquire(), Permit):
        count += 1
    return count


def test_no_more_than_the_limit_fits_into_a_window(clock: VirtualClock) -> None:
    limiter = SlidingWindow(3, clock=clock.monotonic)
    spend(limiter, 3)

    assert wait_of(limiter) == 60
    clock.advance(59.5)
    assert wait_of(limiter) == 0.5
    clock.advance(0.5)
    assert room(limiter) == 3


def test_the_window_slides(clock: VirtualClock) -> None:
    limiter = SlidingWindow(2, clock=clock.monotonic)
    spend(limiter, 1)
    clock.advance(20)
    spend(limiter, 1)
    assert wait_of(limiter) == 40

    clock.advance(40)
    spend(limiter, 1)
    assert wait_of(limiter) == 20


def test_a_permit_counts_from_the_response_and_not_from_the_request(
    clock: VirtualClock,
) -> None:
    limiter = SlidingWindow(1, clock=clock.monotonic)
    with taken(limiter):
        clock.advance(45)
        assert wait_of(limiter) > 0

    assert wait_of(limiter) == 60


def test_a_permit_is_released_when_the_request_fails(clock: VirtualClock) -> None:
    limiter = SlidingWindow(1, clock=clock.monotonic)
    with pytest.raises(ZeroDivisionError), taken(limiter):
        raise ZeroDivisionError

    clock.advance(60)
    assert room(limiter) == 1


def test_without_a_limit_there_is_always_room(clock: VirtualClock) -> None:
    limiter = SlidingWindow(None, clock=clock.monotonic)
    spend(limiter, 1000)
    limiter.reconcile(0)

    assert isinstance(limiter.try_acquire(), Permit)


@pytest.mark.parametrize("limit", [None, 5])
def test_a_pause_holds_for_everybody(limit: int | None, clock: VirtualClock) -> None:
    limiter = SlidingWindow(limit, clock=clock.monotonic)
    limiter.pause(7)
    assert wait_of(limiter) == 7

    limiter.pause(3)  # a shorter one does not end a longer one
    assert wait_of(limiter) == 7
    clock.advance(7)
    assert isinstance(limiter.try_acquire(), Permit)


def test_the_server_corrects_what_others_have_used(clock: VirtualClock) -> None:
    limiter = SlidingWindow(10, clock=clock.monotonic)
    spend(limiter, 1)
    limiter.reconcile(4)

    assert room(limiter) == 4


def test_a_correction_is_not_counted_twice(clock: VirtualClock) -> None:
    limiter = SlidingWindow(10, clock=clock.monotonic)
    for remaining in (4, 3, 2):
        spend(limiter, 1)
        limiter.reconcile(remaining)

    assert room(limiter) == 2


def test_a_correction_passes_with_the_window(clock: VirtualClock) -> None:
    limiter = SlidingWindow(10, clock=clock.monotonic)
    limiter.reconcile(0)
    assert wait_of(limiter) == 60

    clock.advance(60)
    assert room(limiter) == 10


@pytest.mark.parametrize("remaining", [9, 10, 100])
def test_a_server_that_has_counted_less_gives_no_more(
    remaining: int, clock: VirtualClock
) -> None:
    limiter = SlidingWindow(10, clock=clock.monotonic)
    spend(limiter, 4)
    limiter.reconcile(remaining)

    assert room(limiter) == 6


def test_a_correction_does_not_count_what_has_passed(clock: VirtualClock) -> None:
    limiter = SlidingWindow(10, clock=clock.monotonic)
    spend(limiter, 6)
    permit = taken(limiter)
    clock.advance(61)
    with permit:
        pass
    limiter.reconcile(3)  # the six have left the server's window as well

    assert room(limiter) == 3


def test_a_permit_that_an_interrupt_lost_counts_for_one_window() -> None:
    clock = VirtualClock()
    window = SlidingWindow(1, clock=clock.monotonic)
    permit = window.try_acquire()
    assert isinstance(window.try_acquire(), Saturated)

    del permit
    assert isinstance(window.try_acquire(), Saturated)
    clock.advance(60)
    assert isinstance(window.try_acquire(), Permit)


def test_a_permit_that_an_interrupt_lost_before_it_counted_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = SlidingWindow(1, clock=VirtualClock().monotonic)

    def interrupt(*_arguments: object, **_options: object) -> Permit:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sliding_window, "Permit", interrupt)
        with pytest.raises(KeyboardInterrupt):
            window.try_acquire()
    # What was half made has gone, and is noted.
    assert isinstance(window.try_acquire(), Permit)


def test_a_lost_permit_is_found_again_after_a_second_interrupt() -> None:
    clock = VirtualClock()
    window = SlidingWindow(1, clock=clock.monotonic)
    permit = window.try_acquire()
    assert isinstance(permit, Permit)
    del permit

    def interrupt(frame: FrameType, _event: str, _argument: object) -> None:
        if frame.f_code.co_name == "_move":
            sys.settrace(None)
            raise KeyboardInterrupt

    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            window.try_acquire()
    finally:
        sys.settrace(before)
    assert isinstance(window.try_acquire(), Saturated)
    clock.advance(60)
    assert isinstance(window.try_acquire(), Permit)


def test_no_python_runs_as_a_permit_goes() -> None:
    # An interrupt that comes while `__del__` runs is dropped.
    window = SlidingWindow(1, clock=VirtualClock().monotonic)
    permit = window.try_acquire()
    calls: list[str] = []
    sys.setprofile(lambda _frame, event, _arg: calls.append(event))
    del permit
    sys.setprofile(None)
    assert "call" not in calls
    assert isinstance(window.try_acquire(), Saturated)


def test_a_permit_of_a_request_that_was_not_sent_is_given_back_at_once() -> None:
    window = SlidingWindow(1, clock=VirtualClock().monotonic)
    permit = window.try_acquire()
    assert isinstance(permit, Permit)
    with permit:
        permit.mark_unsent()

    assert isinstance(window.try_acquire(), Permit)


def test_a_limit_that_the_api_lowers_holds_at_once(clock: VirtualClock) -> None:
    limiter = SlidingWindow("auto", clock=clock.monotonic)
    assert limiter.limit == 100
    for _ in range(10):
        spend(limiter, 1)
        clock.advance(1)
    limiter.reconcile(None, limit=7)

    # Four of the ten have to leave the window before there is room.
    assert wait_of(limiter) == 53
    clock.advance(53)
    assert room(limiter) == 1


def test_a_limit_that_the_api_raises_holds_after_three_answers(
    clock: VirtualClock,
) -> None:
    limiter = SlidingWindow("auto", clock=clock.monotonic)
    for left in (249, 248, 247):
        spend(limiter, 1)
        limiter.reconcile(left, limit=250)

    assert limiter.limit == 250
    assert room(limiter) == 247


@pytest.mark.parametrize("limit", [None, 5])
def test_a_limit_that_the_caller_gave_stays(
    limit: int | None, clock: VirtualClock
) -> None:
    limiter = SlidingWindow(limit, clock=clock.monotonic)
    for stated in (3, 9, 9, 9):
        limiter.reconcile(None, limit=stated)

    assert limiter.limit == limit
