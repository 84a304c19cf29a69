"""When to read a domain again because it changed while it was read. No I/O.

While one pages, learners enroll, leave and are renamed, so a page may repeat records or
skip some. Each page says how many records there are in all. A walk over all pages is
*quiet* if these numbers are equal and it gave that many different keys, none twice.
After one that was not quiet, another walk goes in the opposite order, up to three in
all; their union counts, and of a key the latest reading. A count at the start and at
the end is not enough: enrolling and leaving can cancel each other out. Who has the
records may call a walk quiet that gave a key twice: differing ones may have one key.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute

Keys: TypeAlias = pa.StringArray
"""The key of each record of a page. A column, because a set of texts costs more."""

MOST_WALKS: Final = 3


@dataclass(slots=True)
class Walk:
    """One walk over all pages, and what is needed to go on with it.

    Attributes:
        number: Which of the walks of a reading it is, from 0.
        first_page: The number of its first page among the pages of all walks.
        least: The smallest total that one of its pages named.
        most: The largest.
        read: How many records it gave.
        doubled: How many of them it had given before, once it came to its end.
        part: Which part of an export it belongs to, from 0.
        page_size: What it asks for; `None` for the largest that the server gives.
        cursor: Where it goes on.
        is_done: Whether it came to its end.
        pages: How many pages its file holds.
        size: How many bytes they have.
        checksum: The CRC-32 of these bytes.
    """

    number: int = 0
    first_page: int = 0
    least: int | None = None
    most: int | None = None
    read: int = 0
    doubled: int = 0
    part: int = 0
    page_size: int | None = None
    cursor: str | None = None
    is_done: bool = False
    pages: int = 0
    size: int = 0
    checksum: int = 0

    @property
    def descending(self) -> bool:
        """Whether it goes in the opposite order."""
        return self.number % 2 == 1

    @property
    def is_quiet(self) -> bool:
        """Whether it came to its end, and nothing moved."""
        is_whole = self.is_done and not self.doubled
        return is_whole and self.least == self.most == self.read


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading came to.

    Attributes:
        kind: `complete` after a quiet walk; `merged` for the union of several walks;
            `gap` if the union has fewer records than there were at any time of the last
            walk; `part` if a part was asked for.
        records: How many there are.
        walks: How many walks it took.
        missing: How many are missing at least.
        totals: The least and the largest total of all pages.
    """

    kind: Literal["complete", "merged", "gap", "part"]
    records: int
    walks: int = 1
    missing: int = 0
    totals: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Reading:
    """The walks over one domain, and the keys of all that they read.

    Attributes:
        limit: How many records are wanted at most; a walk that reaches it is the last.
        walks: The walks so far; the last one may be under way.
        pages: The keys of each page, of all walks.
    """

    limit: int | None = None
    walks: list[Walk] = field(default_factory=list[Walk])
    pages: list[Keys] = field(default_factory=list[Keys])

    def start_walk(self, part: int = 0) -> Walk:
        """Return the next walk, which is now under way.

        It asks for another page size than the walks before. Records of equal sort keys
        can be lost where a page ends; with another size, pages end elsewhere.
        """
        number = len(self.walks)
        walk = Walk(number, len(self.pages), part=part)
        if number:
            size = max(map(len, self.pages), default=0)
            walk.page_size = max(1, size - size // 10 * number - number)
        self.walks.append(walk)
        return walk

    def resume_walk(self, walk: Walk, pages: Iterable[Keys]) -> None:
        """Take a walk that was begun before, and the keys of its pages.

        What these say counts, whatever a damaged state says.
        """
        walk.first_page, walk.read = len(self.pages), 0
        self.walks.append(walk)
        for keys in pages:
            self.add_page(keys, None)
        if walk.is_done:
            self.end_walk()

    def end_walk(self) -> None:
        """End the walk under way: at its last page, at the limit or by a refusal."""
        walk = self.walks[-1]
        walk.is_done = True
        walk.doubled = walk.read - self._distinct(walk.first_page)

    def _distinct(self, first: int) -> int:
        """Return how many different keys the pages have, from page *first* on."""
        keys = pa.chunked_array(self.pages[first:], pa.string())
        # `unique()` would take 50 bytes more a record.
        return pyarrow.compute.count_distinct(keys).as_py() or 0

    def latest(self) -> dict[str | None, int]:
        """Return the number of the page with the latest reading of each key."""
        return {
            key: number
            for number, keys in enumerate(self.pages)
            for key in keys.to_pylist()
        }

    def add_page(self, keys: Keys, total: int | None) -> None:
        """Take the keys of the next page, and the total that it named."""
        walk = self.walks[-1]
        walk.read += len(keys)
        self.pages.append(keys)
        if total is not None:
            walk.least = total if walk.least is None else min(walk.least, total)
            walk.most = total if walk.most is None else max(walk.most, total)

    def needs_walk(self) -> bool:
        """Whether to walk again, now that the last walk has come to its end."""
        if not self.walks or self._is_part:
            return not self.walks
        return not self.walks[-1].is_quiet and len(self.walks) < MOST_WALKS

    @property
    def _is_part(self) -> bool:
        """Whether the walk ended at the limit, and not at the last record."""
        return self.limit is not None and self.walks[-1].read >= self.limit

    def kept_pages(self) -> range:
        """Return the pages that count: those of the quiet walk, or all."""
        first = self.walks[-1].first_page if self.walks[-1].is_quiet else 0
        return range(first, len(self.pages))

    def outcome(self) -> Outcome:
        """Return what the reading came to."""
        last, walks = self.walks[-1], len(self.walks)
        totals = (
            min(walk.least or 0 for walk in self.walks),
            max(walk.most or 0 for walk in self.walks),
        )
        if self._is_part:
            return Outcome("part", last.read - last.doubled, totals=totals)
        if last.is_quiet:
            return Outcome("complete", last.read, walks, totals=totals)
        records = self._distinct(0)
        missing = max(0, (last.least or 0) - records)
        kind: Literal["merged", "gap"] = "gap" if missing else "merged"
        return Outcome(kind, records, walks, missing, totals)


def combined(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of several readings that make one table."""
    outcomes = outcomes or [Outcome("complete", 0)]
    worst = max(outcomes, key=lambda one: _BY_SEVERITY.index(one.kind))
    return Outcome(
        worst.kind,
        sum(one.records for one in outcomes),
        max(one.walks for one in outcomes),
        sum(one.missing for one in outcomes),
        (
            sum(one.totals[0] for one in outcomes),
            sum(one.totals[1] for one in outcomes),
        ),
    )


_BY_SEVERITY: Final = ("complete", "part", "merged", "gap")
