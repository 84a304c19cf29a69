"""`Page`: the records of one page, with the cursor of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, overload

from udacity_client.runtime.arrow_tables import (
    c_stream,
    page_table,
    pandas_frame,
    polars_frame,
)
from udacity_client.runtime.struct_rows import RecordClass

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

RecordT = TypeVar("RecordT")


@dataclass(frozen=True, slots=True)
class Page(Sequence[RecordT]):
    """One page: a sequence of records.

    Attributes:
        records: The records of this page, in the server's order.
        total_count: The number of records on all pages; `None` if the operation does
            not select it, or the server does not say.
        has_next: Whether another page follows.
        end_cursor: Pass it as `after=` to get the next page.
        record_class: The class of the records, for the columns of a table; if it is not
            known, a table has one column of JSON text.
    """

    records: tuple[RecordT, ...]
    total_count: int | None
    has_next: bool
    end_cursor: str | None
    record_class: RecordClass | None = field(default=None, repr=False, compare=False)

    @overload
    def __getitem__(self, index: int) -> RecordT: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RecordT, ...]: ...
    def __getitem__(self, index: int | slice) -> RecordT | tuple[RecordT, ...]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)

    def to_arrow(self) -> pa.Table:
        """Return a `pyarrow.Table` of the records (extra `data`).

        Raises:
            ConfigurationError: pyarrow is not installed.
            ResponseShapeError: A value has no place in a table.
        """
        return page_table(self)

    def to_polars(self) -> pl.DataFrame:
        """Return a `polars.DataFrame` of the records; see `to_arrow`."""
        return polars_frame(self.to_arrow())

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame` of the records; see `to_arrow`.

        `pandas.DataFrame(page)` does something else: it gives columns 0, 1, 2.
        """
        return pandas_frame(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        table = self.to_arrow()
        return c_stream(table.schema, table.to_batches(), requested_schema)

    def _repr_html_(self) -> str:
        from udacity_client.runtime.notebook import rows_table

        return rows_table(self.records, self._title())

    def _repr_mimebundle_(self, **_wanted: object) -> Mapping[str, str]:
        # A notebook stores the text next to the HTML, and `repr` is 38 kB long.
        return {"text/plain": f"<{self._title()}>", "text/html": self._repr_html_()}

    def _title(self) -> str:
        total = "" if self.total_count is None else f" of {self.total_count}"
        number = len(self) if self.total_count is None else self.total_count
        return f"Page: {len(self)}{total} record{'' if number == 1 else 's'}"
