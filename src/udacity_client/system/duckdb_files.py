"""Open a DuckDB file that holds personal data, and say what is wrong with it."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeAlias

import duckdb

from udacity_client.errors import ConfigurationError
from udacity_client.system.private_files import BusyError
from udacity_client.system.write_errors import WriteError

Database: TypeAlias = duckdb.DuckDBPyConnection
Setting: TypeAlias = str | bool | int | float | list[str]

# DuckDB would download what it takes a file of another program for.
_LOCAL: Final = {"autoinstall_known_extensions": "false"}
WRITING: Final[Mapping[str, Setting]] = _LOCAL | {
    # Else a file of DuckDB 2 cannot be opened by 1.4, which dashboards still have.
    "storage_compatibility_version": "v1.0.0",
    # Two threads take half as much time again on two cores, for tables of this size.
    "threads": "1",
}
READING: Final[Mapping[str, Setting]] = _LOCAL | {"enable_external_access": "false"}
_MAGIC: Final = slice(8, 12)
_FULL: Final = re.compile("no space left|file too large|quota", re.IGNORECASE)


@contextmanager
def open_database(
    path: Path,
    *,
    read_only: bool,
    patience: float = 10.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[Database]:
    """Open *path*, and close it at the end of the block.

    Args:
        path: The file. If it is written to and missing, it is made, for this user only.
        read_only: Whether nothing may change: neither the file nor the machine.
        patience: How many seconds to wait while another process has the file open.
        sleep: What waits.

    Raises:
        BusyError: Another process has it open.
        ConfigurationError: It is missing, of another program or newer.
        WriteError: It cannot be written.
    """
    _require_duckdb_file(path, may_be_missing=not read_only)
    # DuckDB has no option for the mode of the files that it makes: the log, too.
    mask = os.umask(0o077)
    try:
        connection = _connect(path, read_only=read_only, patience=patience, sleep=sleep)
        try:
            connection.execute("set timezone = 'UTC'")
            # After two seconds DuckDB would print it to stdout, among the results.
            connection.execute("set enable_progress_bar = false")
            if read_only:
                connection.execute("set lock_configuration = true")
            yield connection
        finally:
            with suppress(duckdb.Error):  # it has been told, if there was one
                connection.close()
    finally:
        os.umask(mask)


def make_database(path: Path, *, draft: Path) -> bool:
    """Make a file at *path* if there is none, or one of 0 bytes; return whether it did.

    It is moved there once it is complete: no DuckDB can open one that a kill cut.

    Args:
        path: The file.
        draft: Where it is made, on the same disk. This process alone may use that
            place; a file that is there is replaced.

    Raises:
        WriteError: It cannot be written.
        OSError: The same, of a file that DuckDB has made.
    """
    if not _is_new(path):
        return False
    draft.unlink(missing_ok=True)
    with open_database(draft, read_only=False):
        pass
    # DuckDB does this, too: the log of a file that was removed fits no other file.
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    draft.replace(path)
    return True


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files of the database *path*: itself and where its log may be."""
    return path, Path(f"{path}.wal"), Path(f"{os.path.realpath(path)}.wal")


def describe_log(path: Path) -> str | None:
    """Return what to know of the log of *path*, if closing the file left one.

    DuckDB says nothing if it cannot move the log into the file, as on a full disk.
    """
    log = path.with_name(f"{path.name}.wal")
    if not log.exists():
        return None
    return (
        f"Part of what was written is in {log}, because it did not fit into "
        f"{path.name}; is the disk full? Nothing is lost: keep both files together. "
        "Once there is room, the next sync moves it."
    )


def _is_new(path: Path) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return True
    except OSError:  # whoever opens it is told
        return False
    return stat.S_ISREG(status.st_mode) and not status.st_size


@contextmanager
def transaction(path: Path, *, patience: float = 10.0) -> Generator[Database]:
    """Open *path* for one transaction; after an error in the block, nothing is changed.

    Args:
        path: The file. If it is missing, it is made, for this user only.
        patience: How many seconds to wait while another process has the file open.

    Raises:
        ConfigurationError: It is locked, of another program or newer.
        WriteError: It cannot be written.
    """
    opened = open_database(path, read_only=False, patience=patience)
    with opened as database, _told_by_duckdb(path):
        database.begin()
        yield database
        database.commit()


@contextmanager
def _told_by_duckdb(path: Path) -> Generator[None]:
    """Turn an error of DuckDB into one that shows no value of a record.

    Raises:
        WriteError: The disk is full, or similar.
    """
    try:
        yield
    except duckdb.Error as error:
        what = "the disk is full" if _FULL.search(str(error)) else type(error).__name__
    else:
        return
    message = f"{path} could not be written: {what}. What was there has not changed."
    raise WriteError(message) from None  # the context would show values


def _require_duckdb_file(path: Path, *, may_be_missing: bool) -> None:
    try:
        if path.is_fifo():  # whoever opens it waits for a writer
            message = f"{path} is a FIFO, not a file. Name another one."
            raise ConfigurationError(message)
        with path.open("rb") as file:
            magic = file.read(_MAGIC.stop)[_MAGIC]
    except FileNotFoundError:
        if may_be_missing:
            return
        message = (
            f"There is no {path}; `udacity sync` makes it. If it is elsewhere, name it "
            "with --from."
        )
        raise ConfigurationError(message) from None
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise ConfigurationError(message) from None
    if magic != b"DUCK":
        message = (
            f"{path} is not a DuckDB file, so it was left as it is. Name another one."
        )
        if _is_new(path):
            message = f"{path} is empty; `udacity sync` makes its tables."
        raise ConfigurationError(message)


def _connect(
    path: Path, *, read_only: bool, patience: float, sleep: Callable[[float], None]
) -> Database:
    options: dict[str, Setting] = {**(READING if read_only else WRITING)}
    waited = 0.0
    while True:
        try:
            return duckdb.connect(path, read_only=read_only, config=options)
        except duckdb.Error as error:
            reason = str(error)
        if not _LOCKED.search(reason) or waited >= patience:
            raise _refused(path, reason)
        sleep(_PAUSE)
        waited += _PAUSE


_PAUSE: Final = 0.25
_LOCKED: Final = re.compile(r"\block\b")  # not a damaged block


def _refused(path: Path, reason: str) -> Exception:
    if _LOCKED.search(reason):
        found = re.search(r"PID (\d+)", reason)
        process = f"process {found[1]}" if found else "another process"
        return BusyError(
            f"{path} is in use by {process}. DuckDB lets one process write, or several "
            "read. Close it there, and run this again."
        )
    if "version number" in reason:
        return ConfigurationError(
            f"{path} was written by a newer DuckDB than {duckdb.__version__}, which is "
            "installed here. Upgrade duckdb, or name another file."
        )
    what = "the disk is full" if _FULL.search(reason) else reason.partition("\n")[0]
    return WriteError(f"{path} could not be opened: {what}")
