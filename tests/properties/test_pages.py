from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from support.clients import collect
from udacity_client.runtime.page import Page
from udacity_client.runtime.pagination import AsyncPager, Pager


@dataclass(frozen=True)
class Split:
    """A server of the records 0, 1, 2, … in pages that end at the given places."""

    count: int
    ends: tuple[int, ...]

    def fetch(self, cursor: str | None, size: int | None = None) -> Page[int]:
        assert size is None  # a pager without a page size leaves it to the server
        start = 0 if cursor is None else int(cursor)
        end = min((end for end in self.ends if end > start), default=self.count)
        return Page(
            tuple(range(start, end)),
            total_count=self.count,
            has_next=end < self.count,
            end_cursor=str(end),
        )

    async def afetch(self, cursor: str | None, size: int | None) -> Page[int]:
        return self.fetch(cursor, size)


@st.composite
def splits(draw: st.DrawFn) -> Split:
    count = draw(st.integers(0, 30))
    ends = draw(st.sets(st.integers(1, 30)))
    return Split(count, tuple(end for end in ends if end < count))


BOUNDS = st.none() | st.integers(0, 40)


@given(split=splits(), max_items=BOUNDS, data=st.data())
def test_records_come_once_each_and_in_order(
    split: Split, max_items: int | None, data: st.DataObject
) -> None:
    start = data.draw(st.none() | st.integers(0, split.count), label="after")
    after = None if start is None else str(start)
    expected = list(range(start or 0, split.count))[:max_items]

    pager = Pager(split.fetch, after=after, max_items=max_items)
    asynchronous = AsyncPager(split.afetch, after=after, max_items=max_items)

    assert list(pager) == expected
    assert asyncio.run(collect(asynchronous)) == expected
    assert pager.records_done == len(expected)


@given(split=splits(), taken=st.integers(0, 30))
def test_an_iteration_taken_up_elsewhere_loses_nothing(
    split: Split, taken: int
) -> None:
    pager = Pager(split.fetch)
    first = list(islice(pager, taken))

    rest = list(Pager(split.fetch, after=pager.cursor))

    assert [*first, *pager.resume()] == list(range(split.count))
    # Some may come twice; none is left out, and none comes out of order.
    assert sorted({*first, *rest}) == list(range(split.count))
    assert rest == sorted(rest)
