"""Tables of other programs are told from those of `udacity sync`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from support.synced_tables import enrollment, synced
from udacity_client.data.synced_file import RUNS, require_synced
from udacity_client.errors import ConfigurationError

PATH = Path("a.duckdb")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("create table runs as select 1 as id, 'red' as name", "runs"),
        ("create table runs as select '1' as run, now() as started_at", "runs"),
        ("create view runs as select 1 as run", "runs"),
        ("create table Programs as select 'x' as key", "programs"),
        ("create table programs as select 'x' as key, 'en' as locale", "programs"),
        ("create view programs as select 'x' as company_id", "programs"),
        ("create table programs_history as select 1 as a", "programs_history"),
        ("create table programs_changes as select 1 as run", "programs_changes"),
        ("create table roster_v1 as select 'a@example.com' as email", "roster_v1"),
    ],
)
def test_a_table_of_another_program_is_refused(statement: str, name: str) -> None:
    with duckdb.connect() as database:
        if name != "runs":
            kinds = (f"{column} {kind}" for column, kind in RUNS.items())
            database.execute(f"create table runs ({', '.join(kinds)})")
        database.execute(statement)
        with pytest.raises(ConfigurationError, match=f"table or view {name} of anoth"):
            require_synced(database, PATH)


@pytest.mark.parametrize(
    "statement",
    ["create table shop.runs as select 1 as run", "create view shop.a as select 1"],
)
def test_a_file_whose_tables_are_all_in_another_schema_is_refused(
    statement: str,
) -> None:
    with duckdb.connect() as database:
        database.execute("create schema shop")
        database.execute(statement)
        with pytest.raises(ConfigurationError, match="has tables of another program"):
            require_synced(database, PATH)


def test_an_empty_file_and_a_users_own_tables_are_not() -> None:
    with duckdb.connect() as database:
        require_synced(database, PATH)
    with synced({"program_progress": [enrollment(1)]}) as database:
        database.execute("create table notes as select 'mine' as text")
        database.execute(
            "create view learners as select user_email from programs, program_progress"
        )
        database.execute("create schema mine")
        database.execute("create table mine.programs as select 'mine' as text")
        database.execute("alter table program_progress drop column user_email")
        require_synced(database, PATH)
