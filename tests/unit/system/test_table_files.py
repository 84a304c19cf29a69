"""What each format makes of the same records."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from udacity_client.runtime import Duration, OpenEnum, Record, Time
from udacity_client.runtime.arrow import Columns
from udacity_client.system.file_format import PLAIN, CsvStyle, Format
from udacity_client.system.table_files import ROW_GROUP, write


class Status(OpenEnum):
    ON = "ON"


class Link(Record, frozen=True):
    url: str
    at: Time


class Row(Record, frozen=True):
    name: str | None
    status: Status
    at: Time | None
    hours: float
    flag: bool | None
    length: Duration
    links: list[Link] | None


MOMENT = datetime(2026, 6, 8, 15, 20, 14, tzinfo=UTC)
COLUMNS = Columns(Row)
EXCEL = CsvStyle(excel=True)
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What starts a formula in Excel; the fullwidth signs do so in Japan."""


def row(name: str | None = "Zoë", **changed: Any) -> Row:
    fields: dict[str, Any] = {
        "status": Status.ON,
        "at": MOMENT,
        "hours": 1.0,
        "flag": True,
        "length": Duration.parse("P30D"),
        "links": None,
    }
    return Row(name=name, **(fields | changed))


ROWS = [
    row("=1+1", links=[Link(url="https://example.com/?a=1,2", at=MOMENT)], hours=-1.5),
    row('a, "b"\nc', at=MOMENT + timedelta(microseconds=97_000), status=Status("NEW")),
    row("", links=[], flag=None),
    row(None, at=None, flag=False),
]


def written(to: Format, style: CsvStyle = PLAIN) -> bytes:
    file = io.BytesIO()
    # Two pages with different dictionaries.
    batches = [COLUMNS.batch(ROWS[:1]), COLUMNS.batch(ROWS[1:])]
    write(batches, COLUMNS.schema, file, to=to, style=style)
    return file.getvalue()


def test_csv_tells_null_and_empty_text_apart() -> None:
    assert written(Format.CSV).decode() == (
        '"name","status","at","hours","flag","length","links"\n'
        '"=1+1","ON","2026-06-08T15:20:14Z",-1.5,true,"P30D",'
        '"[{""url"":""https://example.com/?a=1,2"",""at"":""2026-06-08T15:20:14Z""}]"\n'
        '"a, ""b""\nc","NEW","2026-06-08T15:20:14.097000Z",1,true,"P30D",\n'
        '"","ON","2026-06-08T15:20:14Z",1,,"P30D","[]"\n'
        ',"ON",,1,false,"P30D",\n'
    )


def test_csv_for_excel() -> None:
    text = written(Format.CSV, EXCEL).decode()
    assert text == (
        "\ufeffname,status,at,hours,flag,length,links\r\n"
        "'=1+1,ON,2026-06-08 15:20:14,-1.5,True,P30D,"
        '"[{""url"":""https://example.com/?a=1,2"",""at"":""2026-06-08T15:20:14Z""}]"'
        "\r\n"
        '"a, ""b""\nc",NEW,2026-06-08 15:20:14,1.0,True,P30D,\r\n'
        ",ON,2026-06-08 15:20:14,1.0,,P30D,[]\r\n"
        ",ON,,1.0,False,P30D,\r\n"
    )


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("separator", [";", "|", "\t"])
def test_csv_with_another_separator(separator: str, *, excel: bool) -> None:
    def rows(style: CsvStyle) -> list[list[str]]:
        text = written(Format.CSV, style).decode("utf-8-sig")
        return [*csv.reader(io.StringIO(text, newline=""), delimiter=style.separator)]

    assert rows(CsvStyle(excel, separator)) == rows(CsvStyle(excel))


@pytest.mark.parametrize("first", [*SIGNS, *"\t\r\n"])
def test_excel_gets_no_formula(first: str) -> None:
    file = io.BytesIO()
    batch = COLUMNS.batch([row(f"{first}x{first}")])
    write([batch], COLUMNS.schema, file, to=Format.CSV, style=EXCEL)
    text = io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")
    _, (name, *_) = csv.reader(text)
    assert name == f"'{first}x{first}"


