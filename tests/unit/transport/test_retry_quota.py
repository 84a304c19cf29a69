from __future__ import annotations

import pytest

from support.retry_driver import LOST, STALE, UNSENT, Rig, Script, asking_for_token
from udacity_client.errors import ApiConnectionError, ServerError, UdacityError
from udacity_client.limits.sliding_window import Saturated
from udacity_client.options import RetryPolicy
from udacity_client.transport.retry_quota import CAPACITY, RETRY_COST, RetryQuota


def emptied() -> RetryQuota:
    quota = RetryQuota()
    for _ in range(CAPACITY // RETRY_COST):
        assert quota.try_acquire()
    return quota


def test_an_empty_quota_pays_nothing_until_enough_calls_succeed() -> None:
    quota = emptied()
    assert not quota.try_acquire()

    for _ in range(RETRY_COST - 1):
        quota.refill()
    assert not quota.try_acquire()

    quota.refill()
    assert quota.try_acquire()
    assert quota.left == 0


def test_successes_never_fill_it_beyond_its_capacity() -> None:
    quota = RetryQuota()
    quota.refill()
    assert quota.left == CAPACITY


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ([500], ServerError),
        ([LOST], ApiConnectionError),
    ],
)
def test_with_an_empty_quota_the_first_failure_is_raised_at_once(
    script: Script, kind: type[UdacityError]
) -> None:
    told = Rig(quota=emptied()).tell(script)

    assert isinstance(told.result, kind)
    assert (told.sent, told.naps) == (1, [])
    assert any("retry quota was empty" in note for note in told.result.__notes__)


@pytest.mark.parametrize(
    "script",
    [
        [401, 200],
        [Saturated(2), 200],
        [429, 200],
        [UNSENT, 200],
        [STALE, 200],
        [asking_for_token(ServerError("m", status=500)), 200],
    ],
    ids=str,
)
def test_what_adds_nothing_to_a_storm_costs_nothing(script: Script) -> None:
    quota = emptied()
    told = Rig(quota=quota).tell(script)

    assert told.result == "fine"
    assert quota.left == 1


def test_an_error_that_is_not_retried_in_any_case_has_no_note() -> None:
    told = Rig(quota=emptied()).tell([404])

    assert not hasattr(told.result, "__notes__")


def test_a_call_that_succeeds_gives_back_what_its_retries_took() -> None:
    quota = RetryQuota()
    Rig(quota=quota).tell([500, 503, 500, 200])
    assert quota.left == CAPACITY

    Rig(quota=quota).tell([500, 404])
    assert quota.left == CAPACITY - RETRY_COST


def test_a_thousand_calls_to_a_server_that_only_fails_add_few_requests() -> None:
    quota = RetryQuota()
    sent = sum(
        Rig(quota=quota, policy=RetryPolicy()).tell([500] * 99).sent
        for _ in range(1000)
    )
    assert sent < 1000 + 110
