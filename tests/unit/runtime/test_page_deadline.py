from __future__ import annotations

import pytest

from udacity_client.runtime.page_deadline import PageDeadline, take_page_deadline


def test_only_the_next_call_requests_the_page() -> None:
    deadline = PageDeadline()
    with deadline.cover(100):
        assert take_page_deadline() is deadline
        assert take_page_deadline() is None  # of a listener, say
    with deadline.cover(50):
        pass
    assert take_page_deadline() is None


def test_the_first_call_starts_it() -> None:
    deadline = PageDeadline()

    assert [deadline.start(ends_at) for ends_at in (10.0, 70.0)] == [10.0, 10.0]


@pytest.mark.parametrize(
    ("size", "share"), [(1000, 0.5), (51, 0.5), (50, 1), (1, 1), (None, 1)]
)
def test_a_page_that_may_shrink_leaves_time_to_request_a_smaller_one(
    size: int | None, share: float
) -> None:
    deadline = PageDeadline()
    with deadline.cover(size):
        assert deadline.answer_share == share
