"""Run `udacity sql`: a query over a synced file that can change nothing."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import io
import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final

from udacity_client.cli.extras import extra
from udacity_client.cli.file_formats import (
    QueryFormat,
    path_of,
    query_format_of,
    require_style,
)
from udacity_client.cli.printing import output_of_csv, output_of_json
from udacity_client.cli.terminal import width_of
from udacity_client.errors import ConfigurationError
from udacity_client.schema.hidden_characters import escape_runner_commands
from udacity_client.system.file_format import PLAIN, CsvStyle, Format
from udacity_client.system.same_file import require_other_file
from udacity_client.system.write_errors import require_writable, write_file

with extra("data"):
    import duckdb
    import pyarrow as pa
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from udacity_client.cli.query_columns import exact_columns
    from udacity_client.system.duckdb_files import Database, files_of, open_database
    from udacity_client.system.table_files import write

# What these errors say is about the query. Others may show a value of a record.
_ABOUT_QUERIES: Final = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
    duckdb.ParserException,
    duckdb.PermissionException,
    duckdb.SyntaxException,
)


def run_sql(
    query: str,
    *,
    file: Path,
    output: Path | None,
    format_: QueryFormat | None,
    dialect: str | None,
    style: CsvStyle = PLAIN,
) -> None:
    """Run *query* on *file*, and write the result.

    Args:
        query: The query.
        file: The database.
        output: Where to; `None` and `-` are standard output.
        format_: The format, if it was named.
        dialect: The dialect of the query, if it is another one than DuckDB's.
        style: How to write a CSV.

    Raises:
        ConfigurationError: The query, the file or the format cannot be used.
        WriteError: The result cannot be written.
    """
    path = path_of(output)
    chosen = query_format_of(path, format_)
    require_style(style, chosen)
    if path is not None:
        require_writable(path)
        require_other_file(path, files_of(file))
    text = query if dialect is None else _translate(query, dialect)
    opened = open_database(file, read_only=True)
    with opened as database, _told_of_queries(database):
        has_rows = _require_one_result(database, text)
        relation: Any = database.sql(text)
        if relation is None or not has_rows:
            return
        exact = exact_columns(relation, chosen, excel=style.excel)
        reader = pa.RecordBatchReader.from_stream(exact)
        if path is None:
            output_of = output_of_csv if chosen is QueryFormat.CSV else output_of_json
            _write(reader, output_of(sys.stdout), chosen, style)
            sys.stdout.flush()
            return
        result = io.BytesIO()
        _write(reader, result, chosen, style)
    write_file(path, result.getvalue())


def _require_one_result(database: Database, text: str) -> bool:
    """Check that *text* has a query, and that no rows would be lost before the last.

    Returns:
        Whether the last statement has rows. DuckDB 2 returns a count for `create`.

    Raises:
        ConfigurationError: It has none, or several.
    """
    statements: list[Any] = database.extract_statements(text)
    if not statements:
        raise ConfigurationError("The query is empty. Give one, such as FROM runs.")
    rows = [duckdb.ExpectedResultType.QUERY_RESULT]
    if any(one.expected_result_type == rows for one in statements[:-1]):
        message = (
            "This is more than one query, and only the last one's rows would be shown. "
            "Give one at a time."
        )
        raise ConfigurationError(message)
    last = statements[-1]
    is_pivot = last.type.name == "MULTI"  # it may have rows, says DuckDB, or nothing
    return (
        is_pivot or duckdb.ExpectedResultType.NOTHING not in last.expected_result_type
    )


def _translate(query: str, dialect: str) -> str:
    with extra("data"):
        import sqlglot  # noqa: PLC0415 - it takes longer than most queries
        from sqlglot.errors import SqlglotError  # noqa: PLC0415
    try:
        return ";".join(sqlglot.transpile(query, read=dialect, write="duckdb"))
    except SqlglotError as error:
        found: list[dict[str, Any]] = getattr(error, "errors", [])
        reason = found[0]["description"] if found else "it cannot be translated"
        message = f"The query cannot be read as {dialect}: {reason}."
        raise ConfigurationError(message) from None


@contextmanager
def _told_of_queries(database: Database) -> Generator[None]:
    """Turn an error of a query into one that shows no value of a record.

    Raises:
        ConfigurationError: DuckDB refused the query.
    """
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        message = " ".join(str(error).partition("\nLINE")[0].split())
        if "read-only mode" in message:
            message = "A query can read the file, and change nothing in it."
        elif "disabled by configuration" in message:
            message += (
                ". A query uses the synced file alone. To read other files as well, "
                "use duckdb itself; to write the result, pass -o FILE."
            )
        elif isinstance(error, duckdb.CatalogException) and _has_only_runs(database):
            message = (
                "No run of `udacity sync` has completed yet, so the file has no table "
                "but runs."
            )
        elif not isinstance(error, _ABOUT_QUERIES):
            message = (
                f"DuckDB could not compute the result ({type(error).__name__}). Does a "
                "cast or a function get a value that it cannot take?"
            )
    else:
        return
    raise ConfigurationError(message) from None


def _has_only_runs(database: Database) -> bool:
    found = database.execute("select table_name from duckdb_tables()").fetchall()
    return found == [("runs",)]


def _write(reader: Any, file: IO[bytes], to: QueryFormat, style: CsvStyle) -> None:
    if to is QueryFormat.TABLE:
        _print_table(reader.read_all())
        return
    schema = reader.schema
    first = [*islice(reader, 1)]  # so an error of the query comes before the header
    batches = chain(first, reader)
    if to is not QueryFormat.JSON:
        write(batches, schema, file, to=Format(to), style=style)
        return
    lines = io.BytesIO()
    write(batches, schema, lines, to=Format.NDJSON)
    rows = b",\n".join(lines.getvalue().splitlines())
    file.write(b"[" + rows + b"]\n")


def _print_table(table: Any) -> None:
    """Print *table*, and below it how many rows it has and what does not fit."""
    columns = [
        (field, [_cell(field.name), *map(_cell, column.to_pylist())])
        for field, column in zip(table.schema, table.columns, strict=True)
    ]
    width = width_of(sys.stdout)
    fitting = columns[: _count_fitting([cells for _, cells in columns], width)]
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for field, (head, *_) in fitting:
        is_number = pa.types.is_primitive(field.type) and not (
            pa.types.is_temporal(field.type) or pa.types.is_boolean(field.type)
        )
        shown.add_column(
            head, justify="right" if is_number else "left", overflow="fold"
        )
    for row in zip(*(cells[1:] for _, cells in fitting), strict=True):
        shown.add_row(*row)
    told = f"{table.num_rows:,} row{'' if table.num_rows == 1 else 's'}"
    if len(fitting) < len(columns):
        told += (
            f"; {len(fitting)} of {len(columns)} columns fit. Select fewer, or pass "
            "--format json or -o FILE."
        )
    elif any(len(cell) > _LONGEST for _, cells in fitting for cell in cells):
        told += f"; texts are cut after {_LONGEST} characters, but not by -o FILE."
    console = Console(file=sys.stdout, width=width or _NO_WIDTH, highlight=False)
    console.print(shown, told, sep="")


_NO_WIDTH: Final = 10_000
"""Columns of a pipe, so nothing is folded."""

_LONGEST: Final = 300
"""Characters of a text in a table; a longer one would fill a screen."""

_READABLE, _GAP = 16, 3
"""Columns of a terminal that a text needs to be read in, and those next to it."""


def _count_fitting(columns: list[list[Text]], width: int | None) -> int:
    """Return how many of *columns* can be read in a terminal of *width*."""
    taken = 0
    for number, cells in enumerate(columns):
        taken += min(_READABLE, max(cell.cell_len for cell in cells)) + _GAP
        if width is not None and taken > width:
            return max(number, 1)
    return len(columns)


def _cell(value: object) -> Text:
    text = "" if value is None else str(value)
    if isinstance(value, dict | list):
        text = json.dumps(value, default=str, ensure_ascii=False)
    # A value could hold what a terminal, or what runs a job in CI, takes for a command.
    printable = "".join(one if one.isprintable() else " " for one in text)
    shown = escape_runner_commands(printable)
    return Text(f"{shown[:_LONGEST]}…" if len(shown) > _LONGEST else shown)
