"""Carry the tables of `udacity sync` to any destination of dlt (extra `dlt`)."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# dlt and pyarrow's stubs leave types open.

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final, Literal, TypeAlias

# dlt reports each run to its maker, and logs what destinations say of values. It reads
# these when it is imported.
os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")

import dlt
import duckdb
import pyarrow as pa

from udacity_client.data.domains import TABLE_KEYS

__all__ = ["Strategy", "udacity_source"]

Strategy: TypeAlias = Literal["scd2", "upsert", "replace"]

_RESOURCE: Final[Any] = dlt.resource  # its types refuse None, which is the default


@dlt.source(
    name="udacity", max_table_nesting=0, schema_contract={"data_type": "freeze"}
)
def udacity_source(
    database: duckdb.DuckDBPyConnection, strategy: Strategy = "scd2"
) -> Iterator[Any]:
    """Yield the tables that `udacity sync` wrote, as resources of Arrow pages.

    Nested columns are JSON text, and `row_hash` is a hash of the row.

    Args:
        database: The file, open while dlt runs.
        strategy: What the destination keeps: `scd2` each version of a row, `upsert` the
            last version of each row (in Delta), `replace` the rows that there are.
    """
    disposition: Any = {"disposition": "merge", "strategy": strategy}
    if strategy == "scd2":
        disposition["row_version_column_name"] = "row_hash"
    for table, key in TABLE_KEYS.items():
        yield _RESOURCE(
            _pages(database.cursor(), table),
            name=table,
            primary_key=("company_id", *key) if strategy == "upsert" else None,
            # Rows of companies that this database does not have are not closed.
            merge_key="company_id" if strategy == "scd2" else None,
            table_format="delta" if strategy == "upsert" else None,
            write_disposition="replace" if strategy == "replace" else disposition,
        )


def _pages(database: duckdb.DuckDBPyConnection, table: str) -> Iterator[pa.Table]:
    columns: list[str] = []
    hashed: list[str] = []
    for name, kind, *_ in database.execute(f"describe {table}").fetchall():
        is_nested = kind.startswith(("STRUCT", "MAP")) or kind.endswith("]")
        columns.append(
            f'to_json("{name}")::varchar as "{name}"' if is_nested else f'"{name}"'
        )
        # The text of a time depends on the time zone of the connection.
        hashed.append(f'epoch_us("{name}")' if "TIME ZONE" in kind else f'"{name}"')
    rows: Any = database.sql(
        f"select {', '.join(columns)}, json_array({', '.join(hashed)})::varchar "
        f"from {table}"
    )
    for page in pa.RecordBatchReader.from_stream(rows):
        *values, texts = page.columns
        hashes: Any = pa.array([_hash(str(text)) for text in texts.to_pylist()])
        names = [*page.schema.names[:-1], "row_hash"]
        yield pa.Table.from_arrays([*values, hashes], names)


def _hash(row: str) -> str:
    """Return the hash of a row in JSON, where null is no text and texts are quoted."""
    return blake2b(row.encode(), digest_size=16).hexdigest()