def test_excel_gets_no_formula_as_the_name_of_a_column() -> None:
    file = io.BytesIO()
    table = pa.record_batch({"=1+1": [1], "a;@x": [2]})  # as a pivot has them
    write([table], table.schema, file, to=Format.CSV, style=EXCEL)
    assert file.getvalue().decode("utf-8-sig").startswith("'=1+1,a;'@x\r\n")


HOSTILE = ["a{}=1+1{}b", "x{}@SUM(A1)", 'a{}"=1+1&"{}b', "{}\uff1d1+1", '"{}""-1']
SEPARATORS = [",", ";", "|", "\t", "\n", "\r\n"]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("theirs", SEPARATORS)
def test_excel_of_another_country_gets_no_formula(theirs: str, separator: str) -> None:
    """Such an Excel splits lines elsewhere, and takes quotes for text."""
    rows = [row(one.format(theirs, theirs)) for one in HOSTILE]
    rows += [row("Zoë", links=[Link(url=one.name or "", at=MOMENT)]) for one in rows]
    file = io.BytesIO()
    style = CsvStyle(excel=True, separator=separator)
    table = COLUMNS.batch(rows).select(["hours", "name", "links"])
    write([table], table.schema, file, to=Format.CSV, style=style)
    text = io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")
    cells = csv.reader(text, delimiter=theirs if len(theirs.strip("\r\n")) else ",")
    found = [cell for line in cells for cell in line]
    assert not [cell for cell in found if cell.startswith((*SIGNS,))]


def test_excel_gets_texts_with_its_own_separator_as_they_are() -> None:
    file = io.BytesIO()
    batch = COLUMNS.batch([row("a,-b, c=d")])
    write([batch], COLUMNS.schema, file, to=Format.CSV, style=EXCEL)
    assert '\r\n"a,-b, c=d",' in file.getvalue().decode("utf-8-sig")


def test_ndjson_is_what_the_records_themselves_write() -> None:
    lines = written(Format.NDJSON).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        json.loads(one.model_dump_json()) for one in ROWS
    ]
    assert lines[0].startswith(
        '{"name":"=1+1","status":"ON","at":"2026-06-08T15:20:14Z"'
    )


def test_parquet_and_arrow_keep_values_and_types() -> None:
    expected = pa.Table.from_batches([COLUMNS.batch(ROWS)])
    parquet = pq.read_table(io.BytesIO(written(Format.PARQUET)))
    assert parquet.to_pylist() == expected.to_pylist()
    assert parquet.schema.equals(expected.schema)
    arrow = pa.ipc.open_file(io.BytesIO(written(Format.ARROW))).read_all()
    assert arrow.to_pylist() == expected.to_pylist()
    assert str(arrow.schema.field("status").type) == "string"


def test_parquet_has_large_row_groups() -> None:
    file, page = io.BytesIO(), COLUMNS.batch([row()] * 1000)
    write([page] * 25, COLUMNS.schema, file, to=Format.PARQUET)
    groups = pq.ParquetFile(file).metadata
    sizes = [groups.row_group(n).num_rows for n in range(groups.num_row_groups)]
    assert sizes == [ROW_GROUP, 5000]


@pytest.mark.parametrize("to", Format)
def test_without_records_there_are_columns(to: Format) -> None:
    file = io.BytesIO()
    write([], COLUMNS.schema, file, to=to)
    assert (b"name" in file.getvalue()) == (to is not Format.NDJSON)


@pytest.mark.parametrize("to", [Format.PARQUET, Format.CSV, Format.NDJSON])
def test_duckdb_reads_what_is_written(to: Format, tmp_path: Any) -> None:
    path = tmp_path / f"rows.{to}"
    path.write_bytes(written(to))
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute("create view rows as from '" + str(path) + "'")
    found = connection.execute("select name, hours from rows").fetchall()
    # Of a CSV, DuckDB takes empty text for null unless it is told otherwise.
    assert [name or "" for name, _ in found] == [one.name or "" for one in ROWS]
    assert [hours for _, hours in found] == [one.hours for one in ROWS]
