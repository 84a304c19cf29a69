"""What pages and pagers need of Arrow; imports pyarrow, polars and pandas when used."""

# pyright: reportUnknownMemberType=false
# The stubs of pyarrow leave type parameters open.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from udacity_client.errors import ConfigurationError
from udacity_client.runtime.struct_rows import RecordClass
from udacity_client.system.extras import install_hint

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from udacity_client.runtime.arrow import PageColumns
    from udacity_client.runtime.page import Page


def page_columns(record_class: RecordClass | None) -> PageColumns:
    """Return what turns pages of *record_class* into batches.

    Raises:
        ConfigurationError: pyarrow is not installed.
    """
    try:
        from udacity_client.runtime.arrow import PageColumns
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
    else:
        return PageColumns(record_class)
    raise ConfigurationError(
        "A table needs the extra data (pyarrow is not installed). "
        f"{install_hint('data')}"
    )


def page_table(page: Page[Any]) -> pa.Table:
    """Return a table of one page.

    Raises:
        ConfigurationError: pyarrow is not installed.
    """
    columns = page_columns(page.record_class)
    return whole_table(columns.schema, [columns.batch(page)])


def whole_table(schema: pa.Schema, batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """Return a table of all batches, with one dictionary for each enum."""
    import pyarrow as pa

    return pa.Table.from_batches(batches, schema).unify_dictionaries()


def c_stream(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], requested_schema: object
) -> object:
    """Return an Arrow C stream, in a capsule, that pulls *batches* when it is read."""
    import pyarrow as pa

    reader: Any = pa.RecordBatchReader.from_batches(schema, batches)
    stream: object = reader.__arrow_c_stream__(
        requested_schema
    )  # its stubs are untyped
    return stream


def polars_frame(table: pa.Table) -> pl.DataFrame:
    """Return *table* for polars.

    Raises:
        ConfigurationError: polars is not installed.
    """
    try:
        import polars as pl
    except ModuleNotFoundError as error:
        raise _not_installed("polars") from error
    return pl.DataFrame(table)


def pandas_frame(table: pa.Table) -> pd.DataFrame:
    """Return *table* for pandas.

    Raises:
        ConfigurationError: pandas is not installed.
    """
    try:
        return table.to_pandas()
    except ModuleNotFoundError as error:
        raise _not_installed("pandas") from error


def _not_installed(package: str) -> ConfigurationError:
    message = (
        f"{package} is not installed, and no extra brings it: pip install {package}"
    )
    return ConfigurationError(message)
