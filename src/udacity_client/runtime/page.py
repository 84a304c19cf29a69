"""`Page`: the records of one page, with the cursor of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    """One page: a sequence of records.

    Attributes:
        records: The records of this page, in the server's order.
        total_count: The number of records on all pages.
        has_next: Whether another page follows.
        end_cursor: Pass it as `after=` to get the next page.
    """

    records: tuple[RecordT, ...]
    total_count: int | None
    has_next: bool
    end_cursor: str | None

    @overload
    def __getitem__(self, index: int) -> RecordT: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RecordT, ...]: ...
    def __getitem__(self, index: int | slice) -> RecordT | tuple[RecordT, ...]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)
