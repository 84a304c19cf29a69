"""A DuckDB file is opened for this user alone, and refused in words."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from support.unprivileged import unprivileged
from udacity_client.errors import ConfigurationError
from udacity_client.system.duckdb_files import (
    describe_log,
    make_database,
    open_database,
    transaction,
)
from udacity_client.system.private_files import BusyError
from udacity_client.system.write_errors import WriteError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with open_database(path, read_only=False) as database:
        database.execute("create table t as select 'zoe@example.com' as email")
    return path


def test_a_new_file_is_for_this_user_alone(tmp_path: Path) -> None:
    path, mask = tmp_path / "a.duckdb", os.umask(0o022)
    try:
        with open_database(path, read_only=False) as database:
            database.execute("create table t as select 1 as a")
            modes = {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
        assert len([*tmp_path.iterdir()]) == 1
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(mask)
    assert modes == {0o600}


def tables(path: Path) -> list[tuple[str]]:
    with open_database(path, read_only=True) as database:
        return database.execute("show tables").fetchall()


@pytest.mark.parametrize("before", [None, b""])
def test_a_file_is_made_if_there_is_none_or_one_of_0_bytes(
    before: bytes | None, tmp_path: Path
) -> None:
    path, draft = tmp_path / "a.duckdb", tmp_path / "draft"
    if before is not None:
        path.write_bytes(before)
    draft.write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 4084)  # a kill cut it
    assert make_database(path, draft=draft)
    assert tables(path) == []
    assert [*tmp_path.iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not make_database(path, draft=draft)


@pytest.mark.parametrize("content", [b"a,b\n", b"\0" * 8 + b"DUCK"])
def test_a_file_that_holds_something_is_not_replaced(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(content)
    assert not make_database(path, draft=tmp_path / "draft")
    assert path.read_bytes() == content
    assert [*tmp_path.iterdir()] == [path]


def test_the_log_of_a_file_that_was_removed_is_not_that_of_a_new_one(
    path: Path,
) -> None:
    log = path.with_name("a.duckdb.wal")
    with open_database(path, read_only=False) as database:
        database.execute("set wal_autocheckpoint = '1GB'")
        database.execute("create table u as select 1 as a")
        content = log.read_bytes()
    log.write_bytes(content)
    path.unlink()
    assert make_database(path, draft=path.with_name("draft"))
    assert tables(path) == []
    assert [*path.parent.iterdir()] == [path]


def test_a_new_file_is_there_once_it_is_complete(tmp_path: Path) -> None:
    """The system lets the process write no more than one or two of three blocks."""
    path, draft = tmp_path / "a.duckdb", tmp_path / "draft"
    subprocess.run([sys.executable, "-c", CUT, path, draft], check=True)
    assert [*tmp_path.iterdir()] == [draft]
    assert make_database(path, draft=draft)
    assert tables(path) == []


CUT = """
import resource, sys
from pathlib import Path
from udacity_client.errors import UdacityError
from udacity_client.system.duckdb_files import make_database
path, draft = map(Path, sys.argv[1:])
for size in (1, 8_192, 4_096):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        make_database(path, draft=draft)
    except UdacityError as error:
        assert "the disk is full" in str(error), error
    assert draft.stat().st_size == size
    assert not path.exists()
