"""Whether a DuckDB file is one of `udacity sync`, by its tables and their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from udacity_client.data.domains import TABLE_KEYS
from udacity_client.errors import ConfigurationError
from udacity_client.system.duckdb_files import Database

_Columns: TypeAlias = Mapping[str, str | None]
"""The types of columns by their names; `None` for one that follows the API's."""

RUNS: Final[Mapping[str, str]] = {
    "run": "INTEGER",
    "started_at": "TIMESTAMP WITH TIME ZONE",
    "ended_at": "TIMESTAMP WITH TIME ZONE",
    "status": "VARCHAR",  # running, done, failed or interrupted
    "outcome": "VARCHAR",  # complete, merged or gap
    "companies": "VARCHAR[]",
    "notes": "VARCHAR[]",
}
"""The columns of the table `runs`."""

_VIEW: Final = "roster_v1"
# DuckDB tells no upper case from lower case in names.
_FOUND: Final = """select table_schema, lower(table_name), table_type,
    map_from_entries(list((lower(column_name), data_type)))
    from information_schema.tables
    join information_schema.columns using (table_catalog, table_schema, table_name)
    where table_catalog = current_database() group by all"""


def require_synced(database: Database, path: Path) -> None:
    """Refuse a file that another program made, or has put a table of such a name into.

    Raises:
        ConfigurationError: It is one.
    """
    found = database.execute(_FOUND).fetchall()
    if found and not any(one[:2] == ("main", "runs") for one in found):
        raise _refused(path, "has tables of another program")
    tables = dict(_tables())
    for schema, name, kind, columns in found:
        is_ours = kind == ("VIEW" if name == _VIEW else "BASE TABLE") and all(
            column in columns and type_ in {None, columns[column]}
            for column, type_ in tables.get(name, {}).items()
        )
        if not is_ours and schema == "main" and name in {_VIEW, *tables}:
            raise _refused(path, f"has a table or view {name} of another program")


def _tables() -> Iterator[tuple[str, _Columns]]:
    """Yield each table, and the columns that it cannot do without."""
    yield "runs", RUNS
    for table, key in TABLE_KEYS.items():
        columns = {"company_id": "VARCHAR", **dict.fromkeys(key)}
        valid = dict.fromkeys(("valid_from", "valid_to"), RUNS["started_at"])
        yield table, columns
        yield f"{table}_history", columns | valid
        changes = {"run": RUNS["run"], "kind": "VARCHAR", "columns": "VARCHAR[]"}
        yield f"{table}_changes", {**changes, "key": None}


def _refused(path: Path, reason: str) -> ConfigurationError:
    message = f"{path} {reason}, so it was left as it is. Name another file."
    return ConfigurationError(message)
