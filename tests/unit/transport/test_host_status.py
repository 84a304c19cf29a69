from __future__ import annotations

from random import Random

import pytest

from support.clock import VirtualClock
from udacity_client.errors import ApiConnectionError
from udacity_client.transport.host_status import (
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    HostStatus,
)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def host(clock: VirtualClock) -> HostStatus:
    return HostStatus(clock=clock.monotonic, random=Random(1))


def refuse(host: HostStatus) -> None:
    host.record_refusal(ApiConnectionError("refused", sent=False))


def test_everybody_may_ask_a_host_that_did_not_refuse(host: HostStatus) -> None:
    assert [host.admit() for _ in range(9)] == [0.0] * 9


def test_one_call_probes_while_the_others_wait(
    host: HostStatus, clock: VirtualClock
) -> None:
    refuse(host)
    assert SHORTEST_PAUSE <= host.admit() <= LONGEST_PAUSE

    clock.advance(LONGEST_PAUSE)
    assert host.admit() == 0.0
    assert [host.admit() for _ in range(9)] == [SHORTEST_PAUSE] * 9


def test_a_crowd_that_is_refused_at_once_counts_as_one_refusal(
    host: HostStatus,
) -> None:
    for _ in range(50):
        refuse(host)
    assert host.admit() == SHORTEST_PAUSE


def test_pauses_grow_up_to_their_limit(host: HostStatus, clock: VirtualClock) -> None:
    pauses: list[float] = []
    for _ in range(40):
        refuse(host)
        pauses.append(host.admit())
        clock.advance(pauses[-1])
        assert host.admit() == 0.0

    assert pauses[0] == SHORTEST_PAUSE
    assert LONGEST_PAUSE - 0.3 < max(pauses) <= LONGEST_PAUSE


def test_an_answer_lets_everybody_in(host: HostStatus, clock: VirtualClock) -> None:
    refuse(host)
    clock.advance(LONGEST_PAUSE)
    assert host.admit() == 0.0
    host.record_answer()

    assert [host.admit() for _ in range(9)] == [0.0] * 9
    assert host.was_reached
    assert host.refusal() is None


def test_a_probe_that_is_lost_is_replaced(
    host: HostStatus, clock: VirtualClock
) -> None:
    refuse(host)
    clock.advance(LONGEST_PAUSE)
    assert host.admit() == 0.0
    clock.advance(5)
    assert host.admit() == 0.0


def test_a_probe_that_sent_nothing_is_handed_on(
    host: HostStatus, clock: VirtualClock
) -> None:
    refuse(host)
    clock.advance(LONGEST_PAUSE)
    assert host.admit() == 0.0
    host.give_up_probe()
    assert host.admit() == 0.0
