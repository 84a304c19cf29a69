"""Write record batches as Parquet, CSV, NDJSON or Arrow, a few pages at a time."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from typing import IO, Any, Final, cast

import msgspec
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from udacity_client.system.file_format import PLAIN, CsvStyle, Format

_COMPUTE: Final[Any] = pyarrow.compute  # its stubs know too few types
ROW_GROUP: Final = 20_000
"""How many records a row group has. Groups of one small page cost twice the size."""

_JSON: Final = msgspec.json.Encoder(decimal_format="number")
# With the fullwidth signs, which start a formula in a Japanese Excel.
_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA: Final = f"^[{_SIGNS}\t\r\n]"
_SEPARATORS: Final = ",;|\t\r\n"
"""What an Excel of some country takes for the end of a cell, even in quotes.

To it, quotes that do not follow its own separator are part of the text.
"""


def write(
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    file: IO[bytes],
    *,
    to: Format,
    style: CsvStyle = PLAIN,
) -> None:
    """Write *batches* to *file*.

    Args:
        batches: The records.
        schema: Their schema.
        file: Where to.
        to: The format.
        style: How to write a CSV.

    Raises:
        OSError: The disk is full, or similar.
    """
    if to is Format.CSV:
        csv_writer = _write_excel if style.excel else _write_csv
        csv_writer(batches, schema, file, style.separator)
    else:
        _WRITERS[to](batches, schema, file)


def _write_parquet(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, file: IO[bytes]
) -> None:
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _grouped(batches):
            writer.write_table(pa.Table.from_batches(group, schema))


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.num_rows for one in group) >= ROW_GROUP:
            yield group
            group = []
    if group:
        yield group


def _write_arrow(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, file: IO[bytes]
) -> None:
    # A file cannot hold a second dictionary, and pages may differ in theirs.
    plain = _with_types(
        schema, lambda type_: pa.string() if pa.types.is_dictionary(type_) else type_
    )
    with pa.ipc.new_file(cast("Any", file), plain) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(plain))


def _with_types(
    schema: pa.Schema, change: Callable[[pa.DataType], pa.DataType]
) -> pa.Schema:
    return pa.schema([one.with_type(change(one.type)) for one in schema])


def _write_csv(
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    file: IO[bytes],
    separator: str,
) -> None:
    texts = _with_types(
        schema, lambda type_: type_ if _is_number(type_) else pa.string()
    )
    options = arrow_csv.WriteOptions(delimiter=separator)
    with arrow_csv.CSVWriter(file, texts, write_options=options) as writer:
        for batch in batches:
            arrays = [_csv_array(array, _time_text) for array in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=texts))


def _is_number(type_: pa.DataType) -> bool:
    return (
        pa.types.is_integer(type_)
        or pa.types.is_floating(type_)
        or pa.types.is_decimal(type_)
        or pa.types.is_boolean(type_)
    )


def _csv_array(array: Any, time_text: Callable[[Any], Any]) -> Any:
    if pa.types.is_timestamp(array.type):
        return time_text(array)
    if pa.types.is_nested(array.type):
        return pa.array(map(_nested_text, _values(array)), pa.string())
    if _is_number(array.type):
        return array
    return array.cast(pa.string())


def _nested_text(value: object) -> str | None:
    return None if value is None else _JSON.encode(value).decode()


def _values(array: Any) -> list[object]:
    values = cast("list[object]", array.to_pylist())
    has_floats = re.search("float|double", str(array.type))
    return [_finite(one) for one in values] if has_floats else values


def _finite(value: object) -> object:
    """Return *value* with texts for numbers that JSON cannot hold: `nan` and `inf`."""
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_finite(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return {name: _finite(one) for name, one in items}
    return value


def _time_text(array: Any) -> Any:
    """Return times as RFC 3339, as NDJSON and pydantic have them."""
    text: Any = _COMPUTE.strftime(
        array.cast(pa.timestamp("us")), format="%Y-%m-%dT%H:%M:%SZ"
    )
    return _COMPUTE.replace_substring(text, pattern=".000000Z", replacement="Z")


def _excel_time(array: Any) -> Any:
    """Return times in UTC as Excel reads them; it reads no `T` and no `Z`."""
    seconds = array.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False)
    return _COMPUTE.strftime(seconds, format="%Y-%m-%d %H:%M:%S")


def _write_excel(
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    file: IO[bytes],
    separator: str,
) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    table = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    others = _SEPARATORS.replace(separator, "")
    inner = f'([{others}]"*)([{_SIGNS}])'
    # After a pivot, names of columns are values.
    table.writerow(_excel_column(pa.array(schema.names, pa.string()), inner))
    for batch in batches:
        columns = [_excel_column(array, inner) for array in batch.columns]
        table.writerows(zip(*columns, strict=True))
    text.flush()
    text.detach()


def _excel_column(array: Any, inner: str) -> list[object]:
    column = _csv_array(array, _excel_time)
    if pa.types.is_string(column.type) and not pa.types.is_timestamp(array.type):
        # Excel would run such a text as a formula.
        for pattern, marked in ((_FORMULA, r"'\0"), (inner, r"\1'\2")):
            column = _COMPUTE.replace_substring_regex(
                column, pattern=pattern, replacement=marked
            )
    return cast("list[object]", column.to_pylist())


def _write_ndjson(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, file: IO[bytes]
) -> None:
    names = schema.names
    for batch in batches:
        columns = [_json_column(array) for array in batch.columns]
        rows = zip(*columns, strict=True)
        lines = [dict(zip(names, row, strict=True)) for row in rows]
        file.write(_JSON.encode_lines(lines))


def _json_column(array: Any) -> list[object]:
    if pa.types.is_timestamp(array.type):
        array = _time_text(array)
    elif pa.types.is_dictionary(array.type):
        array = array.cast(pa.string())
    return _values(array)


_WRITERS: Final[
    Mapping[Format, Callable[[Iterable[pa.RecordBatch], pa.Schema, IO[bytes]], None]]
] = {
    Format.PARQUET: _write_parquet,
    Format.NDJSON: _write_ndjson,
    Format.ARROW: _write_arrow,
}
