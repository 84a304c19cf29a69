"""Merge a snapshot into a table, its history and the list of its changes, in SQL.

The API tells no time of change, so rows are compared column by column.
"""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from udacity_client.data.reading import Snapshot
from udacity_client.errors import UdacityError
from udacity_client.system.duckdb_files import Database


class SyncError(UdacityError):
    """A snapshot that was not merged. The file has not changed."""


class Changes(NamedTuple):
    """What a merge did to a table: rows that it changed, and notes about columns."""

    added: int
    changed: int
    removed: int
    notes: tuple[str, ...]


def merge(
    database: Database,
    snapshot: Snapshot,
    *,
    run: int,
    since: datetime,
    allow_shrink: bool,
) -> Changes:
    """Merge *snapshot*; the caller begins and commits the transaction.

    Nothing is removed if the snapshot is known to have a gap.

    Args:
        database: The database.
        snapshot: The records.
        run: The number of the run.
        since: The time from which on the new rows are valid.
        allow_shrink: Whether the table may become empty, or a fifth smaller.

    Raises:
        SyncError: It may not be merged: it is too small, or a type has changed.
    """
    table, key = snapshot.table, [f'"{name}"' for name in ("company_id", *snapshot.key)]
    given = {"company": snapshot.company, "plans": snapshot.plans}
    for name, value in {**given, "run": run, "since": since}.items():
        database.execute(f"set variable {name} = $value", {"value": value})
    _stage(database, snapshot, key)
    notes, filled, compared = _align_columns(database, table)
    scope = _SCOPE
    if snapshot.plans is not None:
        database.execute(_FIND_EMPTY_PLANS)
        scope = _SCOPE_OF_PLANS
    if not allow_shrink:
        _require_size(database, table, scope)
    names = _names(table, key, compared)
    names |= {"scope": scope, "may_remove": str(snapshot.outcome.kind != "gap")}
    counts = _compare(database, names)
    # Twins differ from each other, so each differs from a row that has their key.
    if any(counts) and database.execute(_TWINS.format(**names)).fetchall():
        database.execute(_DISTINCT)
        names |= {"twin": _TWIN.format(**names), "same_twin": " and o._twin = n._twin"}
        counts = _compare(database, names)
    if any(counts):
        database.execute(_APPLY.format(**names))
    if filled:
        values = ", ".join(f"{name} = n.{name}" for name in filled)
        database.execute(_FILL.format(**names, values=values))
    return Changes(*counts, tuple(notes))


def _compare(database: Database, names: Mapping[str, str]) -> tuple[int, int, int]:
    """Make the table `delta`; return how many rows it adds, changes and removes."""
    ((added, changed, removed),) = database.execute(_DELTA.format(**names)).fetchall()
    return added, changed, removed


def _stage(database: Database, snapshot: Snapshot, key: Iterable[str]) -> None:
    """Make the snapshot the view `staged`, and the tables that are missing."""
    # Not a table of DuckDB: making one takes twice as long as reading Arrow twice.
    incoming = pa.Table.from_batches(snapshot.batches(), snapshot.schema)
    rows = pa.array(range(len(incoming)), pa.int64())
    database.register("incoming", incoming.append_column("_row", rows))
    packed = ", ".join(f"{name} := {name}" for name in key)
    database.execute(_STAGE.format(table=snapshot.table, key=packed))


def _align_columns(
    database: Database, table: str
) -> tuple[list[str], list[str], dict[str, str]]:
    """Give the tables the columns of the snapshot.

    Returns:
        Notes; the columns whose values are to be filled in; and what to compare each
        column in the table with, as an expression of the new row `n`.
    """
    old, new = (
        {f'"{name}"': kind for name, kind, *_ in database.execute(query).fetchall()}
        for query in (f"describe {table}", "describe staged")
    )
    gone = [column for column in old if column not in new]
    notes = [f"{table}: the API gives no column {column} any more" for column in gone]
    compared = {column: f"n.{column}" for column in new if column in old}
    filled: list[str] = []
    for column, kind in new.items():
        before = old.get(column)
        if before == kind:
            continue
        change = f"add column {column} {kind}"
        notes.append(f"{table}: the column {column} is new")
        if before is not None:
            wide = _common_type(database, f"{table}.{column}", before, kind)
            change = f"alter {column} type {wide}"
            notes[-1] = f"{table}: {column} is {kind} now, and was {before}"
        if before is None or kind.endswith("]"):
            filled.append(column)  # What is new in a list is no change of the row.
            compared |= {column: f"n.{column}::{before}"} if before else {}
        for one in (table, f"{table}_history"):
            database.execute(f"alter table {one} {change}")
    return notes, filled, compared


def _common_type(database: Database, column: str, old: str, new: str) -> str:
    """Return the type that holds all values of both, such as double for integers."""
    with suppress(duckdb.BinderException):
        both = database.sql(f"select [null::{old}, null::{new}]")
        return str(both.types[0]).removesuffix("[]")
    message = (
        f"{column} is {old} in the file and {new} in what the API gives now, which do "
        "not go together. Nothing was changed. Sync to another file."
    )
    raise SyncError(message)


