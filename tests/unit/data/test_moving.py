"""When a domain is read again, and what a reading came to."""

from __future__ import annotations

import pyarrow as pa
import pytest

from udacity_client.data.moving import Outcome, Reading, Walk, combined


def walk(reading: Reading, *pages: tuple[str, int]) -> Reading:
    """Walk over pages, each of some keys (one letter each) and a total."""
    reading.start_walk()
    for keys, total in pages:
        reading.add_page(pa.array([*keys], pa.string()), total)
    reading.end_walk()
    return reading


def test_a_quiet_walk_is_complete() -> None:
    reading = walk(Reading(), ("ab", 3), ("c", 3))
    assert not reading.needs_walk()
    assert reading.outcome() == Outcome("complete", 3, totals=(3, 3))


def test_an_empty_domain_is_complete() -> None:
    assert walk(Reading(), ("", 0)).outcome() == Outcome("complete", 0)


def test_another_total_asks_for_another_walk_the_other_way() -> None:
    reading = walk(Reading(), ("ab", 3), ("cd", 4))
    assert reading.needs_walk()
    assert [reading.start_walk().descending for _ in range(2)] == [True, False]


def test_a_quiet_walk_after_another_counts_alone() -> None:
    reading = walk(walk(Reading(), ("ab", 3), ("c", 4)), ("dc", 3), ("a", 3))
    assert reading.outcome() == Outcome("complete", 3, 2, totals=(3, 4))
    assert reading.kept_pages() == range(2, 4)


def test_a_record_twice_asks_for_another_walk() -> None:
    assert walk(Reading(), ("ab", 4), ("bc", 4)).needs_walk()


def test_a_record_twice_in_a_later_walk_asks_for_another_walk() -> None:
    reading = walk(walk(Reading(), ("ab", 3), ("c", 4)), ("dc", 3), ("d", 3))
    assert reading.needs_walk()
    assert reading.walks[-1].doubled == 1


def test_after_three_walks_their_union_counts() -> None:
    reading = walk(Reading(), ("ab", 3), ("c", 4))
    walk(walk(reading, ("dc", 4), ("b", 5)), ("ab", 4), ("cd", 5))
    assert not reading.needs_walk()
    assert reading.outcome() == Outcome("merged", 4, 3, totals=(3, 5))
    assert reading.latest() == {"a": 4, "b": 4, "c": 5, "d": 5}


def test_a_union_that_is_too_small_is_a_gap() -> None:
    reading = Reading()
    for _ in range(3):
        walk(reading, ("ab", 5), ("c", 6))
    assert reading.outcome() == Outcome("gap", 3, 3, missing=2, totals=(5, 6))


def test_a_part_is_read_once() -> None:
    reading = walk(Reading(limit=3), ("ab", 9), ("c", 10))
    assert not reading.needs_walk()
    assert reading.outcome() == Outcome("part", 3, totals=(9, 10))


def test_a_part_counts_a_record_that_came_twice_once() -> None:
    reading = walk(Reading(limit=4), ("ab", 9), ("bc", 9))
    assert reading.outcome() == Outcome("part", 3, totals=(9, 9))


@pytest.mark.parametrize(
    ("served", "asked"),
    [(1000, [None, 899, 798]), (50, [None, 44, 38]), (1, [None, 1, 1])],
)
def test_each_walk_has_pages_of_another_size(
    served: int, asked: list[int | None]
) -> None:
    reading = Reading()
    sizes: list[int | None] = []
    for _ in range(3):
        sizes.append(reading.start_walk().page_size)
        reading.add_page(pa.array([*map(str, range(served))]), 2 * served)
    assert sizes == asked


def test_a_walk_that_was_interrupted_goes_on() -> None:
    reading = walk(Reading(), ("ab", 3))
    reading.walks[0].is_done = False
    again = Reading()
    again.resume_walk(reading.walks[0], [pa.array(["a", "b"])])
    again.add_page(pa.array(["c"]), 3)
    again.end_walk()
    assert again.outcome() == Outcome("complete", 3, totals=(3, 3))


def test_a_damaged_state_of_a_walk_changes_no_number_of_a_page() -> None:
    first = Walk(first_page=10**30, least=2, most=2, read=7, is_done=True)
    reading = Reading()
    reading.resume_walk(first, [pa.array(["a", "b"])])
    assert reading.kept_pages() == range(1)
    assert reading.outcome() == Outcome("complete", 2, totals=(2, 2))


def test_the_worst_reading_tells_for_several() -> None:
    readings = [Outcome("complete", 5, 1, 0, (5, 5)), Outcome("gap", 7, 3, 2, (8, 9))]
    assert combined(readings) == Outcome("gap", 12, 3, 2, (13, 14))
