"""What each format makes of values that Python, Arrow or JSON cannot hold."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from udacity_client.cli.file_formats import QueryFormat
from udacity_client.cli.sql import run_sql
from udacity_client.errors import ConfigurationError
from udacity_client.system.duckdb_files import open_database
from udacity_client.system.file_format import PLAIN, CsvStyle


def is_known(value: str) -> bool:
    """Whether this DuckDB has the type of *value*; 1.3 has fewer."""
    try:
        duckdb.sql(f"select {value}")
    except duckdb.CatalogException:
        return False
    return True


HUGE = 2**127 - 1
ALL_TEXTS = {
    "timestamptz 'infinity'": "infinity",
    "timestamp '-infinity'": "-infinity",
    "date 'infinity'": "infinity",
    "date '32103-01-01'": "32103-01-01",
    "timestamp '32103-01-01'": "32103-01-01T00:00:00Z",
    "timestamptz '2026-03-01 10:00:00.5Z'": "2026-03-01T10:00:00.500000Z",
    "timestamp_ns '2026-03-01 10:00:00.123456789'": "2026-03-01T10:00:00.123456789Z",
    "'10:00:00.123456789'::time_ns": "10:00:00.123456789",
    "'10:00:00+02'::timetz": "10:00:00+02",
    "time '10:00:00'": "10:00:00",
    "interval 1 day": "1 day",
    "union_value(a := 1)": "1",
    "'\\xAA'::blob": "\\xAA",
    "'101'::bit": "101",
    f"{2**128 - 1}::uhugeint": str(2**128 - 1),
    "row(1, date '2026-03-01')": "(1, 2026-03-01)",
    "'x'::enum('x', 'y')": "x",
}
INTERVAL_OF_TIMES = [["1 day", ["2026-03-01T00:00:00Z"]]]
TEXTS = {value: text for value, text in ALL_TEXTS.items() if is_known(value)}
HELD_BY_NO_FILE = ["1::uhugeint", "'10:00:00+02'::timetz", "1::bignum"]
UNHELD = [value for value in HELD_BY_NO_FILE if is_known(value)]
NUMBERS = {
    f"{HUGE}::hugeint": str(HUGE),
    "12345678901234567890.12::decimal(38, 2)": "12345678901234567890.12",
    "(select sum(a) from (values (9223372036854775807), (1)) t(a))": str(2**63),
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with open_database(tmp_path / "a.duckdb", read_only=False):
        pass
    return tmp_path / "a.duckdb"


def result(
    query: str, database: Path, to: QueryFormat, style: CsvStyle = PLAIN
) -> bytes:
    output = database.with_name("result")
    run_sql(query, file=database, output=output, format_=to, dialect=None, style=style)
    return output.read_bytes()


@pytest.mark.parametrize(("value", "text"), TEXTS.items())
def test_a_value_that_is_text(value: str, text: str, database: Path) -> None:
    csv = result(f"select {value} as a", database, QueryFormat.CSV)
    assert csv.decode() == f'"a"\n"{text}"\n'
    nested = f"select {value} as a, [{{'b': [{value}, null], 'c': 1}}, null] as d"
    expected = {"a": text, "d": [{"b": [text, None], "c": 1}, None]}
    ndjson = result(nested, database, QueryFormat.NDJSON)
    assert json.loads(ndjson) == expected
    assert json.loads(result(nested, database, QueryFormat.JSON)) == [expected]


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ("map {'a': 1, 'b': null}", [["a", 1], ["b", None]]),
        ("map {1: date '2026-03-01'}", [[1, "2026-03-01"]]),
        ("map {interval 1 day: [timestamp '2026-03-01']}", INTERVAL_OF_TIMES),
        ("map {'a': map {'b': date '2026-03-01'}}", [["a", [["b", "2026-03-01"]]]]),
        ("map {}", []),
        ("null::map(varchar, date)", None),
    ],
)
def test_a_map_is_a_list_of_pairs_whatever_is_in_it(
    value: str, pairs: object, database: Path
) -> None:
    query = f"select {value} as a, [{{'b': {value}}}] as c"
    expected = {"a": pairs, "c": [{"b": pairs}]}
    assert json.loads(result(query, database, QueryFormat.JSON)) == [expected]
    csv = result(f"select {value} as a", database, QueryFormat.CSV).decode()
    text = csv.splitlines()[1].strip('"').replace('""', '"')
    assert (json.loads(text) if text else None) == pairs


@pytest.mark.parametrize(("value", "text"), NUMBERS.items())
def test_a_long_number(value: str, text: str, database: Path) -> None:
    query = f"select {value} as a, [{value}] as b"
    csv = result(query, database, QueryFormat.CSV)
    assert csv.decode() == f'"a","b"\n{text},"[{text}]"\n'
    ndjson = result(query, database, QueryFormat.NDJSON)
    assert ndjson.decode() == f'{{"a":{text},"b":[{text}]}}\n'


def test_json_has_texts_for_numbers_that_it_cannot_hold(database: Path) -> None:
    query = "select 'nan'::double as a, '-inf'::float as b, {'c': ['inf'::double]} as d"
    ndjson = result(query, database, QueryFormat.NDJSON)
    assert json.loads(ndjson) == {"a": "nan", "b": "-inf", "d": {"c": ["inf"]}}
    csv = result(query, database, QueryFormat.CSV)
    assert csv.decode().splitlines()[1] == 'nan,-inf,"{""c"":[""inf""]}"'


def test_a_table_shows_what_duckdb_shows(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = f"select unnest([{', '.join(f'({one})::varchar' for one in TEXTS)}])"
    with open_database(database, read_only=True) as connection:  # its zone is UTC
        expected = {one for (one,) in connection.execute(query).fetchall()}
    for value in TEXTS:
        run_sql(
            f"select {value} as a",
            file=database,
            output=None,
            format_=None,
            dialect=None,
        )
    lines = {line.strip() for line in capsys.readouterr().out.splitlines()}
    assert expected <= lines


def test_times_for_excel(database: Path) -> None:
    query = "select timestamptz 'infinity' as a, timestamp '2026-03-01 10:00:00.5' as b"
    csv = result(query, database, QueryFormat.CSV, CsvStyle(excel=True)).decode()
    assert csv.splitlines()[1].replace('"', "") == "infinity,2026-03-01 10:00:00"


@pytest.mark.parametrize("to", [QueryFormat.PARQUET, QueryFormat.ARROW])
@pytest.mark.parametrize("value", UNHELD)
def test_a_type_that_a_file_cannot_hold(
    value: str, to: QueryFormat, database: Path
) -> None:
    for name, query in {
        "a": f"select {value} as a",
        "b": f"select [{value}] as b",
    }.items():
        with pytest.raises(ConfigurationError) as refused:
            result(query, database, to)
        message = str(refused.value)
        assert message.startswith(f"The column {name} is ")
        assert message.endswith(f", which {to} cannot hold: cast it to varchar.")
    assert not database.with_name("result").exists()


def test_a_file_keeps_types(database: Path) -> None:
    query = (
        "select timestamptz '2026-03-01 10:00:00Z' as a, date '2026-03-01' as b, "
        "[1.50::decimal(38, 2)] as c, '\\xAA'::blob as d, 'x'::enum('x') as e"
    )
    file = io.BytesIO(result(query, database, QueryFormat.PARQUET))
    found = duckdb.from_arrow(pq.read_table(file)).types
    assert [str(one) for one in found][:4] == [
        "TIMESTAMP WITH TIME ZONE",
        "DATE",
        "DECIMAL(38,2)[]",
        "BLOB",
    ]


def test_columns_of_one_name_are_numbered(database: Path) -> None:
    query = 'select 1 as title, 2 as title, 3 as "a""b" order by 1'
    for to in (QueryFormat.JSON, QueryFormat.NDJSON):
        found = json.loads(result(query, database, to))
        record = found[0] if isinstance(found, list) else found
        assert record == {"title": 1, "title_1": 2, 'a"b': 3}
    csv = result(query, database, QueryFormat.CSV).decode()
    assert csv.splitlines()[0] == '"title","title_1","a""b"'
    parquet = pq.read_table(io.BytesIO(result(query, database, QueryFormat.PARQUET)))
    assert parquet.schema.names == ["title", "title_1", 'a"b']


def test_the_order_of_a_query_stays(database: Path) -> None:
    query = (
        "select range as a, date '2026-03-01' as b from range(50000) order by 1 desc"
    )
    lines = result(query, database, QueryFormat.CSV).decode().splitlines()[1:]
    assert [int(line.partition(",")[0]) for line in lines] == [*range(50_000)][::-1]
