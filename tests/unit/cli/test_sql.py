"""The command `udacity sql`: formats, dialects and errors."""

# pyarrow's stubs leave type parameters open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest

from udacity_client.cli.file_formats import QueryFormat
from udacity_client.cli.printing import visible
from udacity_client.cli.sql import run_sql
from udacity_client.emulator import Emulator
from udacity_client.system.duckdb_files import open_database

from .conftest import Command

PEOPLE = """
create table people as select * from (values
    ('zoe@example.com', 2::bigint, timestamptz '2026-03-01 10:00:00Z', ['Go']),
    (E'b\\x1b[31m', null, null, [])
) t(email, hours, seen, skills)
"""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    with open_database(tmp_path / "udacity.duckdb", read_only=False) as database:
        database.execute(PEOPLE)
    return Command(Emulator(learners=1), tmp_path)  # it is not asked anything


def test_a_table(command: Command) -> None:
    ran = command.run(
        "sql", "select email, sum(hours) as hours from people group by all order by 2"
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    _, head, _, *rows, count = [line.rstrip() for line in ran.stdout.splitlines()]
    assert head.split() == ["email", "hours"]
    assert rows[0].split() == ["zoe@example.com", "2"]
    assert rows[1].split() == ["b", "[31m"]
    assert count == "2 rows"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from people where false", "0 rows"),
        ("select 1 as a", "1 row"),
        ("select unnest(range(1200)) as a", "1,200 rows"),
    ],
)
def test_the_last_line_of_a_table_counts_its_rows(
    query: str, said: str, command: Command
) -> None:
    assert command.run("sql", query).stdout.splitlines()[-1] == said
    assert said not in command.run("sql", query, "--format", "csv").stdout


def test_nested_values_in_a_table_are_json(command: Command) -> None:
    query = (
        "select {'at': timestamptz '2026-03-01 10:00:00+00', 'who': ['é', null]} as it"
    )
    ran = command.run("sql", query)
    shown = '{"at": "2026-03-01 10:00:00+00", "who": ["é", null]}'
    assert shown in ran.stdout


def test_a_dash_is_standard_output(command: Command) -> None:
    words = ("sql", "select hours from people order by 1", "--format", "ndjson")
    for output in ("-o-", "--output=-"):
        ran = command.run(*words, output)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout == '{"hours":2}\n{"hours":null}\n'
    assert not (command.home / "-").exists()


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def shown_in(width: int, query: str, command: Command) -> str:
    """Return what *query* prints on a terminal that has *width* columns."""
    shown = io.BytesIO()
    terminal = Terminal(shown, encoding="utf-8")
    with (
        pytest.MonkeyPatch.context() as patched,
        patch("udacity_client.cli.sql.width_of", return_value=width),
    ):
        patched.setenv("NO_COLOR", "1")
        patched.setattr(sys, "stdout", terminal)
        run_sql(
            query,
            file=command.home / "udacity.duckdb",
            output=None,
            format_=None,
            dialect=None,
        )
    return shown.getvalue().decode()


def test_a_narrow_terminal_folds_texts_and_cuts_none(command: Command) -> None:
    email = "somebody.with.a.long.name@example.com"
    text = shown_in(40, f"select '{email}' as email, 7 as hours", command)
    assert "…" not in text
    cells = [line.split()[0] for line in text.splitlines()[3:-1] if line.strip()]
    assert "".join(cells) == email
    assert text.splitlines()[-1] == "1 row"


def test_columns_that_do_not_fit_are_counted(command: Command) -> None:
    query = f"select {', '.join(f'{n} as column_{n:02}' for n in range(30))}"
    text = shown_in(60, query, command)
    assert "column_04" in text
    assert "column_05" not in text
    said = " ".join(text.split("\n", maxsplit=4)[-1].split())
    assert said == (
        "1 row; 5 of 30 columns fit. Select fewer, or pass --format json or -o FILE."
    )
    assert "fit" not in command.run("sql", query).stdout


