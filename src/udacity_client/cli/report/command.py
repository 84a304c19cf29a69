"""Run `udacity report`: from a synced file, or from the API."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from udacity_client.cli.database_app import FILE
from udacity_client.cli.extras import extra
from udacity_client.cli.file_formats import path_of
from udacity_client.cli.printing import output_of_csv, say
from udacity_client.errors import ConfigurationError
from udacity_client.system.same_file import require_other_file
from udacity_client.system.write_errors import require_writable, write_file

with extra("report"):
    import duckdb

    from udacity_client.cli.report.contents import read_report
    from udacity_client.cli.report.rendering import FormatName, render
    from udacity_client.cli.sync import run_sync
    from udacity_client.data.synced_file import require_synced
    from udacity_client.system.duckdb_files import files_of, open_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the data of a report come from.

    Attributes:
        file: A file of `udacity sync`; if `None`, the default one if it exists.
        is_live: Whether to ask the API in any case.
        companies: Which companies; if empty, all of the file, or the credential's.
        url: The API's base URL, if it is not the default.
    """

    file: Path | None
    is_live: bool
    companies: Sequence[str]
    url: str | None


def write_report(
    output: Path,
    to: FormatName | None,
    source: Source,
    *,
    due_days: int,
    is_anonymous: bool,
    quiet: bool,
) -> bool:
    """Write a report; return whether no records are missing.

    Raises:
        UdacityError: It could not be made; nothing was written.
    """
    path = path_of(output)
    to = to or _format_of(path)
    if path:
        require_writable(path)
        if read := _file_of(source):
            require_other_file(path, files_of(read))
    with (
        _database(source, quiet=quiet) as (file, is_complete),
        open_database(file, read_only=True) as tables,
        _told_of_gaps(file),
    ):
        require_synced(tables, file)
        report = read_report(
            tables,
            companies=source.companies,
            due_days=due_days,
            is_anonymous=is_anonymous,
        )
    text = render(report, to)
    if path is None:
        output_of_csv(sys.stdout).write(text.encode())
        return is_complete
    write_file(path, text.encode())
    if not quiet:
        say(f"{path}: {report.title}. {report.source}{_note_on(source)}")
    return is_complete


def _file_of(source: Source) -> Path | None:
    """Return the file that is read; `None` if the API is asked."""
    return source.file or (None if source.is_live or not FILE.exists() else FILE)


def _note_on(source: Source) -> str:
    file = _file_of(source)
    return "" if file is None else f" It was read from {file}; --live asks again."


@contextmanager
def _database(source: Source, *, quiet: bool) -> Generator[tuple[Path, bool]]:
    """Return the file of *source*, and whether the API gave all records."""
    file = _file_of(source)
    if file is not None:
        yield file, True
        return
    with tempfile.TemporaryDirectory(prefix="udacity-") as folder:
        file = Path(folder) / FILE
        is_complete = run_sync(
            file,
            companies=source.companies,
            plans=(),
            allow_shrink=False,
            quiet=quiet,
            url=source.url,
            is_temporary=True,
        )
        yield file, is_complete


@contextmanager
def _told_of_gaps(file: Path) -> Generator[None]:
    """Say so if *file* lacks a table or a column, such as one that a user dropped.

    Raises:
        ConfigurationError: It does.
    """
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException):
        message = (
            f"{file} lacks a table or a column that a report is made from; "
            "`udacity sync` adds it."
        )
    else:
        return
    raise ConfigurationError(message)


def _format_of(path: Path | None) -> FormatName:
    match path.suffix.lower() if path else "":
        case ".html" | ".htm":
            return "html"
        case ".md" | ".markdown":
            return "md"
        case ".json":
            return "json"
        case _:
            where = "Standard output" if path is None else f"The name {path}"
            message = (
                f"{where} does not show the format; pass --format html, md or json."
            )
            raise ConfigurationError(message)
