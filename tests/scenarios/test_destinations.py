"""A synced file in real destinations: DuckDB, PostgreSQL, Parquet and Delta Lake."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# The stubs of pyarrow leave types open.

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.dataset
import pytest

from support.postgres_server import postgres_server
from support.synced_tables import Row, enrollment, program, synced
from udacity_client.cli.destination import LoadError, load
from udacity_client.errors import ConfigurationError

pytestmark = pytest.mark.slow

Query = Callable[[str], list[tuple[Any, ...]]]
LINKS = [{"contract_id": "c", "launch_url": "u"}]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dlt find no settings of this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["duckdb", "postgres"])
def sql(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Query]:
    """Return the name of a destination that keeps history, and what queries it."""
    name: str = request.param
    if name == "duckdb":
        path = tmp_path / "there.duckdb"
        monkeypatch.setenv("DESTINATION__DUCKDB__CREDENTIALS", str(path))
        return name, lambda text: _duckdb_rows(path, text)
    url: str = request.getfixturevalue("postgres")
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)
    _postgres_rows(url, "drop schema if exists udacity cascade")
    _postgres_rows(url, "drop schema if exists udacity_staging cascade")
    return name, lambda text: _postgres_rows(url, text)


def _duckdb_rows(path: Path, text: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path) as database:
        return database.execute(text).fetchall()


def _postgres_rows(url: str, text: str) -> list[tuple[Any, ...]]:
    connection: Any = import_module("psycopg2").connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(text)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def load_rows(rows: Sequence[Row], name: str, company: str = "4821") -> None:
    file = Path("udacity.duckdb")
    file.unlink(missing_ok=True)
    programs = [program("nd1", "One", sso_launch_links_by_contract=LINKS)]
    tables = {"program_progress": rows, "programs": programs}
    synced(tables, company=company, path=file).close()
    load(file, name, dataset="udacity")


def hours(number: int, value: float) -> Row:
    return enrollment(number, learner_hours=value)


def test_each_version_of_a_row_is_kept(sql: tuple[str, Query]) -> None:
    name, query = sql

    def rows() -> list[tuple[Any, ...]]:
        return query(
            "select user_id, learner_hours, count(*), count(_dlt_valid_to) "
            "from udacity.program_progress group by user_id, learner_hours "
            "order by user_id, learner_hours"
        )

    load_rows([hours(1, 1), hours(2, 2), hours(3, 3)], name)
    first = [("user-0001", 1, 1, 0), ("user-0002", 2, 1, 0), ("user-0003", 3, 1, 0)]
    assert rows() == first
    load_rows([hours(1, 1), hours(2, 2), hours(3, 3)], name)
    assert rows() == first
    load_rows([hours(1, 1.5), hours(2, 2), hours(4, 4)], name)
    assert rows() == [
        ("user-0001", 1, 1, 1),
        ("user-0001", 1.5, 1, 0),
        ("user-0002", 2, 1, 0),
        ("user-0003", 3, 1, 1),
        ("user-0004", 4, 1, 0),
    ]
    # Back to what it was before: a third version.
    load_rows([hours(1, 1), hours(2, 2), hours(4, 4)], name)
    assert rows()[:2] == [("user-0001", 1, 2, 1), ("user-0001", 1.5, 1, 1)]
    ((links,),) = query("select sso_launch_links_by_contract from udacity.programs")
    assert links == '[{"contract_id":"c","launch_url":"u"}]'


def test_rows_of_another_company_stay(sql: tuple[str, Query]) -> None:
    name, query = sql
    load_rows([hours(1, 1), hours(2, 2)], name)
    load_rows([hours(1, 1)], name, company="9000")
    load_rows([hours(2, 2)], name)
    counted = query(
        "select company_id, count(*), count(_dlt_valid_to) from "
        "udacity.program_progress group by company_id order by company_id"
    )
    assert counted == [("4821", 2, 1), ("9000", 1, 0)]


def test_a_type_that_changed_is_refused_and_nothing_is_pending(
    sql: tuple[str, Query],
) -> None:
    name, query = sql
    load_rows([hours(1, 1)], name)
    file = Path("udacity.duckdb")
    with duckdb.connect(file) as database:
        database.execute("alter table program_progress alter learner_hours type text")
    with pytest.raises(LoadError, match="learner_hours") as refused:
        load(file, name, dataset="udacity")
    assert "\n" not in str(refused.value)
    load_rows([hours(1, 7)], name)
    newest = query(
        "select learner_hours from udacity.program_progress where _dlt_valid_to is null"
    )
    assert newest == [(7,)]


def test_what_a_destination_refuses_is_not_pending(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", postgres)
    _postgres_rows(postgres, "drop schema if exists udacity cascade")
    load_rows([hours(1, 1)], "postgres")
    _postgres_rows(
        postgres,
        "alter table udacity.program_progress add check (user_last_name <> 'Last0002')",
    )
    with pytest.raises(LoadError) as refused:
        load_rows([hours(1, 1), hours(2, 2)], "postgres")
    assert "Last0002" not in str(refused.value)
    load_rows([hours(1, 1), hours(3, 3)], "postgres")
    there = _postgres_rows(
        postgres,
        "select user_id from udacity.program_progress where _dlt_valid_to is null "
        "order by user_id",
    )
    assert there == [("user-0001",), ("user-0003",)]


def test_parquet_files_hold_the_current_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESTINATION__FILESYSTEM__BUCKET_URL", str(tmp_path / "lake"))
    for rows in ([hours(1, 1), hours(2, 2)], [hours(1, 1.5), hours(3, 3)]):
        load_rows(rows, "filesystem")
    folder = tmp_path / "lake/udacity/program_progress"
    found: Any = pyarrow.dataset.dataset(folder).to_table().to_pylist()
    assert {(row["user_id"], row["learner_hours"]) for row in found} == {
        ("user-0001", 1.5),
        ("user-0003", 3),
    }
    modes = {stat.S_IMODE(one.stat().st_mode) for one in folder.glob("*.parquet")}
    assert modes == {0o600}


def test_delta_tables_hold_the_last_version_of_each_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESTINATION__FILESYSTEM__BUCKET_URL", str(tmp_path / "lake"))
    for rows in ([hours(1, 1), hours(2, 2)], [hours(1, 1.5), hours(3, 3)]):
        load_rows(rows, "delta")
    table: Any = import_module("deltalake").DeltaTable(
        str(tmp_path / "lake/udacity/program_progress")
    )
    found = table.to_pyarrow_table().to_pylist()
    assert {(row["user_id"], row["learner_hours"]) for row in found} == {
        ("user-0001", 1.5),
        ("user-0002", 2),
        ("user-0003", 3),
    }


def test_a_destination_without_its_settings_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DESTINATION__POSTGRES__CREDENTIALS", raising=False)
    with pytest.raises(ConfigurationError, match="DESTINATION__POSTGRES__CREDENTIALS"):
        load_rows([], "postgres")


def test_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://loader:very-secret@127.0.0.1:1/there"
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", url)
    with pytest.raises(LoadError, match="refused") as refused:
        load_rows([], "postgres")
    assert "very-secret" not in str(refused.value)