def _require_size(database: Database, table: str, scope: str) -> None:
    sql = f"select count(*), (select count(*) from staged) from {table} where {scope}"
    ((old, new),) = database.execute(sql).fetchall()
    if old and 5 * new <= 4 * old:
        message = (
            f"{table} has {old:,} rows, and the API gives {new:,} of them now. Nothing "
            "was changed. Is it the right company? If so, pass --allow-shrink."
        )
        raise SyncError(message)


def _names(
    table: str, key: Iterable[str], compared: Mapping[str, str]
) -> dict[str, str]:
    """Return what the SQL below calls by a name."""
    rest = {name: new for name, new in compared.items() if name not in key}
    differs = {name: f"o.{name} is distinct from {new}" for name, new in rest.items()}
    changed = (
        f"case when {one} then '{name[1:-1]}' end" for name, one in differs.items()
    )
    same = "{0}.{2} is not distinct from {1}.{2}".format
    return {
        "table": table,
        "keys": ", ".join(key),
        "key": ", ".join(f"{name} := coalesce(n.{name}, o.{name})" for name in key),
        "same_key": " and ".join(same("o", "n", name) for name in key),
        "same_row": " and ".join(same("h", "o", name) for name in compared),
        "columns": ", ".join(compared),
        "differs": " or ".join(differs.values()) or "false",
        "changed": ", ".join(changed),
        "twin": "",
        "same_twin": "",
    }


_SCOPE: Final = "company_id = getvariable('company')"
# The catalog may name a plan by the start of the ID that its records have. If it has
# no record now, all rows whose ID may be its own are out of date.
_IS_OF: Final = """(plan_id = one or starts_with(plan_id, one || '-')
    and not list_contains(getvariable('plans')::varchar[], plan_id))"""
_FIND_EMPTY_PLANS: Final = f"""
set variable empty_plans = (
    select list(one) from (select unnest(getvariable('plans')::varchar[]) as one)
    where not exists (from (select distinct plan_id from staged) where {_IS_OF}))
"""
_SCOPE_OF_PLANS: Final = f"""{_SCOPE} and (plan_id in (select plan_id from staged)
    or list_bool_or([{_IS_OF} for one in getvariable('empty_plans')::varchar[]]))"""

_STAGE: Final = """
create or replace temp view numbered as
    select getvariable('company')::varchar as company_id, * from incoming;
create or replace temp view staged as select * exclude (_row) from numbered;
create table if not exists {table} as from staged limit 0;
create table if not exists {table}_history as
    select *, null::timestamptz as valid_from, null::timestamptz as valid_to
    from staged limit 0;
create table if not exists {table}_changes as
    select 0 as run, struct_pack({key}) as key, '' as kind, [''] as columns
    from staged limit 0;
"""
# Rows that differ but have one key are numbered, so each is compared with one.
_TWINS: Final = """
select 1 from staged group by {keys} having count(*) > 1 union all
select 1 from {table} group by {keys} having count(*) > 1 limit 1
"""
_DISTINCT: Final = """
create or replace temp table unlike as
    select *, row_number() over () as _row from (select distinct * from staged);
create or replace temp view numbered as from unlike;
"""
_TWIN: Final = ", row_number() over (partition by {keys} order by {columns}) as _twin"
_DELTA: Final = """
create or replace temp table delta as
    select n._row as new, o._row as old, struct_pack({key}) as key,
        case when old is null then 'added' when new is null then 'removed'
            else 'changed' end as kind,
        case when kind = 'changed' then [one for one in [{changed}] if one is not null]
            else [] end as columns
    from (select *{twin} from numbered) n
    full join (select rowid as _row, *{twin} from {table} where {scope}) o
        on {same_key}{same_twin}
    where (o._row is null or n._row is null or {differs})
        and (n._row is not null or {may_remove});
select count(*) filter (kind = 'added'), count(*) filter (kind = 'changed'),
    count(*) filter (kind = 'removed') from delta;
"""
_APPLY: Final = """
insert into {table}_changes select getvariable('run'), key, kind, columns from delta;
update {table}_history h set valid_to = getvariable('since') from {table} o, delta d
    where d.old = o.rowid and {same_row} and h.valid_to is null;
delete from {table} where rowid in (select old from delta where old is not null);
create or replace temp table fresh as
    select * exclude (_row) from numbered
    where _row in (select new from delta where new is not null);
insert into {table} by name from fresh;
insert into {table}_history by name
    select *, getvariable('since') as valid_from, null::timestamptz as valid_to
    from fresh;
"""
_FILL: Final = """
update {table} o set {values} from staged n where {same_key};
update {table}_history o set {values} from staged n
    where {same_key} and o.valid_to is null;
"""
