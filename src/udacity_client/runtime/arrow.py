"""Arrow: the schema of a record class, and pages as record batches.

It imports pyarrow, so it is imported when a table is asked for. A page whose rows are
structs and one of records give equal columns; `test_arrow.py` holds that.
"""

# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave type parameters open.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar, cast

import pyarrow as pa
from pydantic import BaseModel

from udacity_client.errors import ResponseShapeError
from udacity_client.runtime.arrow_kinds import (
    JSON_TEXT,
    Kind,
    Values,
    arrow_fields,
    kinds_of,
)
from udacity_client.runtime.field_docs import docs_of
from udacity_client.runtime.page import Page
from udacity_client.runtime.struct_rows import RecordClass, StructRows

RecordT = TypeVar("RecordT")


class Columns:
    """The columns of one record class.

    Attributes:
        schema: Their names and types; see `udacity_client.data.arrow_schema`.
    """

    def __init__(self, record_class: type | None) -> None:
        """Describe the columns of *record_class*; `None` is one column of JSON text."""
        docs: Mapping[str, str] = {}
        if record_class is not None and issubclass(record_class, BaseModel):
            self._kinds, docs = kinds_of(record_class), docs_of(record_class)
            self._rows_are_values = False
        else:
            self._kinds = {"record": JSON_TEXT}
            self._rows_are_values = True
        self.schema: pa.Schema = pa.schema(arrow_fields(self._kinds, docs))

    def batch(self, rows: Sequence[object]) -> pa.RecordBatch:
        """Return *rows* as columns.

        Args:
            rows: Records, or structs with the same attributes.

        Raises:
            ResponseShapeError: A value has no place in its column.
        """
        arrays = [
            _array(name, kind, values)
            for (name, kind), values in zip(
                self._kinds.items(), self._values(rows), strict=True
            )
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _values(self, rows: Sequence[object]) -> Iterable[Values]:
        """Return the values of each column."""
        if self._rows_are_values:
            return [rows]
        names = tuple(self._kinds)
        if rows and getattr(rows[0], "__struct_fields__", None) == names:
            from msgspec.structs import astuple  # noqa: PLC0415 - an extra

            # One list, cut in strides: faster than a zip of as many tuples.
            values = [*chain.from_iterable(map(astuple, cast("Sequence[Any]", rows)))]
            return (values[column :: len(names)] for column in range(len(names)))
        return (tuple(map(attrgetter(name), rows)) for name in names)


def _array(name: str, kind: Kind, values: Values) -> pa.Array[Any]:
    array: pa.Array[Any] | None = None
    try:
        array = kind.make(values)
    except (ArithmeticError, ValueError):
        # Not in a message, because pyarrow's own shows the value.
        reason = f"does not fit a column of {kind.type}"
    else:
        reason = "is null, which its schema forbids"
    if array is None or (array.null_count and not kind.nullable):
        message = f"A value of {name} {reason}, so there is no table."
        raise ResponseShapeError(message, problems=[f"{name}: {reason}"])
    return array


class PageColumns:
    """Turns each page of a walk into a record batch.

    Attributes:
        schema: The schema of all batches.
    """

    def __init__(self, record_class: RecordClass | None) -> None:
        """Prepare for pages of *record_class*."""
        self._class = load_record_class(record_class)
        self._columns = columns_of(self._class)
        self.schema: pa.Schema = self._columns.schema
        self._batch: pa.RecordBatch | None = None

    def wanted(self) -> StructRows:
        """Return what the rows of the next page should be."""
        return StructRows(self._class)

    def receive(self, page: Page[RecordT], rows: StructRows) -> Page[RecordT]:
        """Take a page that was fetched with *rows* wanted.

        Raises:
            ResponseShapeError: It has no place in a table.
        """
        self._batch = self._batch_of(page, rows)
        return page

    def batch(self, page: Page[Any]) -> pa.RecordBatch:
        """Return the last page's batch, as short as *page*, which may have been cut."""
        if self._batch is None:
            self._batch = self._columns.batch(page.records)
        return self._batch.slice(0, len(page))

    def _batch_of(self, page: Page[Any], rows: StructRows) -> pa.RecordBatch:
        decode_records = rows.decode_records
        if decode_records is None or _is_record(page, self._class):
            return self._columns.batch(page.records)
        try:
            return self._columns.batch(page.records)
        except ResponseShapeError:
            again = decode_records()
        # Structs accept what records refuse, such as times, and the other way round.
        return self._columns.batch(cast("Page[object]", again).records)


def _is_record(page: Page[Any], record_class: type | None) -> bool:
    return record_class is None or all(
        isinstance(record, record_class) for record in page.records[:1]
    )


@lru_cache(maxsize=128)
def columns_of(record_class: type | None) -> Columns:
    """Return the columns of *record_class*."""
    return Columns(record_class)


def load_record_class(record_class: RecordClass | None) -> type | None:
    """Return the class that a page or pager names, imported if need be."""
    if not isinstance(record_class, str):
        return record_class
    module, _, qualname = record_class.partition(":")
    found = attrgetter(qualname)(import_module(module))
    return found if isinstance(found, type) else None