def test_a_long_text_is_cut_in_a_table_alone(command: Command) -> None:
    query = "select repeat('q', 301) as long, repeat('z', 300) as short"
    for text in (shown_in(80, query, command), command.run("sql", query).stdout):
        assert (text.count("q"), text.count("z")) == (300, 300)
        assert text.count("…") == 1
        said = "1 row; texts are cut after 300 characters, but not by -o FILE.\n"
        assert text.endswith(said)
    for format_ in ("csv", "json"):
        ran = command.run("sql", query, "--format", format_)
        assert "q" * 301 in ran.stdout


@pytest.mark.parametrize("text", ["##vso[task.prependpath]/x", "\t::error::x"])
def test_no_text_is_a_command_to_what_runs_a_job(text: str, command: Command) -> None:
    query = f"""select null as " ", '{text}' as "{text}", ['{text}'] as many"""
    shown = command.run("sql", query).stdout
    assert shown.count("task.prependpath]/x") + shown.count(":error::x") == 3
    assert visible(shown) == shown
    (row,) = json.loads(command.run("sql", query, "--format", "json").stdout)
    assert row[text] == text


def test_a_text_whose_escapes_make_it_too_long_is_said_to_be_cut(
    command: Command,
) -> None:
    query = f"select '{'q' * 297}##[' as long"
    shown = command.run("sql", query).stdout
    assert "##[" not in shown
    assert "1 row; texts are cut after 300 characters" in shown


@pytest.mark.parametrize("name", ["udacity.duckdb", "udacity.duckdb.wal"])
@pytest.mark.parametrize("way", ["itself", "soft link", "hard link", "of the database"])
def test_no_result_replaces_the_database_that_it_is_from(
    name: str, way: str, command: Command
) -> None:
    database = command.home / "udacity.duckdb"
    output = (source := command.home / "udacity.duckdb").with_name(name)
    if way == "of the database":
        source = command.home / "linked.duckdb"
        source.symlink_to(database)
    elif way != "itself":
        output.touch()
        link = output.with_name("link.csv")
        if way == "soft link":
            link.symlink_to(output)
        else:
            link.hardlink_to(output)
        output = link
    files = {path: path.read_bytes() for path in command.home.iterdir()}
    given = ("--from", source, "--format", "csv", "-o", output)
    ran = command.run("sql", "from people", *given)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"{output} is ")
    assert ran.stderr.endswith("Name another file. Nothing was written.\n")
    assert files == {path: path.read_bytes() for path in command.home.iterdir()}


@pytest.mark.parametrize("query", ["", " ", ";", "/* FROM people */"])
@pytest.mark.parametrize("dialect", [(), ("--dialect", "redshift")])
def test_an_empty_query_is_refused(
    query: str, dialect: tuple[str, ...], command: Command
) -> None:
    ran = command.run("sql", query, *dialect)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "The query is empty. Give one, such as FROM runs.\n"


@pytest.mark.parametrize(
    "query",
    ["select 1; select 2", "from people; create temp table t as select 1", "show;show"],
)
def test_no_rows_are_lost_before_the_last_statement(
    query: str, command: Command
) -> None:
    ran = command.run("sql", query)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.endswith(" Give one at a time.\n")


def test_what_a_query_needs_may_come_before_it(command: Command) -> None:
    query = "create temp macro twice(a) as 2 * a; select twice(21) as it;"
    ran = command.run("sql", query, "--format", "csv")
    assert (ran.stdout, ran.stderr) == ('"it"\n42\n', "")


def test_a_result_for_excel(command: Command) -> None:
    query = "select '=1+1' as \"what\", timestamptz '2026-03-01 10:00:00Z' as at"
    ran = command.run("sql", query, "-o", "a.csv", "--excel", "--separator", ";")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (command.home / "a.csv").read_bytes() == (
        b"\xef\xbb\xbfwhat;at\r\n'=1+1;2026-03-01 10:00:00\r\n"
    )
    ran = command.run("sql", query, "--excel")
    assert ran.returncode == 2
    assert ran.stderr == (
        "--excel is for CSV, and the format here is table. Name a file with "
        "-o FILE.csv, or give --format csv.\n"
    )


