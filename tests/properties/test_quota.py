from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.retry_driver import LOST, Rig
from udacity_client.errors import UdacityError
from udacity_client.transport.retry_quota import CAPACITY, RETRY_COST, RetryQuota


@given(paying=st.lists(st.booleans(), max_size=200))
def test_the_quota_stays_between_nothing_and_its_capacity(
    *, paying: list[bool]
) -> None:
    quota = RetryQuota()
    for pays in paying:
        before = quota.left
        if pays:
            assert quota.try_acquire() == (quota.left < before)
        else:
            quota.refill()
        assert 0 <= quota.left <= CAPACITY


@given(failures=st.lists(st.sampled_from([LOST, 500, 503]), min_size=1, max_size=30))
def test_calls_to_a_dead_server_share_a_hundred_retries(
    failures: list[int | str],
) -> None:
    quota = RetryQuota()
    told = [Rig(quota=quota).tell([failure] * 9) for failure in failures]

    assert all(isinstance(each.result, UdacityError) for each in told)
    assert sum(each.sent for each in told) <= len(failures) + CAPACITY // RETRY_COST
