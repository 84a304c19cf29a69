from __future__ import annotations

from email.utils import formatdate
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from support.retry_driver import LOST, TOKEN, UNSENT, Rig, Script
from udacity_client.auth.token_source import LONGEST_RETRY_AFTER
from udacity_client.errors import UdacityError
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import RetryPolicy
from udacity_client.protocol.http_response import RawResponse
from udacity_client.transport.host_status import LONGEST_PAUSE
from udacity_client.transport.steps import Answered

POLICIES = st.builds(
    RetryPolicy,
    attempts=st.integers(1, 8),
    base=st.floats(0.01, 5),
    longest=st.floats(0.01, 20),
)
TOLD = st.sampled_from([200, 401, 403, 404, 408, 429, 500, 503, LOST, UNSENT])
ODD_HEADERS = [
    "", "-1", "-0", "+5", "1e9", "1.5", "nan", "inf", "0x10", "999999999", "9" * 40,
    "tomorrow", "Thu, 01 Jan 1970 00:00:61 GMT", "Thu, 01 Jan 99999 00:00:00 GMT",
    "5, 10", "\u0665",
]  # fmt: skip
SCRIPTS = st.lists(TOLD, max_size=12)


@given(
    policy=POLICIES,
    script=SCRIPTS,
    may_repeat=st.booleans(),
    deadline=st.floats(0.1, 120),
)
def test_attempts_and_pauses_are_bounded(
    *, policy: RetryPolicy, script: Script, may_repeat: bool, deadline: float
) -> None:
    rig = Rig(may_repeat=may_repeat, deadline=deadline, policy=policy)
    told = rig.tell([*script, *[200] * 20])

    assert policy.attempts is not None
    assert told.sent <= policy.attempts
    assert all(0 <= nap <= max(policy.longest, LONGEST_PAUSE) for nap in told.naps)
    assert sum(told.naps) < deadline
    if isinstance(told.result, UdacityError):
        assert told.result.attempts == told.sent


@given(waits=st.lists(st.floats(0.5, 90), max_size=20), deadline=st.floats(1, 300))
def test_waiting_for_room_ends_with_the_deadline(
    waits: list[float], deadline: float
) -> None:
    rig = Rig(deadline=deadline)
    told = rig.tell([*map(Saturated, waits), 200])

    assert sum(told.naps) < deadline
    assert told.sent <= len(waits) + 1


@given(attempts=st.integers(1, 60), policy=POLICIES, seed=st.integers())
def test_a_pause_is_jittered_below_its_cap(
    attempts: int, policy: RetryPolicy, seed: int
) -> None:
    pause = policy.pause(attempts, random=Random(seed))

    assert 0 <= pause <= min(policy.longest, policy.base * 2 ** (attempts - 1))


DATES = st.integers(-3600, 7200).map(lambda after: formatdate(after, usegmt=True))
HEADERS = st.one_of(
    st.integers(0, 400).map(str), DATES, st.sampled_from(ODD_HEADERS), st.text()
)


@given(
    headers=st.lists(st.tuples(st.sampled_from([429, 503, 500]), HEADERS), max_size=8),
    deadline=st.floats(0.1, 300),
    policy=POLICIES,
)
def test_whatever_the_server_asks_for_pauses_are_bounded_and_long_enough(
    headers: list[tuple[int, str]], deadline: float, policy: RetryPolicy
) -> None:
    replies = [
        RawResponse(status, {"retry-after": text}, b"", received_at=0.0)
        for status, text in headers
    ]
    rig = Rig(deadline=deadline, policy=policy)
    told = rig.tell([*(Answered(reply, TOKEN) for reply in replies), *[200] * 8])

    assert sum(told.naps) < deadline
    for reply, nap in zip(replies, told.naps, strict=False):
        asked = min(reply.retry_after or 0.0, LONGEST_RETRY_AFTER)
        assert asked <= nap <= max(asked, policy.longest)
