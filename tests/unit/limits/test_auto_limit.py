from __future__ import annotations

import pytest

from udacity_client.limits.auto_limit import HIGHEST, AutoLimit


def limits(*stated: int | None, start: int = 100) -> list[int]:
    """Return the limit after each answer."""
    rule, limit, after = AutoLimit(), start, list[int]()
    for each in stated:
        limit = rule.follow(limit, each)
        after.append(limit)
    return after


@pytest.mark.parametrize(
    ("stated", "after"),
    [
        ([100, 100], [100, 100]),
        ([50, 100, 100, 100], [50, 50, 50, 100]),
        ([200, 200, 200, 200], [100, 100, 200, 200]),
        ([200, 200, 150, 200, 200, 200], [100, 100, 100, 100, 100, 200]),
        ([200, 100, 200, 200, 200], [100, 100, 100, 100, 200]),
        ([200, 200, 80, 200, 200, 200], [100, 100, 80, 80, 80, 200]),
        ([200, 200, 200, 300, 300, 199, 300], [100, 100, 200, 200, 200, 199, 199]),
    ],
)
def test_it_falls_at_once_and_rises_after_three_answers_in_a_row(
    stated: list[int], after: list[int]
) -> None:
    assert limits(*stated) == after


def test_what_cannot_be_a_limit_is_as_if_it_was_not_there() -> None:
    odd = [None, 0, -5, HIGHEST + 1, 999_999_999]

    assert limits(*odd) == [100] * len(odd)
    assert limits(200, None, 200, 0, 200)[-1] == 200


def test_the_bounds_are_limits() -> None:
    assert limits(1, HIGHEST, HIGHEST, HIGHEST) == [1, 1, 1, HIGHEST]
