"""The key of each record of an Arrow batch, as one text."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import pyarrow as pa
import pyarrow.compute

_COMPUTE: Final[Any] = pyarrow.compute  # its stubs know too few types
# A scalar of Arrow, or each call would make one, and look for dateutil to do so.
_SEPARATOR: Final = pa.scalar("\x1f")
_NULL: Final = "\x00"


def find_keys(
    batch: pa.RecordBatch, columns: Sequence[str]
) -> tuple[pa.StringArray, bool]:
    """Return the key of each record, and whether differing records have one key.

    Those are numbered, so none is lost.

    Args:
        batch: The records.
        columns: The columns that make the key.
    """
    parts = [_text(batch.column(name)) for name in columns]
    keys: Any = _COMPUTE.binary_join_element_wise(
        *parts, _SEPARATOR, null_handling="replace", null_replacement=_NULL
    )
    if len(keys.unique()) == len(keys):
        return cast("pa.StringArray", keys), False
    numbered = pa.array(_numbered(batch, keys.to_pylist()), pa.string())
    return numbered, numbered != keys


def _text(array: Any) -> Any:
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.int64())
    return array.cast(pa.string())


def _numbered(batch: pa.RecordBatch, keys: list[str]) -> Iterator[str]:
    different: dict[str, list[pa.RecordBatch]] = {}
    for position, key in enumerate(keys):
        row, known = batch.slice(position, 1), different.setdefault(key, [])
        numbers = (number for number, one in enumerate(known) if one.equals(row))
        if (number := next(numbers, len(known))) == len(known):
            known.append(row)
        yield f"{key}{_SEPARATOR}{number}" if number else key