@pytest.mark.parametrize("format_", ["csv", "json", "ndjson"])
def test_no_value_controls_a_terminal(
    format_: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.BytesIO()
    terminal = Terminal(shown, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        run_sql(
            "from people",
            file=command.home / "udacity.duckdb",
            output=None,
            format_=QueryFormat(format_),
            dialect=None,
        )
    text = shown.getvalue().decode()
    assert all(line.isprintable() for line in text.splitlines())
    assert ("b\\x1b[31m" if format_ == "csv" else "b\\u001b[31m") in text


def test_text_formats(command: Command) -> None:
    def result(format_: str, query: str = "from people") -> str:
        ran = command.run("sql", query, "--format", format_)
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    assert result("csv").splitlines() == [
        '"email","hours","seen","skills"',
        '"zoe@example.com",2,"2026-03-01T10:00:00Z","[""Go""]"',
        '"b\x1b[31m",,,"[]"',
    ]
    first, second = json.loads(result("json"))
    assert first == {
        "email": "zoe@example.com",
        "hours": 2,
        "seen": "2026-03-01T10:00:00Z",
        "skills": ["Go"],
    }
    assert [json.loads(line) for line in result("ndjson").splitlines()] == [
        first,
        second,
    ]
    numbers = "select sum(hours) as a, 1.5::decimal(9, 2) as b from people"
    assert result("json", numbers) == '[{"a":2,"b":1.50}]\n'
    assert result("json", "from people where false") == "[]\n"


def test_files(command: Command) -> None:
    for name in ("a.parquet", "a.json", "a.csv", "a.arrow"):
        ran = command.run("sql", "from people", "-o", name)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        assert stat.S_IMODE((command.home / name).stat().st_mode) == 0o600
    table = pq.read_table(command.home / "a.parquet")
    assert table.column("email").to_pylist()[0] == "zoe@example.com"
    assert len(json.loads((command.home / "a.json").read_text())) == 2


def test_the_dialect_of_redshift(command: Command) -> None:
    query = (
        "select top 1 nvl(hours, 0) as hours, datediff(day, seen, sysdate) > 0 as past "
        "from people order by email desc"
    )
    assert command.run("sql", query).returncode == 2
    ran = command.run("sql", query, "--dialect=redshift", "--format=csv")
    assert ran.stdout.splitlines() == ['"hours","past"', "2,true"]
    ran = command.run("sql", "select from where", "--dialect=redshift")
    assert ran.returncode == 2
    assert ran.stderr.startswith("The query cannot be read as redshift: ")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("selec 1", 'Parser Error: syntax error at or near "selec"'),
        ("from nobody", "Catalog Error: Table with name nobody does not exist!"),
        ("select nothing from people", 'Referenced column "nothing" not found'),
        ("delete from people", "A query can read the file, and change nothing in it."),
        ("copy people to 'a.csv'", "Permission Error"),
        ("from read_csv('/etc/passwd')", "Permission Error"),
        ("from 'a.parquet'", "A query uses the synced file alone. To read other files"),
        ("select email::integer from people", "could not compute the result (Conv"),
    ],
)
def test_a_query_that_is_refused(query: str, message: str, command: Command) -> None:
    ran = command.run("sql", query, "--format=csv")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert "zoe" not in ran.stderr
    assert [file.name for file in command.home.iterdir()] == ["udacity.duckdb"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--format=parquet", "Standard output takes no parquet: name a file with"),
        ("-o a.csv --format=table", "A table is for the terminal"),
        ("-o a.txt", "The name a.txt does not show the format"),
        ("-o none/a.csv", "There is no folder none; make it first."),
        ("--from=none.duckdb", "There is no none.duckdb; `udacity sync` makes it."),
        ("--from=none.duckdb", "If it is elsewhere, name it with --from."),
    ],
)
def test_wrong_options(options: str, message: str, command: Command) -> None:
    ran = command.run("sql", "from people", *options.split())
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_a_statement_without_a_result(command: Command) -> None:
    ran = command.run("sql", "create temp macro f(a) as a")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_pivot_has_rows(command: Command) -> None:
    query = "pivot (select 'x' as a, 1 as b) on a using sum(b)"
    assert command.run("sql", query, "--format", "csv").stdout == '"x"\n1\n'


def test_an_error_of_the_query_comes_before_the_header(command: Command) -> None:
    query = "select email::integer as a from people"
    for format_ in ("csv", "json", "ndjson", "table"):
        ran = command.run("sql", query, "--format", format_)
        assert (ran.returncode, ran.stdout) == (2, "")