"""


def test_a_transaction_is_done_as_a_whole_or_not_at_all(path: Path) -> None:
    with transaction(path) as database:
        database.execute("create table u as select 1 as a")

    def fail() -> None:
        with transaction(path) as database:
            database.execute("create table v as select 1 as a")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert tables(path) == [("t",), ("u",)]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(("mode", "in_mode"), [(0o000, 0o700), (0o600, 0o000)])
def test_what_this_user_may_not_read_is_refused(
    mode: int, in_mode: int, *, read_only: bool
) -> None:
    with unprivileged() as home:
        folder = home / "folder"
        folder.mkdir()
        path = folder / "a.duckdb"
        path.write_bytes(b"\0" * 8 + b"DUCK")
        path.chmod(mode)
        folder.chmod(in_mode)
        with (
            pytest.raises(ConfigurationError, match=r"a.duckdb cannot be read: Perm"),
            open_database(path, read_only=read_only),
        ):
            pass


def test_what_this_user_may_not_write_is_refused() -> None:
    with unprivileged() as home:
        path = home / "a.duckdb"
        with open_database(path, read_only=False) as database:
            database.execute("create table t as select 1 as a")
        path.chmod(0o400)
        before = path.read_bytes()
        with (
            pytest.raises(WriteError, match=r"not be opened: .*Permission denied"),
            open_database(path, read_only=False),
        ):
            pass
        assert path.read_bytes() == before
        with open_database(path, read_only=True) as database:
            assert database.execute("from t").fetchall() == [(1,)]


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for read_only in (True, False):
        with (
            pytest.raises(ConfigurationError, match="cannot be read: Is a directory"),
            open_database(tmp_path, read_only=read_only),
        ):
            pass


def test_no_progress_bar_gets_between_the_results(path: Path) -> None:
    for read_only in (False, True):
        with open_database(path, read_only=read_only) as database:
            query = "select current_setting('enable_progress_bar')"
            assert database.execute(query).fetchall() == [(False,)]


def test_older_versions_of_duckdb_can_read_it(path: Path) -> None:
    (version,) = struct.unpack("<Q", path.read_bytes()[12:20])
    assert version == 64  # of DuckDB 0.9 to 1.1


def test_times_are_in_utc(path: Path) -> None:
    for read_only in (False, True):
        with open_database(path, read_only=read_only) as database:
            shown = database.execute("select current_setting('timezone')").fetchall()
            assert shown == [("UTC",)]


@pytest.mark.parametrize(
    "query",
    [
        "copy t to 'stolen.csv'",
        "from read_csv('/etc/passwd')",
        "attach 'other.duckdb'",
        "install sqlite",
        "load '/tmp/a.duckdb_extension'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "delete from t",
        "create table u as from t",
    ],
)
def test_a_reader_changes_neither_the_file_nor_the_machine(
    query: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    before = path.read_bytes()
    with (
        open_database(path, read_only=True) as database,
        pytest.raises(duckdb.Error),
    ):
        database.execute(query)
    assert [*path.parent.iterdir()] == [path]
    assert path.read_bytes() == before


def test_a_file_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with sqlite3.connect(path) as database:
        database.execute("create table t (a int)")
    database.close()
    for content in (path.read_bytes(), b"a,b\n1,2\n"):
        path.write_bytes(content)
        for read_only in (False, True):
            with (
                pytest.raises(ConfigurationError, match="is not a DuckDB file"),
                open_database(path, read_only=read_only),
            ):
                pass
        assert path.read_bytes() == content


def test_a_missing_file_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match=r"There is no .*a\.duckdb; `udacity s"),
        open_database(tmp_path / "a.duckdb", read_only=True),
    ):
        pass
    assert [*tmp_path.iterdir()] == []


def test_a_reader_is_told_that_a_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.touch()
    with (
        pytest.raises(ConfigurationError, match=r"a\.duckdb is empty; `udacity sync`"),
        open_database(path, read_only=True),
    ):
        pass


def test_a_newer_file_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_arguments: object, **_options: object) -> None:
        # What DuckDB 1.4 says about a file of 2.0.
        message = (
            "IO Error: Trying to read a database file with version number 999, but we "
            "can only read versions between 64 and 67."
        )
        raise duckdb.IOException(message)

    monkeypatch.setattr(duckdb, "connect", connect)
    with (
        pytest.raises(ConfigurationError, match=r"by a newer DuckDB than .* Upgrade"),
        open_database(path, read_only=False),
    ):
        pass


def test_a_damaged_file_is_told_at_once(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20:30] = b"0123456789"
    path.write_bytes(content)
    with (
        pytest.raises(WriteError, match=r"a\.duckdb could not be opened: "),
        open_database(path, read_only=False, patience=1e9),
    ):
        pass
    assert path.read_bytes() == content


HOLDER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
        process.communicate()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_locked_file_is_waited_for(
    read_only: bool,  # noqa: FBT001 - a parameter
    path: Path,
    holder: subprocess.Popen[str],
) -> None:
    waits: list[float] = []
    with (
        pytest.raises(BusyError, match=f"in use by process {holder.pid}\\."),
        open_database(path, read_only=read_only, sleep=waits.append),
    ):
        pass
    assert sum(waits) == pytest.approx(10.0)

    def end(_seconds: float) -> None:
        holder.communicate()

    with open_database(path, read_only=read_only, sleep=end) as database:
        assert len(database.execute("from t").fetchall()) == 1


def test_an_error_shows_no_value(path: Path) -> None:
    with (
        pytest.raises(WriteError) as caught,
        transaction(path) as database,
    ):
        database.execute("select email::integer from t")
    assert "zoe" not in str(caught.value)
    assert str(caught.value).endswith(
        "could not be written: ConversionException. What was there has not changed."
    )
    assert caught.value.__suppress_context__


def test_a_log_that_does_not_fit_into_the_file_is_told(path: Path) -> None:
    assert describe_log(path) is None
    copy, log = path.with_name("b.duckdb"), path.with_name("b.duckdb.wal")
    with transaction(path) as database:
        database.execute("insert into t values ('max@example.com')")
        database.commit()
        shutil.copy(path, copy)
        shutil.copy(path.with_name(f"{path.name}.wal"), log)
        database.begin()
    assert describe_log(path) is None
    told = describe_log(copy)
    assert told is not None
    assert f"is in {log}" in told
    with transaction(copy) as database:
        assert len(database.execute("from t").fetchall()) == 2
    assert describe_log(copy) is None


def test_a_fifo_is_refused_and_nothing_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    os.mkfifo(path)
    assert not make_database(path, draft=tmp_path / "draft")
    with (
        pytest.raises(ConfigurationError, match="is a FIFO, not a file"),
        open_database(path, read_only=False),
    ):
        pass
